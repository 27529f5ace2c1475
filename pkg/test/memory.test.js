/** Nothing leaks: after a million evaluations and ten thousand rulesets the engine's memory is as large as before. */
import assert from "node:assert/strict";
import { test } from "node:test";

// The memory is nobody's business but the package's; here it is seen by watching the instance come into being.
let memory;
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    super(module, imports);
    memory = this.exports.memory;
  }
};

const { defaultRules, Ruleset } = await import("matrix-push-rules");

const user_id = "@alice:example.org";
const context = { user_id, member_count: 8, display_name: "Alice", power_levels: { users: { "@bob:example.org": 50 } } };
const keywords = Array.from({ length: 20 }, (_, index) => ({
  rule_id: `keyword${index}`,
  pattern: `keyword${index}*`,
  default: false,
  enabled: true,
  actions: ["notify", { set_tweak: "highlight" }],
}));
const rules = { ...defaultRules(user_id), content: keywords };
const events = [
  message("good morning"),
  message("a keyword7 in it"),
  message("x".repeat(4000)),
  { ...message("no mention"), content: { body: "@room", "m.mentions": { room: true, user_ids: [user_id] } } },
  { type: "m.room.member", sender: "@bob:example.org", state_key: user_id, content: { membership: "invite" } },
  JSON.stringify(message("as text, with 🦊 and Ünïcödé")),
];

test("a million evaluations", () => {
  const ruleset = new Ruleset(rules);
  const evaluate = (times) => {
    for (let i = 0; i < times; i++) ruleset.evaluate(events[i % events.length], context);
  };
  assertFlat(() => evaluate(1000), () => evaluate(1_000_000));
  ruleset.free();
});

test("evaluations that fail", () => {
  const ruleset = new Ruleset(rules);
  const fail = (times) => {
    for (let i = 0; i < times; i++) assert.throws(() => ruleset.evaluate("{ not JSON", context));
  };
  assertFlat(() => fail(100), () => fail(20_000));
  ruleset.free();
});

test("ten thousand rulesets compiled and freed", () => {
  const compile = (times) => {
    for (let i = 0; i < times; i++) {
      const ruleset = new Ruleset(rules);
      ruleset.evaluate(events[i % events.length], context);
      ruleset.free();
    }
  };
  assertFlat(() => compile(100), () => compile(10_000));
});

/** The first round may grow the memory to what the work needs; the many after it may not. */
function assertFlat(warmUp, work) {
  warmUp();
  const before = memory.buffer.byteLength;
  work();
  assert.equal(memory.buffer.byteLength, before);
}

function message(body) {
  return { type: "m.room.message", sender: "@bob:example.org", room_id: "!room:example.org", content: { msgtype: "m.text", body } };
}
