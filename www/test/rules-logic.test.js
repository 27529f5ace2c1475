/** The logic behind the rule list, which needs no page. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { defaultRules, evaluate, lint, putRule } from "matrix-push-rules/full";

import { load } from "./support/module.js";

const { readActions, withHighlight, withNotify, withSound } = await load("src/rules/actions.ts");
const { CONDITION_KINDS, CONDITION_STARTS, conditionKind, readMemberCount, readValue, withField, withKind, writeMemberCount, writeValue } = await load("src/rules/conditions.ts");
const { landing, movable, placement } = await load("src/rules/order.ts");
const { shared } = await load("src/rules/sharing.ts");
const { actionsWords, conditionWords, KINDS, ruleTitle, ruleWords } = await load("src/rules/words.ts");

const USER = "@alice:example.org";

test("actions are read as the engine reads them", () => {
  const lists = [
    [],
    ["notify"],
    ["notify", { set_tweak: "sound", value: "default" }, { set_tweak: "highlight" }],
    ["notify", { set_tweak: "sound", value: "a" }, { set_tweak: "sound", value: "b" }],
    ["notify", { set_tweak: "sound" }, { set_tweak: "highlight", value: false }],
    ["notify", { set_tweak: "highlight", value: null }, { set_tweak: "highlight", value: "x" }],
    ["notify", { set_tweak: "highlight", value: null }],
    ["dont_notify", { set_tweak: "other", value: 1 }],
  ];
  for (const actions of lists) {
    const rule = { rule_id: "a", default: false, enabled: true, conditions: [], actions };
    const { notify, sound, highlight } = evaluate({ type: "x", sender: "@b:c" }, { override: [rule] }, { user_id: USER });
    assert.deepEqual(readActions(actions), { notify, sound, highlight }, JSON.stringify(actions));
  }
  for (const broken of [undefined, null, 3, {}]) assert.deepEqual(readActions(broken), { notify: false, sound: null, highlight: false });
});

test("one setting changes, the other actions stay where they are", () => {
  const other = { set_tweak: "org.example", value: 1 };
  const actions = ["notify", { set_tweak: "sound", value: "default" }, other, { set_tweak: "highlight", value: false }];
  assert.deepEqual(withHighlight(actions, true), ["notify", { set_tweak: "sound", value: "default" }, other, { set_tweak: "highlight" }]);
  assert.deepEqual(withHighlight(actions, false), ["notify", { set_tweak: "sound", value: "default" }, other]);
  assert.deepEqual(withSound(actions, "ring"), ["notify", { set_tweak: "sound", value: "ring" }, other, { set_tweak: "highlight", value: false }]);
  assert.deepEqual(withSound(actions, null), ["notify", other, { set_tweak: "highlight", value: false }]);
  assert.deepEqual(withNotify(actions, false), [other]);
  assert.deepEqual(withNotify(actions, true), actions);
  assert.deepEqual(withNotify(["dont_notify"], true), ["notify"]);
  assert.deepEqual(withSound([], "default"), ["notify", { set_tweak: "sound", value: "default" }]);
  assert.deepEqual(withHighlight(["dont_notify"], true), ["notify", { set_tweak: "highlight" }]);
  assert.deepEqual(withHighlight([], false), []);
});

test("each kind of condition begins as one that a server takes and that is good once it is filled in", () => {
  for (const kind of CONDITION_KINDS) {
    let condition = withKind({ kind: "event_match", key: "type", pattern: "x" }, kind);
    assert.equal(conditionKind(condition), kind);
    for (const field of kind.fields) if (field.input === "text") condition = withField(condition, field.name, "room");
    const rules = putRule({ override: [] }, "override", { rule_id: "a", actions: [], conditions: [condition] });
    assert.deepEqual(lint(rules).filter(({ severity }) => severity === "error"), [], kind.kind);
  }
  for (const { condition } of CONDITION_STARTS) assert(conditionKind(condition));
});

test("another kind keeps the fields that both have", () => {
  const is = CONDITION_KINDS.find(({ kind }) => kind === "event_property_is");
  assert(is);
  assert.deepEqual(withKind({ kind: "event_match", key: "type", pattern: "x" }, is), { kind: "event_property_is", key: "type", value: "" });
});

test("fields that the builder does not know stay", () => {
  const condition = { kind: "event_match", key: "type", pattern: "x", note: [1] };
  assert.deepEqual(withField(condition, "pattern", "y"), { kind: "event_match", key: "type", pattern: "y", note: [1] });
  assert.deepEqual(withField(condition, "pattern", undefined), { kind: "event_match", key: "type", note: [1] });
});

test("old names of conditions have the form of the new ones; unknown ones have none", () => {
  assert.equal(conditionKind({ kind: "com.beeper.msc3758.exact_event_match" })?.kind, "event_property_is");
  for (const unknown of [{ kind: "moon_phase" }, { kind: "__proto__" }, { kind: 3 }, {}, null, 3]) assert.equal(conditionKind(unknown), null);
});

test("member counts and values are read and written back", () => {
  for (const is of ["2", "<10", ">=3", "<=0", ">1"]) {
    const count = readMemberCount(is);
    assert(count);
    assert.equal(writeMemberCount(count.comparison, count.number), is);
  }
  assert.deepEqual(readMemberCount("==2"), { comparison: "==", number: "2" });
  for (const broken of ["=2", " 2", "x", "", "-1", 2, undefined]) assert.equal(readMemberCount(broken), null);

  for (const value of ["", "2", 2, -7, true, false, null]) {
    const read = readValue(value);
    assert(read);
    assert.equal(writeValue(read.type, read.text), value);
  }
  for (const broken of [{}, [], undefined]) assert.equal(readValue(broken), null);
  for (const broken of ["", "1.5", "1e3", "x", "9007199254740993"]) assert.equal(writeValue("number", broken), undefined);
});

test("a move names the neighbour that leads the engine to the wanted order", () => {
  const ids = ["a", "b", "c", "d"];
  const content = ids.map((rule_id) => ({ rule_id, default: false, enabled: true, pattern: rule_id, actions: [] }));
  for (let from = 0; from < ids.length; from += 1) {
    for (let to = -1; to <= ids.length; to += 1) {
      const goal = Math.max(0, Math.min(ids.length - 1, to));
      const wanted = ids.toSpliced(from, 1).toSpliced(goal, 0, ids[from] ?? "");
      const place = placement(ids, from, to);
      if (place === null) {
        assert.deepEqual(wanted, ids);
        continue;
      }
      const rule = content[from];
      assert(rule);
      const moved = putRule({ content }, "content", rule, place);
      assert.deepEqual(moved.content?.map((entry) => entry.rule_id), wanted);
    }
  }
});

test("predefined and broken rules cannot be moved", () => {
  assert.deepEqual(movable([{ rule_id: ".m.rule.master" }, { rule_id: "a" }, {}, { rule_id: "b" }]), [1, 3]);
});

test("a dragged rule lands where its middle is", () => {
  const middles = [10, 30, 50, 70];
  assert.equal(landing(middles, 30), 1);
  assert.equal(landing(middles, 41), 2);
  assert.equal(landing(middles, 39), 1);
  assert.equal(landing(middles, -100), 0);
  assert.equal(landing(middles, 1000), 3);
});

test("what did not change keeps its identity", () => {
  const before = { global: defaultRules(USER) };
  const after = shared(before, putRule(before, "override", { rule_id: "new", actions: [], conditions: [] }));
  assert.equal(after.global.underride, before.global.underride);
  assert.equal(after.global.override?.[0], before.global.override?.[0]);
  assert.equal(after.global.override?.[1]?.rule_id, "new");
  assert.equal(after.global.override?.[2], before.global.override?.[1]);
  assert.equal(shared(before, structuredClone(before)), before);
});

test("sharing answers exactly what it was given", () => {
  const values = [[], [1, 2, 3], [2, 3], [3, 2, 1], [1, 2, 3, 3], {}, { a: 1, b: 2 }, { b: 2, a: 1 }, null, 1, "a", [[1], [2]], [[2], [1]], JSON.parse('{"__proto__": 1}')];
  for (const before of values) {
    for (const after of values) {
      const text = JSON.stringify(after);
      assert.equal(JSON.stringify(shared(before, structuredClone(after))), text);
    }
  }
});

test("every predefined rule has a name and a sentence", () => {
  for (const version of ["v1.19", "v1.16"]) {
    const rules = defaultRules(USER, { version, sets: ["polls", "encrypted_events", "threads", "jitsi"] });
    for (const kind of KINDS) {
      for (const rule of rules[kind] ?? []) {
        assert.notEqual(ruleTitle(kind, rule).text, rule.rule_id);
        assert.doesNotMatch(ruleWords(kind, rule), /nobody knows|undefined/);
      }
    }
  }
});

test("conditions and actions in words", () => {
  assert.equal(conditionWords({ kind: "event_match", key: "content.body", pattern: "rocket*" }), "the text contains “rocket*”");
  assert.equal(conditionWords({ kind: "room_member_count", is: ">=3" }), "the room has at least 3 members");
  assert.equal(conditionWords({ kind: "event_property_is", key: "content.x", value: true }), "content.x is exactly true");
  assert.match(conditionWords({ kind: "moon_phase" }), /nobody knows/);
  assert.equal(ruleWords("underride", { conditions: [] }), "always");
  assert.equal(actionsWords([]), "stays silent");
  assert.equal(actionsWords(["notify", { set_tweak: "sound", value: "ring" }, { set_tweak: "highlight" }]), "notifies, with the sound “ring”, highlighted");
});
