/**
 * Conditions as the builder shows them: which fields a kind has, how they are filled in, and how a change is written.
 *
 * The model is the condition's own JSON. A field is read from it and written into it; what the builder does not know
 * stays. So both views are one state, and nothing is lost on the way.
 */

import type { AnyCondition } from "../engine/core.ts";

/** How a field is edited. */
export type FieldInput = "property" | "pattern" | "text" | "value" | "member_count" | "boolean";

export interface ConditionField {
  name: string;
  label: string;
  input: FieldInput;
  placeholder?: string;
  /** Left out of the condition while it is empty. */
  optional?: boolean;
}

export interface ConditionKind {
  kind: string;
  label: string;
  /** Not part of the specification: some servers and clients know it. */
  proposal?: boolean;
  fields: readonly ConditionField[];
}

const property: ConditionField = { name: "key", label: "Property", input: "property", placeholder: "content.body" };
const pattern: ConditionField = { name: "pattern", label: "Pattern", input: "pattern", placeholder: "* and ? are wildcards" };
const value: ConditionField = { name: "value", label: "Value", input: "value" };

/** The kinds of conditions that the builder has fields for. */
export const CONDITION_KINDS: readonly ConditionKind[] = [
  { kind: "event_match", label: "Property matches a pattern", fields: [property, pattern] },
  { kind: "event_property_is", label: "Property is exactly", fields: [property, value] },
  { kind: "event_property_contains", label: "List contains", fields: [property, value] },
  {
    kind: "room_member_count",
    label: "Number of members",
    fields: [{ name: "is", label: "Members", input: "member_count" }],
  },
  {
    kind: "sender_notification_permission",
    label: "Sender may notify the room",
    fields: [{ name: "key", label: "Permission", input: "text", placeholder: "room" }],
  },
  { kind: "contains_display_name", label: "Text contains my display name", fields: [] },
  {
    kind: "im.nheko.msc3664.related_event_match",
    label: "Related event matches",
    proposal: true,
    fields: [
      { name: "rel_type", label: "Relation", input: "text", placeholder: "m.in_reply_to" },
      { ...property, optional: true, placeholder: "sender" },
      { ...pattern, optional: true },
    ],
  },
  {
    kind: "io.element.msc4306.thread_subscription",
    label: "I follow the thread",
    proposal: true,
    fields: [{ name: "subscribed", label: "Followed", input: "boolean" }],
  },
  {
    kind: "org.matrix.msc3931.room_version_supports",
    label: "Room version supports",
    proposal: true,
    fields: [{ name: "feature", label: "Feature", input: "text", placeholder: "org.matrix.msc3932.extensible_events" }],
  },
  { kind: "org.matrix.msc3914.call_started", label: "Group call starts", proposal: true, fields: [] },
];

/** Names from before the specification, with those that replaced them. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  "com.beeper.msc3758.exact_event_match": "event_property_is",
  "org.matrix.msc3966.exact_event_property_contains": "event_property_contains",
};

/** The builder's form for a condition; `null` if its kind is unknown, so that only its JSON can be edited. */
export function conditionKind(condition: unknown): ConditionKind | null {
  const kind = (condition as { kind?: unknown } | null)?.kind;
  if (typeof kind !== "string") return null;
  const name = Object.hasOwn(OLD_NAMES, kind) ? OLD_NAMES[kind] : kind;
  return CONDITION_KINDS.find((entry) => entry.kind === name) ?? null;
}

/** Ready-made beginnings for the most usual wishes, in plain words. */
export const CONDITION_STARTS: readonly { label: string; condition: AnyCondition }[] = [
  { label: "Text contains a word", condition: { kind: "event_match", key: "content.body", pattern: "" } },
  { label: "From a person", condition: { kind: "event_match", key: "sender", pattern: "" } },
  { label: "In a room", condition: { kind: "event_match", key: "room_id", pattern: "" } },
  { label: "Of an event type", condition: { kind: "event_match", key: "type", pattern: "m.room.message" } },
  { label: "Room has two members", condition: { kind: "room_member_count", is: "2" } },
  { label: "Mentions a person", condition: { kind: "event_property_contains", key: "content.m\\.mentions.user_ids", value: "" } },
  { label: "Mentions the whole room", condition: { kind: "event_property_is", key: "content.m\\.mentions.room", value: true } },
  { label: "Sender may notify the room", condition: { kind: "sender_notification_permission", key: "room" } },
];

/** A condition with another kind: fields of the same name are kept, the others begin anew. */
export function withKind(condition: AnyCondition, kind: ConditionKind): AnyCondition {
  const old = condition as Readonly<Record<string, unknown>>;
  const fields = kind.fields
    .filter((field) => !field.optional || old[field.name] !== undefined)
    .map((field) => [field.name, old[field.name] ?? beginning(field.input)] as const);
  return { kind: kind.kind, ...Object.fromEntries(fields) };
}

/** A condition with one field changed; `undefined` takes the field away. */
export function withField(condition: AnyCondition, name: string, content: unknown): AnyCondition {
  const { [name]: _, ...rest } = condition as Record<string, unknown>;
  if (content === undefined) return rest as AnyCondition;
  return { ...(condition as Record<string, unknown>), [name]: content } as AnyCondition;
}

function beginning(input: FieldInput): unknown {
  if (input === "member_count") return "2";
  return input === "boolean" ? true : "";
}

/** The comparisons of a member count, as people say them. */
export const COMPARISONS: readonly { sign: string; label: string }[] = [
  { sign: "==", label: "exactly" },
  { sign: "<", label: "fewer than" },
  { sign: ">", label: "more than" },
  { sign: "<=", label: "at most" },
  { sign: ">=", label: "at least" },
];

/** The comparison and the number of a member count, if it is one. */
export function readMemberCount(is: unknown): { comparison: string; number: string } | null {
  const parts = typeof is === "string" ? /^(==|<=|>=|<|>)?([0-9]+)$/.exec(is) : null;
  return parts ? { comparison: parts[1] ?? "==", number: parts[2] ?? "" } : null;
}

/** A member count as rules have it; equality is written without a sign, as in the predefined rules. */
export function writeMemberCount(comparison: string, number: string): string {
  return (comparison === "==" ? "" : comparison) + number;
}

/** The types of values that an exact comparison can have. */
export type ValueType = "text" | "number" | "boolean" | "null";

/** The type of a value, and the text that stands in the field; `null` for a value that nothing can be compared with. */
export function readValue(content: unknown): { type: ValueType; text: string } | null {
  if (typeof content === "string") return { type: "text", text: content };
  if (typeof content === "number") return { type: "number", text: String(content) };
  if (typeof content === "boolean") return { type: "boolean", text: String(content) };
  return content === null ? { type: "null", text: "null" } : null;
}

/** The value that a text means for a type; `undefined` while it is none. */
export function writeValue(type: ValueType, text: string): string | number | boolean | null | undefined {
  switch (type) {
    case "text":
      return text;
    case "number":
      // Matrix knows whole numbers only, and none beyond what JavaScript counts exactly.
      return /^-?(0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
    case "boolean":
      return text === "true";
    case "null":
      return null;
  }
}
