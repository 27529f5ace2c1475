/** A timeline: who knew what when, and what a change of rules changes for it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import engine from "./support/engine.js";
import { load } from "./support/module.js";

const { addKeyword, compare, defaultRules, setRoomMode } = engine;
const { isRecognised, recognise } = await load("src/intake/recognise.ts");
const { compareTimeline } = await load("src/timeline/compare.ts");
const { rowOf } = await load("src/timeline/row.ts");
const { walk } = await load("src/timeline/walk.ts");

const me = "@alice:example.org";
const message = (body, more = {}) => ({ type: "m.room.message", sender: "@bob:example.org", content: { msgtype: "m.text", body }, ...more });
const state = (type, content, state_key = "") => ({ type, sender: "@bob:example.org", state_key, content });

function room(events, more = {}) {
  return { room_id: "!a:example.org", state: [], events, ...more };
}

const goOn = () => Promise.resolve(true);

test("a room is known as it was when the event happened", () => {
  const before = { users_default: 0 };
  const after = { users_default: 100 };
  const entries = walk(
    [
      room([message("one"), state("m.room.power_levels", after), state("m.room.member", { membership: "join", displayname: "Ali" }, me), message("two")], {
        member_count: 7,
        state: [
          state("m.room.create", { room_version: "12", additional_creators: ["@carol:example.org"] }),
          state("m.room.power_levels", before),
          state("m.room.member", { membership: "join", displayname: "Alice" }, me),
          state("m.room.member", { membership: "join", displayname: "Bob" }, "@bob:example.org"),
          state("m.room.name", { name: "Lounge" }),
        ],
      }),
    ],
    me,
  );
  const known = { room_id: "!a:example.org", member_count: 7, creators: ["@bob:example.org", "@carol:example.org"], room_version: "12" };
  assert.deepEqual(entries[0]?.room, { ...known, power_levels: before, display_name: "Alice" });
  assert.deepEqual(entries.at(-1)?.room, { ...known, power_levels: after, display_name: "Ali" });
  assert.deepEqual(entries.map((entry) => entry.room_name), ["Lounge", "Lounge", "Lounge", "Lounge"]);
});

test("events come oldest first, whatever order they were brought in", () => {
  const at = (origin_server_ts) => message(String(origin_server_ts), { origin_server_ts });
  const bodies = (rooms) => walk(rooms, me).map(({ event }) => rowOf({ event, room: {}, room_name: null }).text);
  assert.deepEqual(bodies([room([at(3), at(2), at(1)])]), ["1", "2", "3"]);
  assert.deepEqual(bodies([room([at(1), at(4)]), room([at(2), at(3)])]), ["1", "2", "3", "4"]);
  assert.deepEqual(bodies([room([message("b"), message("a")])]), ["b", "a"]);
});

test("a timeline is compared as the engine compares events one by one", async () => {
  const text = readFileSync(new URL("../../tests/data/synapse_sync_initial.json", import.meta.url), "utf8");
  const recognised = recognise(text);
  assert.ok(isRecognised(recognised));
  const user_id = recognised.user_id ?? me;
  const entries = walk(recognised.rooms, user_id);
  const before = { global: defaultRules(user_id) };
  const after = setRoomMode(before, recognised.rooms[0]?.room_id ?? "", "mute");
  const compared = await compareTimeline(engine, entries, { before, after, context: { user_id } }, goOn);
  assert.ok(compared !== null);
  let changed = 0;
  for (const [index, { event, room: its }] of entries.entries()) {
    const [expected] = compare([event], before, after, { ...its, user_id });
    for (const side of ["before", "after"]) {
      const { rule, notify, notify_in_app, highlight, sound } = expected[side];
      assert.deepEqual(compared.outcomes[compared[side][index]], { notify, notify_in_app, highlight, sound, rule });
    }
    assert.equal(compared.before[index] !== compared.after[index], expected.changed.length > 0);
    if (expected.changed.length > 0) changed++;
  }
  assert.ok(changed > 0);
});

test("related events are found within the timeline", async () => {
  const before = { global: { override: [] } };
  const conditions = [{ kind: "im.nheko.msc3664.related_event_match", rel_type: "m.in_reply_to", key: "sender", pattern: me }];
  const after = { global: { override: [{ rule_id: "replies", default: false, enabled: true, conditions, actions: ["notify"] }] } };
  const reply = (event_id) => message("yes", { content: { "m.relates_to": { "m.in_reply_to": { event_id } } } });
  const entries = walk([room([message("?", { sender: me, event_id: "$mine" }), reply("$mine"), reply("$other")])], me);
  const compared = await compareTimeline(engine, entries, { before, after, context: { user_id: me } }, goOn);
  assert.deepEqual([...(compared?.after ?? [])].map((at) => compared?.outcomes[at]?.notify), [false, true, false]);
});

test("an event that the engine cannot read does not keep it from reading the others", async () => {
  const cyclic = message("x");
  cyclic.content = { get body() { throw new Error("no"); } };
  const entries = walk([room([cyclic, message("rocket")])], me);
  const before = { global: defaultRules(me) };
  const compared = await compareTimeline(engine, entries, { before, after: addKeyword(before, "rocket"), context: { user_id: me } }, goOn);
  assert.equal(typeof compared?.outcomes[compared.after[0]]?.fault, "string");
  assert.equal(compared?.outcomes[compared.after[1]]?.rule?.rule_id, "rocket");
});

test("a comparison that nobody waits for ends", async () => {
  const entries = walk([room(Array.from({ length: 2000 }, (_, index) => message(String(index))))], me);
  const rules = { global: defaultRules(me) };
  let asked = 0;
  const compared = await compareTimeline(engine, entries, { before: rules, after: rules, context: { user_id: me } }, async () => ++asked < 2);
  assert.equal(compared, null);
  assert.equal(asked, 2);
});

test("a row is one short line", () => {
  const row = (event) => rowOf({ event, room: {}, room_name: null });
  const long = row(message(`a\n\n\tb ${"😀".repeat(500)}`, { sender: "@x\u202e:y" }));
  assert.equal(long.text.length, 161);
  assert.match(long.text, /^a b 😀+…$/u);
  assert.equal(row({ type: "m.reaction", content: { "m.relates_to": { key: "👍" } } }).text, "reacted 👍");
  assert.equal(row(state("m.room.member", { membership: "invite" }, me)).text, `invite: ${me}`);
  assert.equal(row({ type: "m.room.encrypted", content: {} }).text, "encrypted");
  assert.equal(row({ type: "x", content: { body: 3 }, sender: 4, origin_server_ts: "soon" }).time, 0);
});
