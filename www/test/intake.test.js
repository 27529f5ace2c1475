/** What people bring, recognised: rules and events in all their shapes, and what is none of it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import engine from "./support/engine.js";
import { load } from "./support/module.js";

const { defaultRules } = engine;
const { isRecognised, recognise } = await load("src/intake/recognise.ts");

const rules = { global: defaultRules("@alice:example.org") };
const message = (body, more = {}) => ({ type: "m.room.message", sender: "@bob:example.org", content: { msgtype: "m.text", body }, ...more });

function good(given) {
  const answer = recognise(typeof given === "string" ? given : JSON.stringify(given));
  assert.ok(isRecognised(answer), JSON.stringify(answer));
  return answer;
}

function bad(given) {
  const answer = recognise(typeof given === "string" ? given : JSON.stringify(given));
  assert.ok(!isRecognised(answer), JSON.stringify(answer));
  return answer.message;
}

test("rules are recognised in all the shapes in which people have them", () => {
  const event = { type: "m.push_rules", content: rules };
  const shapes = [
    [rules, /GET \/pushrules/],
    [rules.global, /bare ruleset/],
    [event, /`m.push_rules` event/],
    [{ next_batch: "s1", account_data: { events: [{ type: "m.direct", content: {} }, event] } }, /GET \/sync/],
    [{ pos: "1", extensions: { account_data: { global: [event] } }, rooms: {} }, /sliding sync/],
    [{ account_data: { global: { "m.push_rules": rules } } }, /account data/],
    [{ "m.push_rules": event }, /account data/],
    [{ account_data: { events: [event] } }, /account data/],
    [{ events: [event] }, /list of events/],
    [`\`\`\`json\n${JSON.stringify(rules, undefined, 2)}\n\`\`\``, /GET \/pushrules/],
    [`\uFEFF ${JSON.stringify(rules)}\n`, /GET \/pushrules/],
    [`HTTP/1.1 200 OK\nContent-Type: application/json\n\n${JSON.stringify(rules)}`, /GET \/pushrules/],
  ];
  for (const [given, says] of shapes) {
    const recognised = good(given);
    assert.match(recognised.says, says);
    assert.deepEqual(recognised.rules, rules);
    assert.equal(recognised.user_id, "@alice:example.org");
  }
});

test("a ruleset without the mention rule names its owner by the invitation rule, or not at all", () => {
  const old = { global: defaultRules("@alice:example.org", { version: "v1.16" }) };
  const mention = old.global.override?.filter(({ rule_id }) => rule_id !== ".m.rule.is_user_mention") ?? [];
  assert.equal(good({ global: { ...old.global, override: mention } }).user_id, "@alice:example.org");
  assert.equal(good({ global: { override: [] } }).user_id, null);
});

test("events are recognised in all the shapes in which people have them", () => {
  const one = message("one", { room_id: "!a:example.org" });
  const two = message("two", { room_id: "!b:example.org" });
  const shapes = [
    [{ next_batch: "s", rooms: { join: { "!a": { timeline: { events: [one, two] } }, "!b": { timeline: { events: [] } } } } }, /\/sync/, 2, 1],
    [{ pos: "5", rooms: { "!a": { timeline: [one], joined_count: 2 } } }, /sliding sync/, 1, 1],
    [{ chunk: [one, two], start: "a" }, /\/messages/, 2, 2],
    [{ events_before: [one], event: two, events_after: [one], state: [] }, /\/context/, 3, 2],
    [{ notifications: [{ event: message("x"), room_id: "!a:example.org", actions: [] }] }, /\/notifications/, 1, 1],
    [{ notification: { ...one, devices: [] } }, /push gateway/, 1, 1],
    [{ room_name: "Lounge", messages: [one] }, /exported from Element/, 1, 1],
    [{ events: [one, two] }, /list of events/, 2, 2],
    [[one, two], /list of events/, 2, 2],
    [one, /an event/, 1, 1],
    [`${JSON.stringify(one)}\n${JSON.stringify(two)}\n`, /NDJSON/, 2, 2],
    [`${JSON.stringify({ events: [one, two] })}\n\n${JSON.stringify({ events: [one] })}`, /NDJSON/, 3, 2],
  ];
  for (const [given, says, events, rooms] of shapes) {
    const recognised = good(given);
    assert.match(recognised.says, says);
    assert.equal(recognised.rooms.flatMap((room) => room.events).length, events);
    assert.equal(recognised.rooms.length, rooms);
  }
});

/** What Element shows and exports. The shapes are those of matrix-react-sdk, in the comments its files. */
const ELEMENT = [
  // devtools/AccountData.tsx: the explorer shows the event, its editor the content.
  ["account_data.json", { says: /`m.push_rules` event/, rules: ["rocket"] }],
  ["account_data_edit.json", { says: /GET \/pushrules/, rules: ["rocket"] }],
  // devtools/RoomState.tsx: a state event, and its history from the oldest known on, one below the other.
  ["room_state.json", { says: /an event/, events: ["$3"] }],
  ["room_state_history.txt", { says: /list of events/, events: ["$2", "$3"], remarks: [/1 entry is no event/] }],
  // ViewSource.tsx: the event as the server sent it; of an encrypted one also what was in it.
  ["event_source.json", { says: /an event/, events: ["$4"] }],
  ["event_source_decrypted.json", { says: /an event/, events: [undefined], remarks: [/does not say who sent it/] }],
  // exportUtils/JSONExport.ts: decrypted, as far as that was possible.
  ["chat_export.json", { says: /exported from Element/, events: ["$4", "$5", "$6"], room: "Lounge", remarks: [/1 event is encrypted/] }],
];

for (const [file, expected] of ELEMENT) {
  test(`what Element gives is recognised: ${file}`, () => {
    const given = readFileSync(new URL(`fixtures/element/${file}`, import.meta.url), "utf8");
    const { room, rules: ids, events = [], remarks = [], says } = expected;
    // As it is, and with the captions that a selection of the whole window has.
    for (const brought of [given, `View Source\nEvent ID: $4\n${given}\nBack\nEdit`]) {
      const recognised = good(brought);
      assert.match(recognised.says, says);
      assert.deepEqual(recognised.rules?.global.content.map(({ rule_id }) => rule_id), ids);
      assert.deepEqual(recognised.rooms.flatMap((its) => its.events).map(({ event_id }) => event_id), events);
      assert.deepEqual(recognised.rooms.map(({ room_id, name }) => [room_id, name]), events.length > 0 ? [["!lounge:example.org", room]] : []);
      assert.equal(recognised.remarks.length, remarks.length);
      for (const [index, remark] of remarks.entries()) assert.match(recognised.remarks[index], remark);
    }
  });
}

test("a message that Element could not decrypt is what the server saw", () => {
  const { rooms } = good(readFileSync(new URL("fixtures/element/chat_export.json", import.meta.url), "utf8"));
  const { type, content } = rooms[0]?.events[2] ?? {};
  assert.deepEqual({ type, content }, { type: "m.room.encrypted", content: { "m.relates_to": { rel_type: "m.thread", event_id: "$4" } } });
});

test("other exports say what to bring instead", () => {
  assert.match(bad("PK\u0003\u0004\u0014\u0000"), /ZIP file: unpack it, and bring the `export.json`/);
  assert.match(bad("<!DOCTYPE html>\n<html><body>{}</body></html>"), /web page: .* choose JSON/);
});

test("invitations of a /sync answer are events, the rest of their stripped state is not", () => {
  const invite = { type: "m.room.member", sender: "@bob:example.org", state_key: "@alice:example.org", content: { membership: "invite" } };
  const events = [{ type: "m.room.name", state_key: "", content: { name: "Lounge" } }, invite];
  const { rooms } = good({ next_batch: "s", rooms: { invite: { "!a": { invite_state: { events } } } } });
  assert.deepEqual(rooms, [{ room_id: "!a", state: [], events: [invite] }]);
});

test("what cannot be used is named", () => {
  const { remarks, rooms } = good([message("x"), null, 3, {}, { type: "m.room.encrypted", sender: "@bob:example.org", content: {} }]);
  assert.equal(rooms[0]?.events.length, 2);
  assert.deepEqual(remarks, [
    "3 entries are no events",
    "1 event is encrypted: keywords and mentions in the text cannot be seen, as on a server",
  ]);
  assert.match(good({ next_batch: "s", rooms: { join: { "!a": { timeline: { events: [message("x")] } } } } }).remarks[0] ?? "", /no push rules/);
  assert.match(good({ ...rules, device: { phone: {} } }).remarks[0] ?? "", /device/);
  const lines = good(`${JSON.stringify(message("x"))}\n{"type":\n${JSON.stringify(message("y"))}`);
  assert.deepEqual(lines.remarks, ["1 of 3 lines are no JSON: line 2"]);
});

test("what is of no use says what it is", () => {
  assert.match(bad(""), /nothing in it/);
  assert.match(bad('{"global": {\n  "override": [,]}}'), /line 2, column 16/);
  assert.match(bad({ errcode: "M_UNKNOWN_TOKEN", error: "Token has expired" }), /M_UNKNOWN_TOKEN: Token has expired/);
  assert.match(bad({ rule_id: "x", actions: [] }), /of which kind/);
  assert.match(bad([{ rule_id: "x" }]), /of which kind/);
  assert.match(bad([]), /empty/);
  assert.match(bad([1, 2]), /no events/);
  assert.match(bad("3"), /JSON objects/);
  assert.match(bad({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 }), /`a`, `b`, `c`, `d`, `e` and 2 more/);
  assert.match(bad({ next_batch: "s1" }), /without push rules and events/);
  assert.match(bad({ type: "m.push_rules", content: { override: [] } }), /no `global`/);
  assert.match(bad("hello"), /not JSON/);
  assert.match(bad('two {"type": "a"} and a half {"type":'), /not JSON/);
  assert.match(bad('[{"type": "a"}, {"type": "b"} {"type": "c"}]'), /line 1, column 31/);
});

test("hostile JSON is data like any other", () => {
  const nested = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
  assert.match(bad(`{"global":{"override":[${nested}]}}`), /100 levels/);
  assert.match(good(`[{"type":"m.room.message","content":${nested}},{"type":"a"}]`).remarks[0] ?? "", /100 levels/);
  assert.match(bad(`${"[".repeat(100_000)}`), /not JSON/);
  const polluted = good('[{"type":"m.room.message","__proto__":{"room_id":"!x"},"content":{"__proto__":{"body":"y"}}}]');
  assert.equal(polluted.rooms[0]?.room_id, null);
  assert.match(bad('{"__proto__":{"global":{}}}'), /`__proto__`/);
  assert.equal(Object.hasOwn(Object.prototype, "room_id"), false);
});

test("a long broken text is refused in no time worth naming, wherever it is broken", () => {
  const long = "x".repeat(12_000_000);
  assert.match(bad(`{"a": "${long}`), /not JSON/);
  assert.match(bad(`{"a": "${long}" "b"}`), /not JSON/);
  assert.match(bad("{".repeat(long.length)), /not JSON/);
  assert.match(bad(`{"a": "${'\\\\"'.repeat(long.length / 3)}`), /not JSON/);
  assert.match(bad(`it is ${"{} ".repeat(long.length / 30)}{`), /not JSON/);
});

test("what a real Synapse answers is recognised", () => {
  const text = readFileSync(new URL("../../tests/data/synapse_sync_initial.json", import.meta.url), "utf8");
  const { rules, rooms, says, user_id } = good(text);
  assert.match(says, /\/sync/);
  assert.ok(rules !== null && user_id !== null && rooms.length > 0);
});
