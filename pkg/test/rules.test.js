/** Functions about rules: what they take, give and refuse. What they decide is tested in Rust (`tests/*.rs`). */
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import * as api from "matrix-push-rules/full";

const { PushRulesError, Ruleset } = api;

const user_id = "@alice:example.org";
const room_id = "!cats:example.org";
const context = { user_id, room_id, member_count: 9 };
const defaults = api.defaultRules(user_id);
const message = (event_id, more) => ({
  type: "m.room.message",
  sender: "@bob:example.org",
  event_id,
  content: { msgtype: "m.text", body: "hi" },
  ...more,
});
const rocket = { rule_id: "rocket", pattern: "rocket", actions: ["notify"] };
const ids = (rules, kind) => (rules[kind] ?? []).map((rule) => rule.rule_id);

/** Asserts that an act throws a `PushRulesError` with exactly these properties. */
function refuses(act, { code, path, errcode, status }) {
  assert.throws(act, (error) => {
    assert.ok(error instanceof PushRulesError, String(error));
    assert.notEqual(error.message, "");
    assert.deepEqual(
      { code: error.code, path: error.path, errcode: error.errcode, status: error.status },
      { code, path, errcode, status },
      error.message,
    );
    return true;
  });
}

/** Every function of rules, called with the rules and otherwise good arguments. */
const CALLS = {
  // Its paths are those of the shape.
  lint: (rules) => api.lint(rules).map(({ path: _, ...remark }) => remark),
  putRule: (rules) => api.putRule(rules, "content", rocket),
  deleteRule: (rules) => api.deleteRule(rules, "content", "a"),
  setRuleEnabled: (rules) => api.setRuleEnabled(rules, "override", ".m.rule.master", true),
  setRuleActions: (rules) => api.setRuleActions(rules, "underride", ".m.rule.message", []),
  applyRequest: (rules) =>
    api.applyRequest(rules, { method: "DELETE", path: "/_matrix/client/v3/pushrules/global/content/a" }),
  roomMode: (rules) => api.roomMode(rules, room_id, context),
  setRoomMode: (rules) => api.setRoomMode(rules, room_id, "mute"),
  defaultRoomMode: (rules) => api.defaultRoomMode(rules, { encrypted: false, one_to_one: true }),
  setDefaultRoomMode: (rules) =>
    api.setDefaultRoomMode(rules, { encrypted: false, one_to_one: true }, "mentions_and_keywords"),
  keywords: (rules) => api.keywords(rules),
  addKeyword: (rules) => api.addKeyword(rules, "fuel"),
  removeKeyword: (rules) => api.removeKeyword(rules, "a"),
  rulesGoverningRoom: (rules) => api.rulesGoverningRoom(rules, room_id, context),
  simpleSettings: (rules) => api.simpleSettings(rules),
  compareDialects: (rules) => api.compareDialects(message("$1"), rules, context),
  unreadCounts: (rules) => api.unreadCounts([message("$1")], rules, context),
};
const EDITS = [
  "putRule",
  "deleteRule",
  "setRuleEnabled",
  "setRuleActions",
  "applyRequest",
  "setRoomMode",
  "setDefaultRoomMode",
  "addKeyword",
  "removeKeyword",
];

describe("rules are taken in every shape", () => {
  const rules = { ...defaults, content: [{ ...rocket, rule_id: "a", pattern: "a", default: false, enabled: true }] };
  const shapes = {
    global: { global: rules },
    event: { type: "m.push_rules", content: { global: rules } },
  };
  for (const [name, call] of Object.entries(CALLS)) {
    test(name, () => {
      const before = JSON.stringify(rules);
      const expected = call(rules);
      assert.deepEqual(call(before), expected);
      using_(new Ruleset(rules), (ruleset) => assert.deepEqual(call(ruleset), expected));
      for (const [shape, given] of Object.entries(shapes)) {
        const answer = call(given);
        if (!EDITS.includes(name)) assert.deepEqual(answer, expected);
        else if (shape === "global") assert.deepEqual(answer, { global: expected });
        else assert.deepEqual(answer, { type: "m.push_rules", content: { global: expected } });
      }
      assert.equal(JSON.stringify(rules), before, "arguments are left alone");
      if (EDITS.includes(name)) assert.notDeepEqual(expected, rules);
    });

    test(`${name} refuses what are no rules`, () => {
      for (const wrong of [undefined, null, 5, [], new Date(NaN)]) {
        refuses(() => call(wrong), { code: "invalid_rules", path: "rules" });
      }
      refuses(() => call("{"), { code: "invalid_json", path: "rules" });
      refuses(() => call("[]"), { code: "invalid_rules", path: "rules" });
      refuses(() => call({ override: [1n] }), { code: "invalid_rules", path: "rules" });
      const freed = new Ruleset(rules);
      freed.free();
      refuses(() => call(freed), { code: "freed", path: "" });
    });
  }

  test("a Ruleset stands for its text, to the last digit", () => {
    const text = '{"content":[],"org.example.n":12345678901234567890,"override":[]}';
    using_(new Ruleset(text), (ruleset) => {
      assert.equal(JSON.stringify(new Ruleset(ruleset)), JSON.stringify(JSON.parse(text)));
      assert.deepEqual(api.plan(ruleset, text), { requests: [], impossible: [] });
      const other = text.replace("12345678901234567890", "12345678901234567891");
      assert.equal(api.plan(ruleset, other).impossible[0].code, "unknown_field");
    });
  });

  test("evaluate takes a Ruleset", () => {
    using_(new Ruleset(defaults), (ruleset) => {
      assert.equal(api.evaluate(message("$1"), ruleset, context).rule?.rule_id, ".m.rule.message");
    });
  });
});

describe("lint", () => {
  test("remarks", () => {
    const rules = {
      content: [
        { rule_id: "*", pattern: "*", default: false, enabled: true, actions: ["notify"] },
      ],
    };
    const remark = api.lint(rules, { user_id, implementations: ["synapse"] }).find(({ path }) => path !== "");
    assert.equal(remark.code, "wildcard_only_pattern");
    assert.equal(remark.severity, "warning");
    assert.equal(remark.kind, "content");
    assert.equal(remark.rule_id, "*");
    assert.match(remark.path, /^\/content\/0/);
    assert.equal(typeof remark.message, "string");
    assert.equal(typeof remark.help, "string");
  });

  test("no remark on the predefined rules", () => assert.deepEqual(api.lint(defaults), []));

  test("options", () => {
    refuses(() => api.lint(defaults, "synapse"), { code: "invalid_option", path: "options" });
    refuses(() => api.lint(defaults, { implementations: ["x"] }), { code: "invalid_option", path: "options.implementations.0" });
  });
});

describe("putRule", () => {
  test("creates, replaces and places", () => {
    let rules = api.putRule(defaults, "content", rocket);
    assert.deepEqual(rules.content[0], { rule_id: "rocket", default: false, enabled: true, pattern: "rocket", actions: ["notify"] });
    rules = api.putRule(rules, "content", { ...rocket, rule_id: "fuel" }, { after: "rocket" });
    assert.deepEqual(ids(rules, "content").slice(0, 2), ["rocket", "fuel"]);
    rules = api.putRule(rules, "content", { ...rocket, actions: [] }, { after: "fuel", before: null });
    assert.deepEqual(ids(rules, "content").slice(0, 2), ["fuel", "rocket"]);
    rules = api.putRule(rules, "content", rocket, { before: "fuel" });
    assert.deepEqual(ids(rules, "content").slice(0, 2), ["rocket", "fuel"]);
  });

  for (const [what, act, expected] of [
    ["an unknown kind", () => api.putRule({}, "klingon", rocket), { code: "invalid_argument", path: "kind" }],
    ["no kind", () => api.putRule({}, undefined, rocket), { code: "invalid_argument", path: "kind" }],
    ["no rule", () => api.putRule({}, "content"), { code: "invalid_rule", path: "rule", errcode: "M_UNKNOWN", status: 400 }],
    ["a rule without a pattern", () => api.putRule({}, "content", { rule_id: "x", actions: [] }), { code: "invalid_rule", path: "rule", errcode: "M_UNKNOWN", status: 400 }],
    ["an action that is none", () => api.putRule({}, "content", { ...rocket, actions: ["shout"] }), { code: "invalid_rule", path: "rule.actions.0", errcode: "M_UNKNOWN", status: 400 }],
    ["a rule that is not JSON", () => api.putRule({}, "content", { ...rocket, n: 1n }), { code: "invalid_rule", path: "rule" }],
    ["a predefined rule", () => api.putRule(defaults, "override", { rule_id: ".m.rule.master", conditions: [], actions: [] }), { code: "default_rule", path: "rule.rule_id", errcode: "M_UNKNOWN", status: 400 }],
    ["an unknown neighbour", () => api.putRule({}, "content", rocket, { before: "x" }), { code: "not_found", path: "before", errcode: "M_UNKNOWN", status: 400 }],
    ["a placement that is none", () => api.putRule({}, "content", rocket, "before"), { code: "invalid_argument", path: "placement" }],
    ["a neighbour that is none", () => api.putRule({}, "content", rocket, { after: 5 }), { code: "invalid_argument", path: "placement.after" }],
  ]) {
    test(`refuses ${what}`, () => refuses(act, expected));
  }
});

describe("deleteRule, setRuleEnabled, setRuleActions", () => {
  const rules = api.putRule(defaults, "content", rocket);

  test("change one rule", () => {
    assert.deepEqual(api.deleteRule(rules, "content", "rocket"), defaults);
    assert.equal(api.setRuleEnabled(rules, "content", "rocket", false).content[0].enabled, false);
    assert.deepEqual(api.setRuleActions(rules, "content", "rocket", []).content[0].actions, []);
  });

  const missing = { code: "not_found", path: "rule_id", errcode: "M_NOT_FOUND", status: 404 };
  for (const [what, act, expected] of [
    ["deleting a rule that is not there", () => api.deleteRule({}, "content", "x"), missing],
    ["deleting a predefined rule", () => api.deleteRule(defaults, "override", ".m.rule.master"), { code: "default_rule", path: "rule_id", errcode: "M_NOT_FOUND", status: 404 }],
    ["deleting nothing", () => api.deleteRule(rules, "content"), { code: "invalid_argument", path: "rule_id" }],
    ["switching a rule that is not there", () => api.setRuleEnabled({}, "room", "!x:y", true), missing],
    ["switching to neither on nor off", () => api.setRuleEnabled(rules, "content", "rocket", 1), { code: "invalid_argument", path: "enabled" }],
    ["actions of a rule that is not there", () => api.setRuleActions({}, "sender", "@x:y", []), missing],
    ["actions that are none", () => api.setRuleActions(rules, "content", "rocket", "notify"), { code: "invalid_rule", path: "actions", errcode: "M_UNKNOWN", status: 400 }],
    ["no actions", () => api.setRuleActions(rules, "content", "rocket"), { code: "invalid_rule", path: "actions", errcode: "M_UNKNOWN", status: 400 }],
  ]) {
    test(`refuse ${what}`, () => refuses(act, expected));
  }
});

describe("plan and applyRequest", () => {
  test("the requests of a plan do what was planned", () => {
    const wanted = api.addKeyword(api.setRoomMode(defaults, room_id, "mute"), "fuel");
    const { requests, impossible } = api.plan(defaults, wanted);
    assert.deepEqual(impossible, []);
    assert.deepEqual(requests.map(({ method, path }) => [method, path]), [
      ["PUT", "/_matrix/client/v3/pushrules/global/override/%21cats%3Aexample.org"],
      ["PUT", "/_matrix/client/v3/pushrules/global/content/fuel"],
    ]);
    assert.deepEqual(requests.reduce((rules, request) => api.applyRequest(rules, request), defaults), wanted);
    const [back] = api.plan(wanted, api.removeKeyword(wanted, "fuel")).requests;
    assert.deepEqual(back, { method: "DELETE", path: "/_matrix/client/v3/pushrules/global/content/fuel" });
  });

  test("what no request can do is said", () => {
    const { requests, impossible } = api.plan(defaults, {});
    assert.deepEqual(requests, []);
    assert.ok(impossible.length > 10);
    assert.ok(impossible.every(({ code, kind, rule_id, message }) => code === "delete_default_rule" && kind && rule_id && message));
  });

  const path = "/_matrix/client/v3/pushrules/global/content/x";
  for (const [what, act, expected] of [
    ["rules to start from that are none", () => api.plan(5, {}), { code: "invalid_rules", path: "from" }],
    ["wanted rules that are none", () => api.plan({}, "[]"), { code: "invalid_rules", path: "to" }],
    ["wanted rules that are not JSON", () => api.plan({}, "{"), { code: "invalid_json", path: "to" }],
    ["lists that are none", () => api.plan({ global: 5 }, {}), { code: "invalid_rules", path: "from.global" }],
    ["no request", () => api.applyRequest({}), { code: "invalid_argument", path: "request" }],
    ["a request without a method", () => api.applyRequest({}, { path }), { code: "invalid_argument", path: "request.method" }],
    ["a request without a path", () => api.applyRequest({}, { method: "PUT" }), { code: "invalid_argument", path: "request.path" }],
    ["another request", () => api.applyRequest({}, { method: "GET", path }), { code: "unrecognized_request", path: "request.method", errcode: "M_UNRECOGNIZED", status: 405 }],
    ["a request without its body", () => api.applyRequest({}, { method: "PUT", path }), { code: "invalid_rule", path: "request.body", errcode: "M_NOT_JSON", status: 400 }],
    ["a body that is null", () => api.applyRequest({}, { method: "PUT", path, body: null }), { code: "invalid_rule", path: "request.body", errcode: "M_UNKNOWN", status: 400 }],
  ]) {
    test(`refuse ${what}`, () => refuses(act, expected));
  }
});

describe("compare", () => {
  const silent = api.setRuleEnabled(defaults, "override", ".m.rule.master", true);

  test("tells what changes", () => {
    const own = message("$2", { sender: user_id });
    const [first, second, third] = api.compare([message("$1"), JSON.stringify(message("$1")), own], defaults, silent, context);
    assert.deepEqual(first.changed, ["notify", "rule"]);
    assert.deepEqual(first.before, api.evaluate(message("$1"), defaults, context));
    assert.deepEqual(first.after, api.evaluate(message("$1"), silent, context));
    assert.deepEqual(second, first);
    assert.deepEqual(third.changed, []);
  });

  for (const [what, act, expected] of [
    ["events that are none", () => api.compare("x", defaults, silent, context), { code: "invalid_argument", path: "events" }],
    ["an event that is none", () => api.compare([message("$1"), 5], defaults, silent, context), { code: "invalid_event", path: "events.1" }],
    ["an event that is not JSON", () => api.compare(["{"], defaults, silent, context), { code: "invalid_json", path: "events.0" }],
    ["rules before that are none", () => api.compare([], 5, silent, context), { code: "invalid_rules", path: "before" }],
    ["rules after that are not JSON", () => api.compare([], defaults, "{", context), { code: "invalid_json", path: "after" }],
    ["a context that is none", () => api.compare([], defaults, silent, {}), { code: "invalid_context", path: "context.user_id" }],
    ["an unknown dialect", () => api.compare([], defaults, silent, context, { dialect: "x" }), { code: "invalid_option", path: "options.dialect" }],
  ]) {
    test(`refuses ${what}`, () => refuses(act, expected));
  }
});

describe("room modes", () => {
  const muted = api.setRoomMode(defaults, room_id, "mute");
  const group = { encrypted: false, one_to_one: false };

  test("are read and written", () => {
    assert.deepEqual(api.roomMode(muted, room_id, context), {
      mode: "mute",
      user_defined: "mute",
      default: "all_messages",
      rule: { kind: "override", rule_id: room_id },
      all_rooms_silenced: false,
    });
    for (const mode of ["all_messages", "mentions_and_keywords"]) {
      assert.equal(api.roomMode(api.setRoomMode(muted, room_id, mode), room_id, {}).mode, mode);
    }
    assert.deepEqual(api.setRoomMode(muted, room_id, null), defaults);
  });

  test("have defaults", () => {
    assert.equal(api.defaultRoomMode(defaults, group), "all_messages");
    const quiet = api.setDefaultRoomMode(defaults, group, "mentions_and_keywords");
    assert.equal(api.defaultRoomMode(quiet, group), "mentions_and_keywords");
    assert.equal(api.roomMode(quiet, room_id, { member_count: 9, encrypted: false }).mode, "mentions_and_keywords");
    assert.equal(api.roomMode(quiet, room_id, { member_count: 9 }).mode, null);
  });

  test("come from rules", () => {
    const governing = api.rulesGoverningRoom(muted, room_id, { ...context, encrypted: true });
    assert.deepEqual(
      governing.map(({ kind, rule_id, role, enabled, notify, decides }) => [kind, rule_id, role, enabled, notify, decides]),
      [
        ["override", ".m.rule.master", "master", false, false, false],
        ["override", room_id, "override", true, false, true],
        ["underride", ".m.rule.encrypted", "default", true, true, false],
      ],
    );
  });

  for (const [what, act, expected] of [
    ["no room", () => api.roomMode(defaults, undefined, {}), { code: "invalid_argument", path: "room_id" }],
    ["no context", () => api.roomMode(defaults, room_id), { code: "invalid_context", path: "context" }],
    ["a trait that is none", () => api.roomMode(defaults, room_id, { encrypted: 1 }), { code: "invalid_context", path: "context.encrypted" }],
    ["no mode", () => api.setRoomMode(defaults, room_id), { code: "invalid_argument", path: "mode" }],
    ["an unknown mode", () => api.setRoomMode(defaults, room_id, "loud"), { code: "invalid_argument", path: "mode" }],
    ["a room alias", () => api.setRoomMode(defaults, "#cats:example.org", "mute"), { code: "invalid_argument", path: "room_id" }],
    ["a room without a type", () => api.defaultRoomMode(defaults, {}), { code: "invalid_argument", path: "room.encrypted" }],
    ["no type", () => api.defaultRoomMode(defaults), { code: "invalid_argument", path: "room" }],
    ["a silent default", () => api.setDefaultRoomMode(defaults, group, "mute"), { code: "invalid_argument", path: "mode" }],
    ["half a type", () => api.setDefaultRoomMode(defaults, { encrypted: true }, "mute"), { code: "invalid_argument", path: "room.one_to_one" }],
    ["a room that is no name", () => api.rulesGoverningRoom(defaults, 5, {}), { code: "invalid_argument", path: "room_id" }],
    ["a count that is none", () => api.rulesGoverningRoom(defaults, room_id, { member_count: -1 }), { code: "invalid_context", path: "context.member_count" }],
  ]) {
    test(`refuse ${what}`, () => refuses(act, expected));
  }

  test("a default rule that is not there", () => {
    assert.throws(() => api.setDefaultRoomMode({}, group, "all_messages"), { code: "not_found" });
  });
});

describe("keywords", () => {
  test("come and go", () => {
    const rules = api.addKeyword(defaults, ".net");
    const [keyword, ...more] = api.keywords(rules);
    assert.deepEqual(more, []);
    assert.equal(keyword.keyword, ".net");
    assert.ok(!keyword.rule_id.startsWith("."));
    assert.deepEqual([keyword.highlight, keyword.sound], [true, "default"]);
    assert.deepEqual(api.removeKeyword(rules, ".net"), defaults);
    assert.deepEqual(api.keywords(defaults), []);
  });

  test("halves of surrogate pairs are no error", () => {
    assert.equal(api.keywords(api.addKeyword({}, "\ud83dx \\ud83d"))[0].keyword, "\ufffdx \\ud83d");
  });

  test("are refused when empty or no strings", () => {
    refuses(() => api.addKeyword({}, ""), { code: "invalid_argument", path: "keyword" });
    refuses(() => api.addKeyword({}, 5), { code: "invalid_argument", path: "keyword" });
    refuses(() => api.removeKeyword({}), { code: "invalid_argument", path: "keyword" });
  });
});

test("simpleSettings", () => {
  assert.deepEqual(api.simpleSettings(defaults), { simple: true, mismatches: [] });
  const { simple, mismatches } = api.simpleSettings(
    api.putRule(defaults, "sender", { rule_id: "@bob:example.org", actions: ["notify"] }),
  );
  assert.equal(simple, false);
  assert.deepEqual(
    mismatches.map(({ kind, rule_id, code }) => [kind, rule_id, code]),
    [["sender", "@bob:example.org", "sender_rule"]],
  );
  assert.notEqual(mismatches[0].message, "");
});

describe("compareDialects", () => {
  test("a keyword next to a letter that is not ASCII", () => {
    const keyword = { rule_id: "foo", pattern: "foo", actions: ["notify"], enabled: true, default: false };
    const given = { content: [keyword] };
    const { agree, groups, evaluations, rejected, parting } = api.compareDialects(message("$1", { content: { body: "fooé" } }), given, context);
    assert.equal(agree, false);
    assert.deepEqual(groups.map((group) => group.dialects), [["spec", "ruma"], ["synapse"], ["js-sdk"]]);
    assert.equal(evaluations.synapse.notify, false);
    assert.equal(rejected.ruma, null);
    assert.equal(parting.rule.rule_id, "foo");
    assert.match(parting.message, /Synapse/);
  });

  test("a set that ruma refuses", () => {
    const given = { room: [{ rule_id: "#spam:example.org", actions: [], enabled: true, default: false }] };
    const { rejected } = api.compareDialects(message("$1"), given, context);
    assert.equal(rejected.ruma.code, "set_refused");
    assert.equal(api.explain(message("$1"), given, context, { dialect: "ruma" }).outcome, "ruleset_rejected");
    assert.equal(api.evaluate(message("$1"), given, context, { dialect: "ruma" }).rule, null);
  });

  test("an event that is none", () => {
    assert.throws(() => api.compareDialects([], defaults, context), { code: "invalid_event", path: "event" });
  });
});

describe("unreadCounts", () => {
  const inThread = { content: { body: "hi", "m.relates_to": { rel_type: "m.thread", event_id: "$1" } } };
  const mention = { content: { body: "hi", "m.mentions": { user_ids: [user_id] } } };
  const events = [message("$1"), JSON.stringify(message("$2", inThread)), message("$3", mention)];
  const counts = (notification_count, highlight_count) => ({ notification_count, highlight_count });

  test("by room and thread", () => {
    assert.deepEqual(api.unreadCounts(events, defaults, context), {
      rooms: { [room_id]: { ...counts(3, 1), threads: { $1: counts(1, 0), main: counts(2, 1) } } },
    });
    assert.deepEqual(api.unreadCounts([], defaults, context), { rooms: {} });
  });

  test("receipts", () => {
    const receipt = { type: "m.read", event_id: "$1", thread_id: null };
    const unread = { rooms: { [room_id]: { ...counts(2, 1), threads: { $1: counts(1, 0), main: counts(1, 1) } } } };
    assert.deepEqual(api.unreadCounts(events, defaults, context, receipt), unread);
    assert.deepEqual(api.unreadCounts(events, defaults, context, [receipt]), unread);
    const unknown = { type: "m.read.private", event_id: "$0" };
    assert.deepEqual(api.unreadCounts(events, defaults, context, [receipt, unknown]).unknown_receipts, ["$0"]);
  });

  for (const [what, act, expected] of [
    ["events that are none", () => api.unreadCounts({}, defaults, context), { code: "invalid_argument", path: "events" }],
    ["an event that is not JSON", () => api.unreadCounts(["{"], defaults, context), { code: "invalid_json", path: "events.0" }],
    ["an event without a room", () => api.unreadCounts([message("$1")], defaults, { user_id }), { code: "invalid_event", path: "events.0" }],
    ["a context that is none", () => api.unreadCounts(events, defaults), { code: "invalid_context", path: "context" }],
    ["a receipt that is none", () => api.unreadCounts(events, defaults, context, "$1"), { code: "invalid_argument", path: "receipts" }],
    ["a receipt of an unknown type", () => api.unreadCounts(events, defaults, context, [{ type: "m.fully_read", event_id: "$1" }]), { code: "invalid_argument", path: "receipts.0.type" }],
  ]) {
    test(`refuses ${what}`, () => refuses(act, expected));
  }
});

/** `using`, which this version of Node does not know. */
function using_(ruleset, act) {
  try {
    act(ruleset);
  } finally {
    ruleset.free();
  }
}
