/** What the functions take, give and refuse. What rules mean is in `tests/cases`. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";

const FULL = "matrix-push-rules/full";

for (const entry of ["matrix-push-rules", FULL]) {
  const pkg = await import(entry);
  describe(entry, () => tests(entry, pkg));
}

/**
 * @param {string} entry
 * @param {typeof import("matrix-push-rules/full")} pkg
 */
function tests(entry, { defaultRules, evaluate, explain, PushRulesError, Ruleset }) {
  const user_id = "@alice:example.org";
  const context = { user_id, member_count: 2 };
  const event = { type: "m.room.message", sender: "@bob:example.org", content: { msgtype: "m.text", body: "hi" } };
  const rules = defaultRules(user_id);

  /** Asserts that an act throws a `PushRulesError` with these properties. */
  function refuses(act, expected) {
    assert.throws(act, (error) => {
      assert.ok(error instanceof PushRulesError, String(error));
      assert.ok(error instanceof Error);
      assert.equal(error.name, "PushRulesError");
      assert.notEqual(error.message, "");
      for (const [property, value] of Object.entries(expected)) assert.equal(error[property], value, error.message);
      return true;
    });
  }

  describe("evaluate", () => {
    const expected = {
      notify: true,
      notify_in_app: false,
      highlight: false,
      sound: "default",
      tweaks: { sound: "default" },
      actions: ["notify", { set_tweak: "sound", value: "default" }],
      rule: { kind: "underride", rule_id: ".m.rule.room_one_to_one" },
    };

    for (const [what, given] of Object.entries({ object: event, text: JSON.stringify(event) })) {
      test(`an event as ${what}`, () => assert.deepEqual(evaluate(given, rules, context), expected));
    }

    for (const [what, given] of Object.entries({
      "JSON text": JSON.stringify(rules),
      "the answer of GET /pushrules/": { global: rules },
      "an account-data event": { type: "m.push_rules", content: { global: rules } },
    })) {
      test(`rules as ${what}`, () => assert.deepEqual(evaluate(event, given, context), expected));
    }

    test("no rule matches", () => {
      const { rule, notify, actions, tweaks, sound } = evaluate(event, {}, context);
      assert.deepEqual({ rule, notify, actions, tweaks, sound }, { rule: null, notify: false, actions: [], tweaks: {}, sound: null });
    });

    test("null in the context is the same as nothing", () => {
      const nothing = { display_name: null, power_levels: null, room_id: undefined, related_events: null, creators: null };
      assert.deepEqual(evaluate(event, rules, { ...context, ...nothing }), expected);
    });

    test("the answer is frozen", () => {
      const evaluation = evaluate(event, rules, context);
      for (const part of [evaluation, evaluation.tweaks, evaluation.actions, evaluation.actions[1], evaluation.rule]) {
        assert.ok(Object.isFrozen(part));
      }
    });

    test("long bodies", () => {
      const needle = { rule_id: "needle", pattern: "needle", default: false, enabled: true, actions: ["notify"] };
      const ruleset = new Ruleset({ ...rules, content: [needle] });
      const found = (body) => ruleset.evaluate({ ...event, content: { body } }, context).rule?.rule_id === "needle";
      // The engine's memory grows in between, and what is read through old views of it must not be believed.
      for (const times of [1, 5000, 100_000, 2_000_000, 1]) {
        for (const filler of ["x ", "ü ", "🦊 "]) {
          assert.ok(found(`${filler.repeat(times)}needle`), `${times} times ${filler}`);
          assert.ok(!found(`${filler.repeat(times)}needl`), `${times} times ${filler}`);
        }
      }
      ruleset.free();
    });

    test("an event that throws while it is read", () => {
      const cause = new TypeError("no body today");
      const content = {
        msgtype: "m.text",
        get body() {
          throw cause;
        },
      };
      const keyword = { rule_id: "k", pattern: "k", actions: ["notify"], enabled: true, default: false };
      const set = new Ruleset({ ...rules, content: [keyword] });
      refuses(() => set.evaluate({ ...event, sender: "@bob:example.org", get content() { return content; } }, context), {
        code: "invalid_event",
        path: "event",
        cause,
      });
      assert.equal(set.evaluate(event, context).notify, true);
    });

    test("what is undefined in an array is null, as in JSON", () => {
      const condition = { kind: "event_property_contains", key: "content.list", value: null };
      const rule = { rule_id: "r", conditions: [condition], actions: ["notify"], enabled: true, default: false };
      const odd = { ...event, content: { list: [undefined] } };
      assert.equal(evaluate(odd, { override: [rule] }, context).notify, true);
      assert.equal(evaluate(JSON.stringify(odd), { override: [rule] }, context).notify, true);
    });

    test("halves of surrogate pairs are no error", () => {
      const odd = { ...event, content: { body: "a \ud83d b \\ud83d \ud83e\udd8a" } };
      const body = (pattern) => ({
        override: [{ rule_id: "x", default: false, enabled: true, actions: [], conditions: [{ kind: "event_match", key: "content.body", pattern }] }],
      });
      assert.equal(evaluate(odd, rules, context).rule?.rule_id, ".m.rule.room_one_to_one");
      assert.notEqual(evaluate(odd, body("a \ufffd b"), context).rule, null);
      assert.notEqual(evaluate(odd, body("b \\ud83d \u{1f98a}"), context).rule, null);
    });
  });

  describe("explain", () => {
    const fuel = { content: [{ rule_id: "fuel", pattern: "fuel", default: false, enabled: true, actions: ["notify"] }] };
    const body = "\u{1f98a} Fuel and fuelled, fuel!";

    test("the evaluation and the reasons", () => {
      const said = { ...event, content: { body } };
      const { outcome, rules: explained, ...evaluation } = explain(said, fuel, context);
      assert.deepEqual(evaluation, evaluate(said, fuel, context));
      assert.equal(outcome, "rule_matched");
      const [{ conditions, reason, ...rule }, ...more] = explained;
      assert.deepEqual(more, []);
      assert.deepEqual(rule, { kind: "content", rule_id: "fuel", status: "matched", would_match: true });
      assert.deepEqual(Object.keys(reason), ["code", "message"]);
      assert.equal(conditions[0].matched, true);
      assert.equal("near_miss" in conditions[0], false);
      assert.deepEqual(conditions[0].condition, { kind: "event_match", key: "content.body", pattern: "fuel" });
      assert.equal(conditions[0].actual, body);
      assert.deepEqual(conditions[0].spans.map(({ start, end }) => body.slice(start, end)), ["Fuel", "fuel"]);
      assert.equal(new Ruleset(fuel).explain(JSON.stringify(said), context).rules.length, 1);
    });

    test("positions in sentences count as those of spans", () => {
      const { outcome, rules: [rule] } = explain({ ...event, content: { body: "\u{1f98a} fuelled" } }, fuel, context);
      assert.equal(outcome, "no_match");
      assert.equal(rule.status, "not_matched");
      assert.match(rule.conditions[0].reason.message, /`fuelled` at 3–10$/);
      assert.equal(rule.conditions[0].near_miss, true);
    });

    test("wrong arguments", () => {
      const ruleset = new Ruleset(fuel);
      refuses(() => explain(5, fuel, context), { code: "invalid_event", path: "event" });
      refuses(() => ruleset.explain("{", context), { code: "invalid_json", path: "event" });
      refuses(() => ruleset.explain(event, {}), { code: "invalid_context", path: "context.user_id" });
      refuses(() => explain(event, 5, context), { code: "invalid_rules", path: "rules" });
      refuses(() => explain(event, fuel, context, { dialect: "x" }), { code: "invalid_option", path: "options.dialect" });
      ruleset.free();
      refuses(() => ruleset.explain(event, context), { code: "freed" });
    });
  });

  describe("Ruleset", () => {
    test("gives the rules back as they came", () => {
      const text =
        '{"override":[5,{"rule_id":"x","enabled":"?","__proto__":{"a":1},"n":1e300,"f":0.1000000000000000055511151231257827,"g":2.2250738585072011e-308,"big":12345678901234567890,"actions":[null]}],' +
        '"org.example.more":{"constructor":null}}';
      const ruleset = new Ruleset(text);
      assert.equal(JSON.stringify(ruleset), JSON.stringify(JSON.parse(text)));
      assert.ok(Object.hasOwn(ruleset.toJSON().override[1], "__proto__"));
    });

    test("a wrong rule costs only itself", () => {
      const wrong = { rule_id: "wrong", default: false, enabled: true, actions: ["notify"], conditions: "all" };
      const ruleset = new Ruleset({ ...rules, override: [wrong, ...rules.override] });
      assert.equal(ruleset.evaluate(event, context).rule?.rule_id, ".m.rule.room_one_to_one");
      const [diagnostic, ...more] = ruleset.diagnostics;
      assert.deepEqual(more, []);
      assert.equal(diagnostic.severity, "error");
      assert.equal(diagnostic.kind, "override");
      assert.equal(diagnostic.rule_id, "wrong");
      assert.equal(diagnostic.path, "/override/0/conditions");
    });

    test("many events at once", () => {
      const ruleset = new Ruleset(rules);
      const own = { ...event, sender: user_id };
      const answers = ruleset.evaluateAll([event, JSON.stringify(own), own], context);
      assert.deepEqual(answers, [event, own, own].map((one) => ruleset.evaluate(one, context)));
      assert.deepEqual(ruleset.evaluateAll([], context), []);
    });

    test("rulesets do not disturb each other", () => {
      const [loud, silent] = [new Ruleset(rules), new Ruleset({})];
      assert.equal(loud.evaluate(event, context).notify, true);
      assert.equal(silent.evaluate(event, context).notify, false);
      silent.free();
      assert.equal(loud.evaluate(event, context).notify, true);
    });

    test("is over when it is freed", () => {
      const ruleset = new Ruleset(rules);
      ruleset.free();
      ruleset.free();
      refuses(() => ruleset.evaluate(event, context), { code: "freed" });
      refuses(() => ruleset.evaluateAll([event], context), { code: "freed" });
      refuses(() => ruleset.evaluateAll([], context), { code: "freed" });
      refuses(() => ruleset.diagnostics, { code: "freed" });
      refuses(() => ruleset.toJSON(), { code: "freed" });
    });

    test("is over at the end of `using`", { skip: Symbol.dispose === undefined && "this Node has no Symbol.dispose" }, () => {
      const ruleset = new Ruleset(rules);
      ruleset[Symbol.dispose]();
      refuses(() => ruleset.evaluate(event, context), { code: "freed" });
    });
  });

  describe("defaultRules", () => {
    test("options", () => {
      const ids = (options) => defaultRules(user_id, options).override.map((rule) => rule.rule_id);
      assert.ok(!ids().includes(".m.rule.contains_display_name"));
      assert.ok(ids({ version: "v1.16" }).includes(".m.rule.contains_display_name"));
      assert.ok(defaultRules(user_id, { sets: ["threads"] }).postcontent.length > 0);
    });

    test("the answer is the caller's own", () => {
      const mine = defaultRules(user_id);
      mine.override.length = 0;
      assert.ok(defaultRules(user_id).override.length > 0);
    });

    for (const [what, act, expected] of [
      ["no user ID", () => defaultRules(), { code: "invalid_argument", path: "user_id" }],
      ["a user ID that is none", () => defaultRules("alice"), { code: "invalid_argument", path: "user_id" }],
      ["options of the wrong type", () => defaultRules(user_id, "v1.16"), { code: "invalid_option", path: "options" }],
      ["an unknown version", () => defaultRules(user_id, { version: "v0" }), { code: "invalid_option", path: "options.version" }],
      ["an unknown set", () => defaultRules(user_id, { sets: ["x"] }), { code: "invalid_option", path: "options.sets.0" }],
      ["a version that is no name", () => defaultRules(user_id, { version: 5 }), { path: "options.version", message: "`options.version` is a number, not a string" }],
    ]) {
      test(`refuses ${what}`, () => refuses(act, expected));
    }
  });

  describe("wrong arguments name what is wrong", () => {
    const ruleset = new Ruleset(rules);
    const looped = { type: "m.room.message", content: {} };
    looped.content.self = looped;

    for (const wrong of [undefined, null, 5, true, Symbol("s"), () => {}, [], [event]]) {
      const shown = Array.isArray(wrong) ? JSON.stringify(wrong) : String(wrong);
      test(`event: ${shown}`, () => refuses(() => ruleset.evaluate(wrong, context), { code: "invalid_event", path: "event" }));
      test(`events: ${shown}`, () => {
        if (!Array.isArray(wrong)) refuses(() => ruleset.evaluateAll(wrong, context), { code: "invalid_argument", path: "events" });
        refuses(() => ruleset.evaluateAll([event, wrong], context), { code: "invalid_event", path: "events.1" });
      });
      test(`rules: ${shown}`, () => refuses(() => new Ruleset(wrong), { code: "invalid_rules", path: "rules" }));
      test(`context: ${shown}`, () => refuses(() => ruleset.evaluate(event, wrong), { code: "invalid_context", path: "context" }));
      if (wrong !== undefined && wrong !== null) {
        test(`options: ${shown}`, () => refuses(() => new Ruleset(rules, wrong), { code: "invalid_option", path: "options" }));
      }
    }

    for (const [name, values] of Object.entries({
      user_id: [undefined, null, 5, {}],
      display_name: [5, {}, true],
      member_count: ["2", -1, 1.5, NaN, Infinity, 2n],
      power_levels: ["{}", [], 50],
      room_id: [5, {}],
      room_version: [12, {}],
      creators: ["@a:b", {}],
      related_events: [[], "x"],
      thread_subscribed: [1, "true"],
      room_features: ["x", {}],
    })) {
      for (const value of values) {
        test(`context.${name}: ${typeof value} ${String(value)}`, () =>
          refuses(() => ruleset.evaluate(event, { user_id, [name]: value }), { code: "invalid_context", path: `context.${name}` }));
      }
    }

    for (const [what, wrong, path] of [
      ["an element of creators", { creators: ["@a:b", 5] }, "context.creators.1"],
      ["an element of room_features", { room_features: [null] }, "context.room_features.0"],
      ["a related event", { related_events: { "m.thread": "$id" } }, "context.related_events.m.thread"],
    ]) {
      test(what, () => refuses(() => ruleset.evaluate(event, { user_id, ...wrong }), { code: "invalid_context", path }));
    }

    test("camel case gets help", () => {
      assert.throws(() => ruleset.evaluate(event, { userId: user_id }), /user_id/);
      refuses(() => ruleset.evaluate(event, { userId: user_id }), { help: "it is called `user_id`; data keeps Matrix's own names" });
    });

    test("text that is not JSON", () => {
      refuses(() => ruleset.evaluate("{", context), { code: "invalid_json", path: "event" });
      refuses(() => ruleset.evaluateAll([event, "{"], context), { code: "invalid_json", path: "events.1" });
      refuses(() => new Ruleset("{"), { code: "invalid_json", path: "rules" });
    });

    test("text of something else", () => {
      refuses(() => ruleset.evaluate("5", context), { code: "invalid_event", path: "event" });
      refuses(() => ruleset.evaluateAll(["[]"], context), { code: "invalid_event", path: "events.0" });
      refuses(() => new Ruleset("[]"), { code: "invalid_rules", path: "rules" });
    });

    test("what is not JSON at all", () => {
      refuses(() => new Ruleset({ override: [1n] }), { code: "invalid_rules", path: "rules" });
      // Events and contexts are objects that are looked into where the rules ask; what else they hold does not matter.
      assert.equal(ruleset.evaluate({ ...event, looped }, { ...context, power_levels: looped }).notify, true);
    });

    test("a dialect", () => {
      const said = { ...event, content: { body: "h" } };
      const one = { rule_id: "x", pattern: "?", default: false, enabled: true, actions: ["notify"] };
      const answers = { spec: true, ...(entry === FULL && { synapse: true, "js-sdk": false }) };
      for (const [dialect, notify] of Object.entries(answers)) {
        assert.equal(evaluate(said, { content: [one] }, context, { dialect }).notify, notify, dialect);
        assert.equal(explain(said, { content: [one] }, context, { dialect }).notify, notify, dialect);
      }
    });

    test("a dialect of implementations", () => {
      for (const dialect of ["synapse", "js-sdk", "ruma"]) {
        if (entry === FULL) {
          assert.deepEqual(new Ruleset({}, { dialect }).diagnostics, []);
          continue;
        }
        const expected = { code: "invalid_option", path: "options.dialect" };
        refuses(() => new Ruleset(rules, { dialect }), expected);
        refuses(() => explain(event, rules, context, { dialect }), expected);
        assert.throws(() => evaluate(event, rules, context, { dialect }), ({ help }) => help.includes("`matrix-push-rules/full`"));
      }
    });

    test("an unknown dialect", () => {
      refuses(() => new Ruleset(rules, { dialect: "klingon" }), { code: "invalid_option", path: "options.dialect" });
    });
  });
}
