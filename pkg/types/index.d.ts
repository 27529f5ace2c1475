/// <reference lib="esnext.disposable" />

/**
 * Evaluate and explain Matrix push rules, as the specification says. Dialects, lint, edits, settings and
 * counts are in `matrix-push-rules/full`.
 *
 * Functions are camelCase; data keeps Matrix's snake_case and is the JSON of the Matrix specification. Nothing has to be
 * initialised: the engine, which is WebAssembly, starts with the first call.
 *
 * @example
 * import { Ruleset } from "matrix-push-rules";
 *
 * const rules = new Ruleset(pushRulesEvent); // the `m.push_rules` account data of a `/sync` answer
 * const { notify, sound } = rules.evaluate(event, { user_id: "@alice:example.org", room_id, member_count: 2 });
 *
 * @packageDocumentation
 */

/**
 * Evaluates one event against rules that are needed only once. For more than one event, compile the rules with
 * {@link Ruleset}: compiling costs far more than evaluating.
 *
 * @param event - The event, or its JSON text. Events of `/sync` carry no `room_id`; give it in the context.
 * @param rules - The rules, in any of the shapes of {@link RulesInput}.
 * @param context - Whose rules they are, and what is known about the room.
 * @throws {@link PushRulesError} when an argument has the wrong type. A rule that is wrong is not an error: it does not
 * match, and {@link Ruleset.diagnostics} says why.
 */
export function evaluate(
  event: Event | string,
  rules: RulesInput,
  context: Context,
  options?: RulesetOptions,
): Evaluation;

/**
 * Tells why an event does or does not notify: what {@link evaluate} answers, and what became of every rule and every
 * condition.
 *
 * @throws {@link PushRulesError} when an argument has the wrong type.
 * @example
 * const { outcome, rules } = explain(event, pushRulesEvent, context);
 * for (const { rule_id, status, reason } of rules) console.log(rule_id, status, reason.message);
 */
export function explain(
  event: Event | string,
  rules: RulesInput,
  context: Context,
  options?: RulesetOptions,
): Explanation;

/**
 * The predefined rules of the Matrix specification, for one user, in their exact order.
 *
 * @param userId - The user's full Matrix ID. It becomes part of some rules.
 * @throws {@link PushRulesError} when the user ID is not one, or an option is unknown.
 */
export function defaultRules(userId: string, options?: DefaultRulesOptions): RulesetContent;

/**
 * Push rules, compiled for evaluating many events.
 *
 * Memory of the engine is given back when the object is collected, or at once by {@link Ruleset.free} or `using`.
 *
 * @example
 * using rules = new Ruleset(defaultRules("@alice:example.org"));
 * for (const evaluation of rules.evaluateAll(events, context)) console.log(evaluation.rule?.rule_id ?? "no rule");
 */
export class Ruleset {
  /**
   * @param rules - The rules, in any of the shapes of {@link RulesInput}.
   * @throws {@link PushRulesError} when the rules are in none of the shapes. Single rules that are wrong are no error: see
   * {@link Ruleset.diagnostics}.
   */
  constructor(rules: RulesInput, options?: RulesetOptions);

  /**
   * Evaluates one event: finds the first rule that matches it.
   *
   * @param event - The event, or its JSON text.
   * @throws {@link PushRulesError} when an argument has the wrong type, or the ruleset has been freed.
   */
  evaluate(event: Event | string, context: Context): Evaluation;

  /**
   * Evaluates many events of one room. The answers are in the order of the events.
   *
   * @throws {@link PushRulesError} when an argument has the wrong type; its path names the event, as in `events.3`.
   */
  evaluateAll(events: readonly (Event | string)[], context: Context): Evaluation[];

  /**
   * Tells why an event does or does not notify. Slower than {@link Ruleset.evaluate}, which pays nothing for it.
   *
   * @throws {@link PushRulesError} when an argument has the wrong type, or the ruleset has been freed.
   */
  explain(event: Event | string, context: Context): Explanation;

  /** What is wrong or doubtful in the rules, in the order of the document. Empty for a flawless ruleset. */
  get diagnostics(): Diagnostic[];

  /** The rules exactly as they were given, in the shape in which they were given: unknown and broken parts included. */
  toJSON(): RulesDocument;

  /** Gives back the engine's memory at once. Evaluating with the ruleset afterwards throws; freeing it again does not. */
  free(): void;

  /** The same as {@link Ruleset.free}, for `using`. */
  [Symbol.dispose](): void;
}

/**
 * The error of every function of this package.
 *
 * @example
 * try {
 *   rules.evaluate(event, context);
 * } catch (error) {
 *   if (error instanceof PushRulesError) console.error(error.code, error.path, error.message);
 * }
 */
export class PushRulesError extends Error {
  constructor(failure: {
    code: ErrorCode;
    message: string;
    path?: string | undefined;
    help?: string | undefined;
    errcode?: string | undefined;
    status?: number | undefined;
  }, options?: { cause?: unknown });

  /** Always `"PushRulesError"`. */
  readonly name: "PushRulesError";
  /** What went wrong; stable across versions. */
  readonly code: ErrorCode;
  /** Where: an argument and the way into it (`context.user_id`, `events.3`); empty when no value is at fault. */
  readonly path: string;
  /** What to do about it, when there is something to say beyond the message. */
  readonly help: string | undefined;
  /** The Matrix error code that a server would answer (`M_INVALID_PARAM`), for edits of rules. */
  readonly errcode: string | undefined;
  /** The HTTP status that a server would answer, for edits of rules. */
  readonly status: number | undefined;
}

/**
 * The codes of {@link PushRulesError}. More may be added.
 *
 * | code | what |
 * |---|---|
 * | `invalid_json` | text that is not JSON |
 * | `invalid_event` | an event that is not an object |
 * | `invalid_rules` | rules in none of the accepted shapes |
 * | `invalid_context` | a context with a value of the wrong type |
 * | `invalid_option` | an option of the wrong type, or with an unknown value |
 * | `invalid_argument` | any other argument of the wrong type or form |
 * | `invalid_rule` | a rule, or a part of one, that a server would refuse |
 * | `not_found` | a rule, or a neighbour, that does not exist |
 * | `default_rule` | an edit that is not possible on predefined rules |
 * | `unrecognized_request` | a request that changes no push rules |
 * | `freed` | a {@link Ruleset} used after it was freed |
 * | `internal` | the engine failed: a defect of this package |
 * | `not_initialised` | a `slim` entry used before `init` or `initSync` |
 * | `module_unavailable` | `init` could not fetch the WebAssembly module |
 * | `invalid_module` | what was given to `init` is not the WebAssembly module |
 */
export type ErrorCode =
  | "invalid_json"
  | "invalid_event"
  | "invalid_rules"
  | "invalid_context"
  | "invalid_option"
  | "invalid_argument"
  | "invalid_rule"
  | "not_found"
  | "default_rule"
  | "unrecognized_request"
  | "freed"
  | "internal"
  | "not_initialised"
  | "module_unavailable"
  | "invalid_module"
  | (string & {});

/**
 * A Matrix event, in the format of the client-server API. Only what the rules ask for is ever looked at.
 */
export interface Event {
  readonly type: string;
  readonly sender?: string;
  readonly content?: object;
  /** Absent in events of `/sync`: give it in the {@link Context}. */
  readonly room_id?: string;
  readonly event_id?: string;
  /** Present, if only as an empty string, in state events. */
  readonly state_key?: string;
  readonly origin_server_ts?: number;
  readonly unsigned?: object;
  // `any`, so that events of every library's own type are accepted.
  readonly [property: string]: any;
}

/**
 * Whose rules are evaluated, and what is known about the room. A value that is missing (or `null`) makes the conditions
 * that need it not match.
 */
export interface Context {
  /** The full Matrix ID of the user whose rules these are. Their own events never notify them. */
  readonly user_id: string;
  /** The user's display name in the room, for the condition `contains_display_name`. */
  readonly display_name?: string | null | undefined;
  /** How many members are joined to the room, for `room_member_count`. */
  readonly member_count?: number | null | undefined;
  /**
   * The content of the room's `m.room.power_levels`, for `sender_notification_permission`. An empty object means the
   * defaults of that event.
   */
  readonly power_levels?: object | null | undefined;
  /** The room's ID, for events that carry none, as in `/sync`. */
  readonly room_id?: string | null | undefined;
  /** The room's version: since version 12 its creators have infinite power. */
  readonly room_version?: string | null | undefined;
  /** The sender of `m.room.create` and its `additional_creators`. */
  readonly creators?: readonly string[] | null | undefined;
  /**
   * The events that this one relates to, by relation type (`m.in_reply_to` for replies), for
   * `im.nheko.msc3664.related_event_match`.
   */
  readonly related_events?: { readonly [rel_type: string]: object } | null | undefined;
  /** Whether the user follows the thread that the event is in, for `io.element.msc4306.thread_subscription`. */
  readonly thread_subscribed?: boolean | null | undefined;
  /** What the room's version supports, for `org.matrix.msc3931.room_version_supports`. */
  readonly room_features?: readonly string[] | null | undefined;
}

/** What the rules say about one event. Answers are frozen: the same one may be given for many events. */
export interface Evaluation {
  /** Whether the user is to be notified. */
  readonly notify: boolean;
  /** Whether the notification is to stand out, as mentions do. */
  readonly highlight: boolean;
  /** The sound to play: `"default"`, `"ring"` or another; `null` for none. */
  readonly sound: string | null;
  /** All tweaks by name, `sound` and `highlight` among them. */
  readonly tweaks: { readonly [name: string]: JsonValue };
  /** The actions of the rule that matched, exactly as they are in the rule. Empty when none matched. */
  readonly actions: readonly AnyAction[];
  /** Whether the user is to be notified inside the application only (MSC3768). */
  readonly notify_in_app: boolean;
  /** The rule that matched, or `null`: no rule did, or the event is the user's own. */
  readonly rule: MatchedRule | null;
}

/** An evaluation and the reasons for it; told apart by `outcome`. */
export type Explanation = ExplanationOf<"rule_matched", MatchedRule> | ExplanationOf<Exclude<Outcome, "rule_matched">, null>;

/** An explanation with one outcome. */
export interface ExplanationOf<O extends Outcome, R extends MatchedRule | null> extends Evaluation {
  readonly outcome: O;
  readonly rule: R;
  /**
   * Why a dialect has no evaluation, for `ruleset_rejected`: `set_refused` (it cannot read the set),
   * `event_not_evaluated` (it cannot read the event or the power levels), or `exception` (it fails at a rule).
   */
  readonly rejection?: Reason;
  /** All rules in the order of evaluation, those after the one that matched included. */
  readonly rules: readonly ExplainedRule[];
}

/**
 * How an evaluation ended: a rule matched; none did; the event is the user's own; or the implementation that a dialect
 * stands for rejects the whole set for one bad rule.
 */
export type Outcome = "rule_matched" | "no_match" | "own_event" | "ruleset_rejected";

/** What became of a rule. */
export interface ExplainedRule {
  readonly kind: RuleKind;
  /** `null` for a rule without one. */
  readonly rule_id: string | null;
  readonly status: RuleStatus;
  /** Whether the rule has no faults and all its conditions hold, also for rules that do not count. */
  readonly would_match: boolean;
  /** Why it has this status. */
  readonly reason: Reason;
  /** In their order, those that the kind implies included; none for an invalid rule. */
  readonly conditions: readonly ExplainedCondition[];
}

/**
 * What became of a rule; the first that applies of `invalid`, `disabled`, `suppressed`, `not_reached`, `matched` and
 * `not_matched`. Suppressed are legacy mention rules for events with `m.mentions`.
 */
export type RuleStatus = "matched" | "not_matched" | "disabled" | "suppressed" | "invalid" | "not_reached";

/** What became of a condition. */
export interface ExplainedCondition {
  /** As it stands in the rule, or the one that is implied by a content, room or sender rule, as if it stood there. */
  readonly condition: AnyCondition;
  readonly matched: boolean;
  /** There if it does not hold, but at a glance looks as if it should: the word is there, inside a longer one. */
  readonly near_miss?: true;
  /** What the condition looked at; absent if there is no such property. */
  readonly actual?: JsonValue;
  /** Why it holds, or does not. */
  readonly reason: Reason;
  /** Where it matches in `content.body`. */
  readonly spans: readonly Span[];
}

/** Why something is as it is. */
export interface Reason {
  /** For programs; stable across versions. */
  readonly code: string;
  /** One plain English sentence. Positions in it count as in {@link Span}. */
  readonly message: string;
}

/** A part of a string, as `slice(start, end)` takes it: in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Names one rule: an ID is unique within its kind only. */
export interface MatchedRule {
  readonly kind: RuleKind;
  readonly rule_id: string;
}

/**
 * The kinds of rules, in the order in which they are looked at. `postcontent` comes with MSC4306 and is looked at
 * between `content` and `room`.
 */
export type RuleKind = "override" | "content" | "postcontent" | "room" | "sender" | "underride";

/**
 * The shapes in which rules are accepted: a bare ruleset, what `GET /_matrix/client/v3/pushrules/` answers, a whole
 * `m.push_rules` account-data event, the JSON text of one of these, or a {@link Ruleset}.
 */
export type RulesInput = RulesDocument | string | Ruleset;

/** Rules in one of the shapes of {@link RulesInput}, parsed. */
export type RulesDocument = RulesetContent | GlobalRules | PushRulesEvent;

/** What `GET /_matrix/client/v3/pushrules/` answers. */
export interface GlobalRules {
  readonly global: RulesetContent;
}

/** The `m.push_rules` account data of a `/sync` answer. */
export interface PushRulesEvent {
  readonly type?: string;
  readonly content: GlobalRules;
}

/** The rules by kind; within a kind, the more important first. */
export interface RulesetContent {
  readonly override?: readonly Rule[];
  readonly content?: readonly Rule[];
  readonly postcontent?: readonly Rule[];
  readonly room?: readonly Rule[];
  readonly sender?: readonly Rule[];
  readonly underride?: readonly Rule[];
}

/** One push rule. */
export interface Rule {
  /** Unique within the kind. For `room` rules the room's ID, for `sender` rules the sender's Matrix ID. */
  readonly rule_id: string;
  /** Whether the rule was predefined by the server. */
  readonly default: boolean;
  /** A rule that is not enabled never matches. */
  readonly enabled: boolean;
  readonly actions: readonly AnyAction[];
  /** For `override`, `postcontent` and `underride`: all must hold. An empty list always does. */
  readonly conditions?: readonly AnyCondition[];
  /** For `content`: the glob to find in the body, from word boundary to word boundary. */
  readonly pattern?: string;
}

/** The conditions that this package understands, told apart by `kind`. */
export type Condition =
  | EventMatchCondition
  | EventPropertyIsCondition
  | EventPropertyContainsCondition
  | ContainsDisplayNameCondition
  | RoomMemberCountCondition
  | SenderNotificationPermissionCondition
  | RelatedEventMatchCondition
  | RoomVersionSupportsCondition
  | ThreadSubscriptionCondition
  | CallStartedCondition;

/** A condition as it may stand in a rule. Kinds that are not understood never match. */
export type AnyCondition = Condition | { readonly kind: string; readonly [property: string]: any };

/** Matches a string property with a glob: `*` for any characters, `?` for one; upper and lower case are the same. */
export interface EventMatchCondition {
  readonly kind: "event_match";
  /** The property's path: names joined by dots, dots within a name escaped (`content.m\.relates_to.rel_type`). */
  readonly key: string;
  /** Must match the whole value; for `content.body`, a part of it between word boundaries. */
  readonly pattern: string;
}

/** Matches a property that is exactly this value, of exactly this type. */
export interface EventPropertyIsCondition {
  readonly kind: "event_property_is" | "com.beeper.msc3758.exact_event_match";
  readonly key: string;
  readonly value: string | number | boolean | null;
}

/** Matches an array that contains exactly this value. */
export interface EventPropertyContainsCondition {
  readonly kind: "event_property_contains" | "org.matrix.msc3966.exact_event_property_contains";
  readonly key: string;
  readonly value: string | number | boolean | null;
}

/**
 * Matches when the user's display name in the room stands in the body.
 * @deprecated Since version 1.17 of the specification: mentions are named by `m.mentions`.
 */
export interface ContainsDisplayNameCondition {
  readonly kind: "contains_display_name";
}

/** Matches by the number of joined members. */
export interface RoomMemberCountCondition {
  readonly kind: "room_member_count";
  /** A number, optionally after `==`, `<`, `>`, `<=` or `>=`. */
  readonly is: string;
}

/** Matches when the sender may send notifications of this kind. */
export interface SenderNotificationPermissionCondition {
  readonly kind: "sender_notification_permission";
  /** A field of `notifications` in the power levels, such as `room`. */
  readonly key: string;
}

/** Matches a property of the event that this one relates to (MSC3664). */
export interface RelatedEventMatchCondition {
  readonly kind: "im.nheko.msc3664.related_event_match";
  readonly rel_type: string;
  readonly key?: string;
  readonly pattern?: string;
  readonly include_fallbacks?: boolean;
}

/** Matches when the room's version has a feature (MSC3931). */
export interface RoomVersionSupportsCondition {
  readonly kind: "org.matrix.msc3931.room_version_supports";
  readonly feature: string;
}

/** Matches by whether the user follows the event's thread (MSC4306). */
export interface ThreadSubscriptionCondition {
  readonly kind: "io.element.msc4306.thread_subscription";
  readonly subscribed: boolean;
}

/** Matches the event that starts a group call (MSC3914). */
export interface CallStartedCondition {
  readonly kind: "org.matrix.msc3914.call_started";
}

/** The actions that mean something here. */
export type Action = "notify" | "org.matrix.msc3768.notify_in_app" | SetTweakAction;

/** An action as it may stand in a rule; `dont_notify` and `coalesce` are historical and mean nothing. */
export type AnyAction = Action | (string & {}) | { readonly [property: string]: any };

/** Sets a tweak. Without a value, `highlight` means `true`. */
export interface SetTweakAction {
  readonly set_tweak: "sound" | "highlight" | (string & {});
  readonly value?: JsonValue;
}

/** One remark about one place of a ruleset. */
export interface Diagnostic {
  /** What the remark is about; stable across versions. */
  readonly code: string;
  /** `error`: something has no effect; `warning`: it probably does not do what was meant; `info`: good to know. */
  readonly severity: "error" | "warning" | "info";
  /** The kind whose list holds the rule, if the remark is about one. */
  readonly kind: RuleKind | null;
  /** The rule's ID, if it has one. */
  readonly rule_id: string | null;
  /** A JSON pointer (RFC 6901) into the document that was given. */
  readonly path: string;
  readonly message: string;
  readonly help?: string;
}

/** How to read rules. */
export interface RulesetOptions {
  /** Whose reading of the specification to follow: `matrix-push-rules/full` has others than its own. */
  readonly dialect?: "spec";
}

/** Which predefined rules are wanted. */
export interface DefaultRulesOptions {
  /** The version of the specification. Up to `v1.16` there are three more rules, which look for mentions in the body. */
  readonly version?: "v1.19" | "v1.16";
  /** Further rules that some servers have: polls (MSC3930), encrypted events (MSC4028), threads (MSC4306), Jitsi. */
  readonly sets?: readonly DefaultRulesSet[];
}

/** The names of the further predefined rules. */
export type DefaultRulesSet = "polls" | "encrypted_events" | "threads" | "jitsi";

/** Any JSON value. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };
