/**
 * Everything about Matrix push rules: all of `matrix-push-rules`, and beyond it dialects, lint, edits, plans, settings and counts.
 *
 * The engine behind it is larger, and built for size instead of speed. What only evaluates and explains does better with
 * `matrix-push-rules`; both may be used side by side.
 *
 * @example
 * import { lint, plan, setRoomMode } from "matrix-push-rules/full";
 *
 * const { requests } = plan(pushRulesEvent, setRoomMode(pushRulesEvent, room_id, "mute"));
 *
 * @packageDocumentation
 */
import type {
  AnyAction,
  AnyCondition,
  Context,
  Diagnostic,
  Evaluation,
  Event,
  Explanation,
  GlobalRules,
  JsonValue,
  MatchedRule,
  PushRulesError,
  PushRulesEvent,
  Reason,
  RuleKind,
  RuleStatus,
  RulesDocument,
  RulesInput,
  RulesetContent,
  Ruleset as SpecRuleset,
} from "./index.js";

export * from "./index.js";

/** The same as in `matrix-push-rules`, in any dialect. */
export function evaluate(
  event: Event | string,
  rules: RulesInput,
  context: Context,
  options?: RulesetOptions,
): Evaluation;

/** The same as in `matrix-push-rules`, in any dialect. */
export function explain(
  event: Event | string,
  rules: RulesInput,
  context: Context,
  options?: RulesetOptions,
): Explanation;

/** The same as in `matrix-push-rules`, in any dialect. */
export class Ruleset extends SpecRuleset {
  constructor(rules: RulesInput, options?: RulesetOptions);
}

/** How to read rules. */
export interface RulesetOptions {
  /** Whose reading of the specification to follow; `"spec"` unless told otherwise. */
  readonly dialect?: Dialect;
}

/**
 * What the specification, Synapse, Element Web and Element X (ruma) answer to the same question, and why they part.
 *
 * @throws {@link PushRulesError} when an argument has the wrong type.
 * @example
 * const { agree, parting } = compareDialects(event, pushRulesEvent, context);
 * if (!agree) console.log(parting.message);
 */
export function compareDialects(event: Event | string, rules: RulesInput, context: Context): DialectComparison;

/**
 * Everything there is to say about a set of rules: what has no effect, works by accident, or works only in some
 * implementations. All that {@link Ruleset.diagnostics} says is part of it. The remarks are in the order of the document;
 * the predefined rules of the specification and those of Synapse yield none.
 *
 * @throws {@link PushRulesError} when the rules are in none of the shapes, or an option is unknown.
 * @example
 * for (const { severity, path, message, help } of lint(rules)) console.log(severity, path, message, help);
 */
export function lint(rules: RulesInput, options?: LintOptions): Diagnostic[];

/**
 * Creates a rule, or replaces what an existing one matches and does: `PUT …/pushrules/global/{kind}/{ruleId}`.
 *
 * Like all functions that change rules, it answers new rules, in the shape in which they were given, and leaves its
 * arguments alone. It does exactly what a server does, or throws what a server would answer and does nothing: a new rule
 * is created enabled, an existing one keeps its `enabled`. Without a placement an existing rule keeps its place, and a
 * new one becomes the most important user-defined rule of its kind.
 *
 * @param rule - `rule_id` and `actions`, with `conditions` for `override` and `underride`, and `pattern` for `content`.
 * @throws {@link PushRulesError} with `errcode` and `status`: `invalid_rule` if a server would not store the rule,
 * `default_rule` if it or its neighbour is predefined, `not_found` if there is no such neighbour.
 * @example
 * const edited = putRule(rules, "content", { rule_id: "rocket", pattern: "rocket", actions: ["notify"] });
 */
export function putRule<R extends RulesInput>(rules: R, kind: RuleKind, rule: NewRule, placement?: Placement): Edited<R>;

/**
 * Removes a rule of the user's: `DELETE …/pushrules/global/{kind}/{ruleId}`.
 *
 * @throws {@link PushRulesError} with `errcode` and `status`: `not_found` if there is no such rule, `default_rule` if it
 * is predefined.
 */
export function deleteRule<R extends RulesInput>(rules: R, kind: RuleKind, ruleId: string): Edited<R>;

/**
 * Switches a rule on or off, a predefined one too: `PUT …/pushrules/global/{kind}/{ruleId}/enabled`.
 *
 * @throws {@link PushRulesError} with `errcode` and `status`: `not_found` if there is no such rule.
 */
export function setRuleEnabled<R extends RulesInput>(
  rules: R,
  kind: RuleKind,
  ruleId: string,
  enabled: boolean,
): Edited<R>;

/**
 * Replaces the actions of a rule, of a predefined one too: `PUT …/pushrules/global/{kind}/{ruleId}/actions`.
 *
 * @throws {@link PushRulesError} with `errcode` and `status`: `invalid_rule` for actions that a server refuses,
 * `not_found` if there is no such rule.
 */
export function setRuleActions<R extends RulesInput>(
  rules: R,
  kind: RuleKind,
  ruleId: string,
  actions: readonly AnyAction[],
): Edited<R>;

/**
 * Finds the fewest requests to the client-server API that turn the rules of an account into others, and what no request
 * can do. Doing the requests one after another, on a server or with {@link applyRequest}, leaves exactly the differences
 * in `impossible`. Deletions come last: a rule goes when what takes its place is there.
 *
 * @param from - The rules that the account has.
 * @param to - The rules that are wanted.
 * @throws {@link PushRulesError} when the rules are in none of the shapes.
 * @example
 * const { requests, impossible } = plan(current, setRoomMode(current, room_id, "mute"));
 * for (const { method, path, body } of requests) {
 *   await fetch(homeserver + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
 * }
 */
export function plan(from: RulesInput, to: RulesInput): Plan;

/**
 * Does what a server does with one request that changes push rules.
 *
 * @throws {@link PushRulesError} with `errcode` and `status`: what the other functions that change rules throw, and
 * `unrecognized_request` for a request that changes no push rules.
 */
export function applyRequest<R extends RulesInput>(rules: R, request: Request): Edited<R>;

/**
 * The preview of a change: what is different for events that happened, in the order of the events.
 *
 * @param before - The rules before the change.
 * @param after - The rules after it.
 * @throws {@link PushRulesError} when an argument has the wrong type; its path names the event, as in `events.3`.
 * @example
 * const louder = compare(history, rules, edited, context).filter(({ before, after }) => !before.notify && after.notify);
 */
export function compare(
  events: readonly (Event | string)[],
  before: RulesInput,
  after: RulesInput,
  context: Context,
  options?: RulesetOptions,
): Comparison[];

/**
 * How much of a room notifies: the mode that the user chose for it, or else the default for rooms like it.
 *
 * The specification knows rules, no modes. Which rules stand for which mode is what matrix-rust-sdk, and with it
 * Element X, makes of them: see {@link setRoomMode}.
 *
 * @param context - What tells the default: `encrypted`, and `one_to_one` or `member_count`. A {@link Context} will do.
 * @throws {@link PushRulesError} when an argument has the wrong type.
 */
export function roomMode(rules: RulesInput, roomId: string, context: RoomContext): RoomModeAnswer;

/**
 * Gives a room a mode, or takes the user's choice back with `null`. The user's other rules that name the room are
 * deleted: those with further conditions too, so that none contradicts the mode.
 *
 * | mode | rule |
 * |---|---|
 * | `mute` | an override rule with the room as its only condition, without actions |
 * | `mentions_and_keywords` | a room rule without actions |
 * | `all_messages` | a room rule with `notify` and the default sound |
 *
 * @throws {@link PushRulesError}: `invalid_argument` for an unknown mode, or for what is not a room ID.
 */
export function setRoomMode<R extends RulesInput>(rules: R, roomId: string, mode: RoomMode | null): Edited<R>;

/**
 * The mode of rooms of a type for which the user chose none: that of the predefined rule which decides about them.
 *
 * @throws {@link PushRulesError} when an argument has the wrong type.
 */
export function defaultRoomMode(rules: RulesInput, room: RoomType): DefaultRoomMode;

/**
 * Gives rooms of a type another default mode. Settings pages have one switch for encrypted and other rooms: call it
 * for both.
 *
 * @throws {@link PushRulesError}: `invalid_argument` for a mode that cannot be a default, `not_found` when the predefined
 * rule is not there.
 */
export function setDefaultRoomMode<R extends RulesInput>(rules: R, room: RoomType, mode: DefaultRoomMode): Edited<R>;

/**
 * The user's keywords that notify, most important first.
 *
 * @throws {@link PushRulesError} when the rules are in none of the shapes.
 */
export function keywords(rules: RulesInput): Keyword[];

/**
 * Adds a keyword: a content rule that notifies, with sound and highlight. Nothing changes if it is in force already; a
 * disabled or silent rule for it is revived.
 *
 * @throws {@link PushRulesError}: `invalid_argument` when the keyword is empty.
 */
export function addKeyword<R extends RulesInput>(rules: R, keyword: string): Edited<R>;

/**
 * Removes a keyword: all content rules of the user's with this pattern. Without such a rule nothing changes.
 *
 * @throws {@link PushRulesError} when an argument has the wrong type.
 */
export function removeKeyword<R extends RulesInput>(rules: R, keyword: string): Edited<R>;

/**
 * The rules that govern a room, in the order of evaluation: those that name it, and the defaults for rooms like it.
 * Rules for certain messages wherever they are sent (mentions, keywords, senders) have nothing to do with the room.
 *
 * @param context - As for {@link roomMode}; without anything known, the defaults of all types of rooms are listed.
 * @throws {@link PushRulesError} when an argument has the wrong type.
 */
export function rulesGoverningRoom(rules: RulesInput, roomId: string, context: RoomContext): GoverningRule[];

/**
 * Whether room modes, default modes, keywords and switches can express a set of rules, and what they cannot say.
 *
 * @throws {@link PushRulesError} when the rules are in none of the shapes.
 */
export function simpleSettings(rules: RulesInput): SimpleSettings;

/**
 * Counts the unread notifications and highlights of a timeline, by room and thread, as servers do where they can read
 * the events.
 *
 * @param events - In the order of the timeline, oldest first; of several rooms if each event has a `room_id`.
 * @param receipts - The user's own read receipts, one or many. Up to them everything is read.
 * @throws {@link PushRulesError}: `invalid_event` at `events.3` for an event without a room, `invalid_argument` at
 * `receipts.0` for a receipt that says not where it stands.
 */
export function unreadCounts(
  events: readonly (Event | string)[],
  rules: RulesInput,
  context: Context,
  receipts?: Receipt | readonly Receipt[] | null,
): UnreadCounts;

/** One value for each dialect. */
export type PerDialect<T> = { readonly [D in Dialect]: T };

/** The answers of all dialects to the same question. */
export type DialectComparison =
  | (DialectAnswers & { readonly agree: true; readonly parting: null })
  | (DialectAnswers & { readonly agree: false; readonly parting: Parting });

/** What the dialects answer. */
export interface DialectAnswers {
  /** Where a dialect rejects the set or the event, that is the evaluation of no rule. */
  readonly evaluations: PerDialect<Evaluation>;
  /** Why a dialect has no evaluation; `null` if it has one. */
  readonly rejected: PerDialect<Reason | null>;
  /** Which dialects answer the same; the group of `spec` first. */
  readonly groups: readonly {
    readonly dialects: readonly Dialect[];
    readonly evaluation: Evaluation;
    readonly rejected: boolean;
  }[];
  /** What is different; `tweaks` are those beside `highlight`. */
  readonly differences: readonly {
    readonly field: "rule" | "notify" | "notify_in_app" | "highlight" | "sound" | "tweaks";
    readonly values: PerDialect<JsonValue>;
  }[];
}

/** The first rule about which dialects do not agree. */
export interface Parting {
  /** `null` if it is not about a rule, or about one without an id. */
  readonly rule: MatchedRule | null;
  /** What became of the rule; `null` where nothing is known of it. */
  readonly statuses: PerDialect<RuleStatus | null>;
  readonly reasons: PerDialect<Reason>;
  /** The same as one sentence. */
  readonly message: string;
}

/** Rules in the shape in which they were given: what functions answer that make new rules out of rules. */
export type Edited<R extends RulesInput> = R extends string | Ruleset
  ? RulesDocument
  : R extends PushRulesEvent
    ? PushRulesEvent
    : R extends GlobalRules
      ? GlobalRules
      : RulesetContent;

/** What advice is wanted. */
export interface LintOptions {
  /** The owner of the rules; unless given, the one that the predefined rules name. */
  readonly user_id?: string | null | undefined;
  /** The implementations whose peculiarities matter; all unless given. */
  readonly implementations?: readonly Implementation[] | null | undefined;
}

/** Implementations of push rules with peculiarities: the homeserver; Element Web; Element X and the conduit family. */
export type Implementation = "synapse" | "js-sdk" | "ruma";

/** A rule to be put: the fields that a client may set. Others count for nothing. */
export interface NewRule {
  readonly rule_id: string;
  readonly actions: readonly AnyAction[];
  /** Required for `override` and `underride`. */
  readonly conditions?: readonly AnyCondition[];
  /** Required for `content`. */
  readonly pattern?: string;
  readonly [field: string]: any;
}

/** Where a rule goes: next to a rule of the user's of the same kind. If both are given, `before` decides. */
export interface Placement {
  /** The rule becomes the next more important one than the rule with this ID. */
  readonly before?: string | null | undefined;
  /** The rule becomes the next less important one than the rule with this ID. */
  readonly after?: string | null | undefined;
}

/** Requests, and what they cannot do. */
export interface Plan {
  /** To be sent one after another. */
  readonly requests: PlannedRequest[];
  /** Every difference that is left after them. */
  readonly impossible: Impossible[];
}

/** A request that changes push rules. */
export interface Request {
  readonly method: string;
  /** From `/_matrix` on, percent-encoded, with the query. */
  readonly path: string;
  /** The body, parsed; absent for `DELETE`. */
  readonly body?: unknown;
}

/** A request of a {@link Plan}; told apart by `method`. */
export type PlannedRequest =
  | { readonly method: "PUT"; readonly path: string; readonly body: { readonly [field: string]: JsonValue } }
  | { readonly method: "DELETE"; readonly path: string; readonly body?: undefined };

/** A difference that no request can remove. */
export interface Impossible {
  readonly code: ImpossibleCode;
  /** The kind whose list holds the rule, if it is about one. */
  readonly kind: RuleKind | null;
  readonly rule_id: string | null;
  readonly message: string;
}

/**
 * Why a difference cannot be removed. More may be added.
 *
 * | code | what |
 * |---|---|
 * | `create_default_rule` | a wanted rule is predefined, and the server does not have it |
 * | `delete_default_rule` | a predefined rule is not wanted |
 * | `change_default_rule` | more of a predefined rule differs than its actions and `enabled` |
 * | `move_rule` | the rule cannot be placed there |
 * | `refused_rule` | a server would refuse the rule |
 * | `default_flag` | `default` differs: the server sets it |
 * | `unknown_field` | a field differs that the API does not know |
 * | `duplicate_rule_id` | several rules have one ID |
 * | `broken_rule` | an entry without an ID |
 * | `invalid_list` | the list of a kind is not an array |
 * | `unknown_kind` | a list of rules of a kind that does not exist |
 */
export type ImpossibleCode =
  | "create_default_rule"
  | "delete_default_rule"
  | "change_default_rule"
  | "move_rule"
  | "refused_rule"
  | "default_flag"
  | "unknown_field"
  | "duplicate_rule_id"
  | "broken_rule"
  | "invalid_list"
  | "unknown_kind"
  | (string & {});

/** One event under two sets of rules. */
export interface Comparison {
  /** What is different; empty if nothing is. `tweaks` are those other than `highlight` and `sound`. */
  readonly changed: ("notify" | "notify_in_app" | "highlight" | "sound" | "tweaks" | "rule")[];
  readonly before: Evaluation;
  readonly after: Evaluation;
}

/** How much of a room notifies: everything, mentions and keywords only, or nothing. */
export type RoomMode = "all_messages" | "mentions_and_keywords" | "mute";

/** A mode for rooms without one of their own. Nothing but `.m.rule.master` silences all rooms. */
export type DefaultRoomMode = Exclude<RoomMode, "mute">;

/** A type of rooms: each has a predefined rule that decides about messages. */
export interface RoomType {
  readonly encrypted: boolean;
  /** Whether the room has exactly two members. */
  readonly one_to_one: boolean;
}

/** What is known of a room's type. */
export interface RoomContext {
  readonly encrypted?: boolean | null | undefined;
  /** Whether the room has exactly two members; unless given, `member_count` tells. */
  readonly one_to_one?: boolean | null | undefined;
  readonly member_count?: number | null | undefined;
  readonly [property: string]: any;
}

/** How much of a room notifies, and why. */
export interface RoomModeAnswer {
  /** The mode in force: the user's, or else the default; `null` when the type of the room would have to be known. */
  readonly mode: RoomMode | null;
  /** The mode that the user chose for this room. */
  readonly user_defined: RoomMode | null;
  /** The mode without a choice for this room; `null` when the type of the room would have to be known. */
  readonly default: DefaultRoomMode | null;
  /** The rule that holds the user's choice. */
  readonly rule: MatchedRule | null;
  /** `.m.rule.master` is enabled: no room notifies, whatever its mode is. */
  readonly all_rooms_silenced: boolean;
}

/** A keyword that notifies. */
export interface Keyword {
  /** The glob that is looked for, as whole words in the body of messages. */
  readonly keyword: string;
  /** The content rule that is in force for it. */
  readonly rule_id: string;
  readonly highlight: boolean;
  readonly sound: string | null;
}

/** A rule that has a say in a room. */
export interface GoverningRule extends MatchedRule {
  /**
   * Why: `.m.rule.master`; a rule of the user's that names the room; one that meets it by wildcards, or in another case
   * (`room_pattern`); a predefined rule for rooms of its type.
   */
  readonly role: "master" | "override" | "room" | "underride" | "room_pattern" | "default";
  /** Whether the rule is in force: enabled, and without faults. */
  readonly enabled: boolean;
  /** Whether it notifies when it matches. */
  readonly notify: boolean;
  /** Whether the room's mode comes from it: at most one does. */
  readonly decides: boolean;
}

/** Whether simple settings can express a set of rules, and what stands in the way. */
export interface SimpleSettings {
  readonly simple: boolean;
  /** In the order of evaluation. */
  readonly mismatches: SettingsMismatch[];
}

/** One thing that simple settings cannot express. */
export interface SettingsMismatch {
  readonly kind: RuleKind;
  readonly rule_id: string | null;
  readonly code: SettingsMismatchCode;
  readonly message: string;
}

/**
 * What does not fit into simple settings. More may be added.
 *
 * | code | what |
 * |---|---|
 * | `invalid_rule` | a rule that never matches, for it is broken |
 * | `custom_rule` | an override, underride or postcontent rule of the user's that is no room mode |
 * | `sender_rule` | a rule for a sender |
 * | `conditional_room_rule` | an override rule for a room with further conditions |
 * | `notifying_override` | an override rule that notifies for all events of a room |
 * | `hidden_rule` | a rule for a room that another one keeps from being reached |
 * | `disabled_rule` | a disabled rule for a room |
 * | `not_a_room` | a room rule whose ID is not a room ID |
 * | `unusual_actions` | other actions than nothing, or a notification with the default sound or none |
 * | `disabled_keyword`, `silent_keyword` | a keyword that does not notify |
 * | `missing_default_rule` | one of the rules of the default modes is not there |
 * | `default_modes_differ` | encrypted rooms have another default mode than others of the same size |
 * | `poll_mode_differs` | new polls do not follow the default mode of messages (MSC3930) |
 * | `legacy_twin_differs` | an old mention rule is not in the state of the rule that replaced it |
 * | `changed_default` | a predefined rule notifies though it should not, or the other way round, or is off |
 */
export type SettingsMismatchCode =
  | "invalid_rule"
  | "custom_rule"
  | "sender_rule"
  | "conditional_room_rule"
  | "notifying_override"
  | "hidden_rule"
  | "disabled_rule"
  | "not_a_room"
  | "unusual_actions"
  | "disabled_keyword"
  | "silent_keyword"
  | "missing_default_rule"
  | "default_modes_differ"
  | "poll_mode_differs"
  | "legacy_twin_differs"
  | "changed_default"
  | (string & {});

/** A read receipt of the user's. */
export interface Receipt {
  readonly type: "m.read" | "m.read.private";
  /** The last event that is read. */
  readonly event_id?: string | null | undefined;
  /** When it was read, in milliseconds: decides if the event is not among those given. */
  readonly ts?: number | null | undefined;
  /** `"main"`, or the ID of a thread's root; without it the receipt covers the whole room. */
  readonly thread_id?: string | null | undefined;
  /** The room; unless given, that of the event or of the context. */
  readonly room_id?: string | null | undefined;
}

/** Events that notified, and those of them that are highlighted. */
export interface Counts {
  readonly notification_count: number;
  readonly highlight_count: number;
}

/** The unread counts of a room: the sums, and the parts. */
export interface RoomCounts extends Counts {
  /** `main` is always there; threads, by the ID of their root, only if something in them is unread. */
  readonly threads: { readonly main: Counts; readonly [thread_id: string]: Counts };
}

/** Unread counts of the rooms that events were given for. */
export interface UnreadCounts {
  readonly rooms: { readonly [room_id: string]: RoomCounts };
  /** Receipts without effect, by the ID of their event: it was not given, and they have no `ts`. */
  readonly unknown_receipts?: string[];
}

/**
 * Whose reading of the specification is followed: the Matrix specification v1.19, or what an implementation makes of it,
 * mistakes included (Synapse; matrix-js-sdk, in Element Web; ruma, in Element X and the conduit family). All but the first
 * are for finding out why a server and a client disagree, not for deciding about notifications.
 */
export type Dialect = "spec" | "synapse" | "js-sdk" | "ruma";
