/**
 * An event object and its JSON text are the same event: objects are read by JavaScript, texts by the engine, and both must
 * come to the same answer, whatever the event has in it.
 *
 * `PROPTEST_RNG_SEED=… npm test` repeats a run; the seed of a failure is in its message.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import * as full from "matrix-push-rules/full";
import * as main from "matrix-push-rules";

const ME = "@alice:example.org";
const PEOPLE = [ME, "@bob:example.org", "@Bob:example.org"];
const ROOMS = ["!a:example.org", "!b:example.org"];
const STRINGS = [...PEOPLE, ...ROOMS, "m.room.message", "M.ROOM.message", "m.room.member", "m.thread", "m.ring", "invite", ""];
const PROPERTIES = ["__proto__", "constructor", "toString", "hasOwnProperty", "length", "0", "", "a", "a.b", "m.mentions", "body"];
const KEYS = [
  "type", "sender", "room_id", "state_key", "content", "content.body", "content.msgtype", "content.a", "content.a.a",
  String.raw`content.a\.b`, "content.__proto__", "content.__proto__.a", "__proto__", "content.constructor", "toString",
  "content.hasOwnProperty", "content.a.length", "content.body.length", "content.a.0", "content.", "", "constructor.name",
  String.raw`content.m\.mentions`, String.raw`content.m\.mentions.user_ids`, String.raw`content.m\.mentions.room`,
  String.raw`content.m\.relates_to.rel_type`, "unsigned.prev_content.membership",
];
const NUMBERS = [0, -0, 1, 1.0, -1, 0.5, 50, 1e21, -1e21, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, -(2 ** 53) + 1, 1e-7, 5e-324, 1.7e308];
const CHARACTERS = [
  "a", "b", "A", "é", "É", "k", "\u212a", "σ", "ς", "Σ", "İ", "_", "9", " ", ".", "@", "\n", "\u0000", "\u0301", "日", "🦊",
  "\ud83e", "\udd8a", "*", "?", "\\", '"', "/",
];

for (const [entry, { Ruleset }] of Object.entries({ main, full })) {
  test(`an event object and its JSON text give the same answer: ${entry}`, () => compareReaders(Ruleset));
}

function compareReaders(Ruleset) {
  const seed = Number(process.env.PROPTEST_RNG_SEED ?? Date.now()) % 2 ** 31;
  const random = generator(seed);
  let matched = 0;
  let evaluated = 0;
  for (let round = 0; round < 400; round++) {
    const rules = rulesetOf(random);
    const context = contextOf(random);
    const ruleset = new Ruleset(rules);
    const events = Array.from({ length: 12 }, () => eventOf(random));
    const answers = events.map((event) => ruleset.evaluate(event, context));
    // Once more, when every value has been met before; and from a batch.
    const again = events.map((event) => ruleset.evaluate(event, context));
    const batch = ruleset.evaluateAll(events, context);
    events.forEach((event, index) => {
      const text = JSON.stringify(event);
      const what = () => `seed ${seed}\nevent ${text}\nrules ${JSON.stringify(rules)}\ncontext ${JSON.stringify(context)}`;
      let fromText;
      try {
        fromText = ruleset.evaluate(text, context);
      } catch (error) {
        assert.fail(`${error}\n${what()}`);
      }
      for (const answer of [answers[index], again[index], batch[index]]) {
        if (JSON.stringify(answer) !== JSON.stringify(fromText)) {
          assert.fail(`${JSON.stringify(answer.rule)}, from text ${JSON.stringify(fromText.rule)}\n${what()}`);
        }
      }
      evaluated++;
      if (fromText.rule !== null) matched++;
    });
    ruleset.free();
  }
  assert.ok(matched > evaluated / 10 && matched < (evaluated * 9) / 10, `${matched} of ${evaluated} events match a rule`);
}

/** mulberry32: numbers below a limit. */
function generator(seed) {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

function pick(random, pool) {
  return pool[random(pool.length)];
}

function list(random, limit, element) {
  return Array.from({ length: random(limit) }, () => element(random));
}

function textOf(random) {
  // Now and then long enough to be handled differently.
  const repeated = random(8) === 0 ? random(60) : 1;
  return list(random, 10, (random) => pick(random, CHARACTERS)).join("").repeat(repeated);
}

function scalarOf(random) {
  const kinds = [() => null, () => random(2) === 0, () => pick(random, NUMBERS), () => pick(random, STRINGS), () => textOf(random)];
  return pick(random, kinds)();
}

/** Any value, also one that `JSON.stringify` leaves out; but not in arrays, where it would become `null`. */
function valueOf(random, depth = 3) {
  const kind = random(depth === 0 ? 5 : 8);
  if (kind < 4) return scalarOf(random);
  if (kind === 4) return undefined;
  if (kind === 5) return list(random, 4, (random) => valueOf(random, depth - 1) ?? null);
  const object = {};
  for (let count = random(5); count > 0; count--) set(object, pick(random, PROPERTIES), valueOf(random, depth - 1));
  return object;
}

/** A property of the object itself, even if it is called `__proto__`. */
function set(object, name, value) {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** An object of fields that are there so many times of a hundred, as they should be most of the time. */
function objectOf(random, fields) {
  const object = {};
  for (const [name, percent, value] of fields) {
    if (random(100) < percent) set(object, name, random(12) === 0 ? valueOf(random) : value(random));
  }
  return object;
}

function eventOf(random) {
  const mentions = (random) =>
    objectOf(random, [
      ["user_ids", 60, (random) => list(random, 4, (random) => (random(3) === 0 ? (valueOf(random) ?? null) : pick(random, PEOPLE)))],
      ["room", 40, (random) => random(2) === 0],
    ]);
  const content = (random) =>
    objectOf(random, [
      ["body", 80, textOf],
      ["msgtype", 60, (random) => pick(random, ["m.text", "m.notice", "M.Text"])],
      ["m.mentions", 40, mentions],
      ["m.relates_to", 30, (random) => objectOf(random, [["rel_type", 90, (random) => pick(random, ["m.thread", "m.replace"])]])],
      ["m.intent", 20, (random) => pick(random, ["m.ring", "m.prompt"])],
      ["m.terminated", 10, valueOf],
      ...PROPERTIES.map((name) => [name, 10, valueOf]),
    ]);
  return objectOf(random, [
    ["type", 95, (random) => pick(random, STRINGS)],
    ["sender", 95, (random) => pick(random, PEOPLE)],
    ["room_id", 50, (random) => pick(random, ROOMS)],
    ["state_key", 40, (random) => pick(random, STRINGS)],
    ["content", 95, content],
    ["unsigned", 40, (random) => objectOf(random, [["prev_content", 60, content]])],
    ["__proto__", 5, valueOf],
    ["toString", 5, valueOf],
  ]);
}

function conditionOf(random) {
  const key = pick(random, KEYS);
  const pattern = pick(random, [() => pick(random, STRINGS), () => textOf(random), () => "*", () => "m.*", () => "?*"])();
  return pick(random, [
    { kind: "event_match", key, pattern },
    { kind: "event_match", key: "content.body", pattern },
    { kind: "event_property_is", key, value: scalarOf(random) },
    { kind: "event_property_contains", key, value: scalarOf(random) },
    { kind: "event_property_contains", key: String.raw`content.m\.mentions.user_ids`, value: pick(random, PEOPLE) },
    { kind: "contains_display_name" },
    { kind: "room_member_count", is: pick(random, ["2", ">2", "<=1"]) },
    { kind: "sender_notification_permission", key: "room" },
    { kind: "io.element.msc4306.thread_subscription", subscribed: random(2) === 0 },
    { kind: "org.matrix.msc3914.call_started" },
    { kind: "im.nheko.msc3664.related_event_match", rel_type: "m.in_reply_to", key, pattern },
    { kind: "org.matrix.msc3931.room_version_supports", feature: "org.example.feature" },
  ]);
}

function rulesetOf(random) {
  let count = 0;
  const rule = (fields) => ({ rule_id: `rule${count++}`, enabled: true, default: false, actions: ["notify"], ...fields });
  const withConditions = (random) => rule({ conditions: Array.from({ length: 1 + random(2) }, () => conditionOf(random)) });
  return {
    override: list(random, 6, withConditions),
    content: list(random, 6, (random) => rule({ pattern: random(3) === 0 ? `${textOf(random)}*` : textOf(random) })),
    room: list(random, 2, (random) => rule({ rule_id: pick(random, ROOMS) })),
    sender: list(random, 2, (random) => rule({ rule_id: pick(random, PEOPLE) })),
    underride: list(random, 3, withConditions),
  };
}

function contextOf(random) {
  const fields = [
    ["display_name", 50, textOf],
    ["member_count", 70, (random) => random(4)],
    ["power_levels", 70, (random) => ({ users_default: pick(random, [0, 50, "60", 49.5]), users: { [PEOPLE[1]]: random(100) } })],
    ["room_id", 50, (random) => pick(random, ROOMS)],
    ["room_version", 50, (random) => pick(random, ["1", "11", "12"])],
    ["creators", 30, (random) => list(random, 3, (random) => pick(random, PEOPLE))],
    ["thread_subscribed", 50, (random) => random(2) === 0],
    ["room_features", 20, (random) => list(random, 2, () => "org.example.feature")],
    ["related_events", 50, (random) => ({ "m.in_reply_to": eventOf(random) })],
  ];
  const context = { user_id: pick(random, PEOPLE) };
  for (const [name, percent, value] of fields) if (random(100) < percent) context[name] = value(random);
  return context;
}
