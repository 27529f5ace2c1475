/** Everything that the declarations allow and forbid, with `import`. Compiled against the installed package, never run. */
import {
  defaultRules,
  evaluate,
  explain,
  PushRulesError,
  Ruleset,
  type Action,
  type Condition,
  type Context,
  type Diagnostic,
  type Evaluation,
  type Event,
  type GlobalRules,
  type PushRulesEvent,
  type Rule,
  type RuleKind,
  type RulesDocument,
  type RulesetContent,
} from "matrix-push-rules";
import * as full from "matrix-push-rules/full";
import {
  addKeyword,
  applyRequest,
  compare,
  compareDialects,
  defaultRoomMode,
  deleteRule,
  keywords,
  lint,
  plan,
  putRule,
  removeKeyword,
  roomMode,
  rulesGoverningRoom,
  setDefaultRoomMode,
  setRoomMode,
  setRuleActions,
  setRuleEnabled,
  simpleSettings,
  unreadCounts,
  type DefaultRoomMode,
  type RoomMode,
} from "matrix-push-rules/full";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

const event: Event = { type: "m.room.message", sender: "@bob:example.org", content: { body: "hi" }, age: 5 };
const context: Context = { user_id: "@alice:example.org", member_count: 2, display_name: null, power_levels: undefined };

// The fixed names, and what they take.
const rules: RulesetContent = defaultRules("@alice:example.org");
defaultRules("@alice:example.org", { version: "v1.16", sets: ["polls"] });
const once: Evaluation = evaluate(event, rules, context);
evaluate(JSON.stringify(event), JSON.stringify(rules), context, { dialect: "spec" });
evaluate(event, { global: rules }, context);
evaluate(event, { type: "m.push_rules", content: { global: rules } }, context);

{
  using ruleset = new Ruleset(rules);
  const single: Evaluation = ruleset.evaluate(event, context);
  const many: Evaluation[] = ruleset.evaluateAll([event, "{}"], context);
  const remarks: Diagnostic[] = ruleset.diagnostics;
  JSON.stringify([single, many, remarks, ruleset]);
  ruleset.free();
}

// Dialects are in the entry with everything, and what comes from one entry goes into the other.
{
  using ruleset = new full.Ruleset(new Ruleset(rules), { dialect: "synapse" });
  const evaluation: Evaluation = ruleset.evaluate(event, context);
  const explanation: full.Explanation = full.explain(event, ruleset, context, { dialect: "ruma" });
  evaluate(event, ruleset, context);
  JSON.stringify([evaluation, explanation, full.evaluate(event, rules, context, { dialect: "js-sdk" })]);
}
// @ts-expect-error the main entry has no dialects
new Ruleset(rules, { dialect: "synapse" });
// @ts-expect-error nobody has this one
new full.Ruleset(rules, { dialect: "klingon" });

// Explanations are told apart by their outcome.
const why = explain(event, new Ruleset(rules), context);
if (why.outcome === "rule_matched") true satisfies Same<typeof why.rule.rule_id, string>;
else true satisfies Same<typeof why.rule, null>;
why satisfies Evaluation;
why.rules.flatMap(({ status, conditions }) => (status === "matched" ? conditions.map(({ spans }) => spans[0]?.start) : []));

// New rules come in the shape of the old ones.
const edited: RulesetContent = putRule(rules, "content", { rule_id: "a", pattern: "a", actions: ["notify"] }, { after: "b" });
const whole: GlobalRules = setRuleEnabled({ global: edited }, "content", "a", false);
const accountData: PushRulesEvent = setRuleActions({ type: "m.push_rules", content: whole }, "content", "a", []);
const parsed: RulesDocument = deleteRule(JSON.stringify(accountData), "content", "a");
true satisfies Same<ReturnType<typeof addKeyword<Ruleset>>, RulesDocument>;
true satisfies Same<ReturnType<typeof removeKeyword<RulesetContent>>, RulesetContent>;
const bare: RulesetContent = addKeyword({}, "fuel");

// Requests are told apart by their method, remarks by their code.
const { requests, impossible } = plan(rules, setRoomMode(rules, "!room:example.org", "mute"));
for (const request of requests) {
  if (request.method === "DELETE") true satisfies Same<typeof request.body, undefined>;
  else Object.keys(request.body);
  applyRequest(new Ruleset(rules), request) satisfies RulesDocument;
}
for (const { code, kind, rule_id } of impossible) {
  if (code === "move_rule") JSON.stringify([kind satisfies RuleKind | null, rule_id satisfies string | null]);
}
lint(rules, { user_id: "@alice:example.org", implementations: ["synapse"] }) satisfies Diagnostic[];
for (const { changed, before, after } of compare([event, "{}"], rules, parsed, context, { dialect: "spec" })) {
  if (changed.includes("sound")) JSON.stringify([before.sound, after.sound]);
}

// Settings.
const mode: RoomMode | null = roomMode(rules, "!room:example.org", context).mode;
setRoomMode(rules, "!room:example.org", mode);
const room = { encrypted: true, one_to_one: false };
const byDefault: DefaultRoomMode = defaultRoomMode(rules, room);
setDefaultRoomMode(rules, room, byDefault) satisfies RulesetContent;
const sound: string | null | undefined = keywords(bare)[0]?.sound;
rulesGoverningRoom(rules, "!room:example.org", {}).find((rule) => rule.decides && rule.role === "room_pattern");
simpleSettings(rules).mismatches.some(({ code }) => code === "sender_rule" || code === "some_later_code");
const compared = compareDialects(event, rules, context);
const sentence: string | null = compared.agree ? compared.parting : compared.parting.message;
const answered: boolean = compared.evaluations["js-sdk"].notify && sentence === null;
JSON.stringify(answered);
const counts = unreadCounts([event], rules, context, { type: "m.read", event_id: "$1" });
const unread: number | undefined = counts.rooms["!room:example.org"]?.threads.main.notification_count;
JSON.stringify([sound, unread]);

// @ts-expect-error no default silences rooms
setDefaultRoomMode(rules, room, "mute");
// @ts-expect-error taking the choice back is said with `null`
setRoomMode(rules, "!room:example.org");
// @ts-expect-error there is no such kind
deleteRule(rules, "klingon", "a");
// @ts-expect-error a rule has actions
putRule(rules, "content", { rule_id: "a", pattern: "a" });
// @ts-expect-error a receipt has a type
unreadCounts([event], rules, context, { event_id: "$1" });
// @ts-expect-error both traits decide
defaultRoomMode(rules, { encrypted: true });

// Other libraries' types of the same data are accepted as they are.
enum OtherKind {
  EventMatch = "event_match",
}
interface OtherRule {
  rule_id: string;
  default: boolean;
  enabled: boolean;
  actions: ("notify" | { set_tweak: "highlight"; value?: boolean })[];
  conditions?: { kind: OtherKind | string; key?: string }[];
}
interface OtherEvent {
  type: string;
  content: { body?: string };
  redacts?: string;
}
declare const others: { global: { override: OtherRule[] } };
declare const otherEvent: OtherEvent;
evaluate(otherEvent, others, context);
setRoomMode(others, "!room:example.org", null) satisfies GlobalRules;

// What comes out is precise.
true satisfies Same<Evaluation["sound"], string | null>;
true satisfies Same<NonNullable<Evaluation["rule"]>["kind"], RuleKind>;
true satisfies Same<typeof once.notify, boolean>;

// Conditions and actions are told apart.
function describe(condition: Condition): string {
  switch (condition.kind) {
    case "event_match":
      return condition.pattern;
    case "room_member_count":
      return condition.is;
    case "io.element.msc4306.thread_subscription":
      return String(condition.subscribed);
    default:
      return condition.kind;
  }
}
const action: Action = { set_tweak: "highlight" };
const rule: Rule = { rule_id: "a", default: false, enabled: true, actions: ["notify", action], conditions: [] };
const wrongCondition: Condition = {
  kind: "event_match",
  key: "type",
  // @ts-expect-error a pattern is a string
  pattern: 1,
};

try {
  describe(wrongCondition);
} catch (error) {
  if (error instanceof PushRulesError) {
    const code: string = error.code;
    const path: string = error.path;
    const help: string | undefined = error.help;
    JSON.stringify([code, path, help, rule]);
    if (error.code === "freed") throw new Error("completed by editors, not closed to later codes");
  }
}

// What is wrong is refused.
// @ts-expect-error the context is required
evaluate(event, rules);
// @ts-expect-error a context needs its user
evaluate(event, rules, {});
// @ts-expect-error data is snake_case
evaluate(event, rules, { user_id: "@alice:example.org", memberCount: 2 });
// @ts-expect-error an event has a type
evaluate({ content: {} }, rules, context);
// @ts-expect-error there is no such version
defaultRules("@alice:example.org", { version: "v0.1" });
// @ts-expect-error answers are frozen
once.notify = false;
// @ts-expect-error answers are frozen, deeply
once.actions.push("notify");
// @ts-expect-error the main entry needs no initialisation
import { init } from "matrix-push-rules";
init;
