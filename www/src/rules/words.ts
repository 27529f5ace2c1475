/** What people call the rules: names and sentences for kinds, rules, conditions and actions. */

import type { AnyCondition, Rule, RuleKind } from "../engine/core.ts";

import { readActions } from "./actions.ts";
import { COMPARISONS, readMemberCount } from "./conditions.ts";

/** The kinds in the order in which they are looked at. */
export const KINDS: readonly RuleKind[] = ["override", "content", "postcontent", "room", "sender", "underride"];

/** What rules of a kind are for, and when they are tried. */
export const KIND_WORDS: Readonly<Record<RuleKind, { title: string; hint: string }>> = {
  override: { title: "Overrides", hint: "tried first" },
  content: { title: "Keywords", hint: "words in the message" },
  postcontent: { title: "Threads", hint: "after the keywords" },
  room: { title: "Rooms", hint: "one room each" },
  sender: { title: "People", hint: "one person each" },
  underride: { title: "Everything else", hint: "tried last" },
};

const PREDEFINED: Readonly<Record<string, string>> = {
  ".m.rule.master": "Silence everything",
  ".m.rule.suppress_notices": "Notices from bots",
  ".m.rule.invite_for_me": "Invitations to me",
  ".m.rule.member_event": "Joins, leaves and new names",
  ".m.rule.is_user_mention": "Mentions of me",
  ".m.rule.contains_display_name": "My display name in the text",
  ".m.rule.contains_user_name": "My user name in the text",
  ".m.rule.is_room_mention": "Mentions of the whole room",
  ".m.rule.roomnotif": "“@room” in the text",
  ".m.rule.tombstone": "Room upgrades",
  ".m.rule.reaction": "Reactions",
  ".m.rule.room.server_acl": "Changes of server lists",
  ".m.rule.suppress_edits": "Edits of messages",
  ".m.rule.call": "Calls",
  ".m.rule.encrypted_room_one_to_one": "Encrypted messages between two",
  ".m.rule.room_one_to_one": "Messages between two",
  ".m.rule.message": "Messages in groups",
  ".m.rule.encrypted": "Encrypted messages in groups",
  ".org.matrix.msc4028.encrypted_event": "All encrypted events",
  ".org.matrix.msc3930.rule.poll_response": "Votes in polls",
  ".org.matrix.msc3930.rule.poll_start_one_to_one": "New polls between two",
  ".org.matrix.msc3930.rule.poll_start": "New polls in groups",
  ".org.matrix.msc3930.rule.poll_end_one_to_one": "Ends of polls between two",
  ".org.matrix.msc3930.rule.poll_end": "Ends of polls in groups",
  ".io.element.msc4306.rule.unsubscribed_thread": "Threads I do not follow",
  ".io.element.msc4306.rule.subscribed_thread": "Threads I follow",
  ".im.vector.jitsi": "Jitsi conferences",
};

/** Whether a rule is the server's. */
export function isPredefined(ruleId: string): boolean {
  return ruleId.startsWith(".");
}

/** How much of a name or value is shown. Some are made to be endless. */
const LONGEST = 160;

/** The beginning of a text that may be endless. */
export function clipped(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** What people call a rule, and whether that is an identifier, to be set as one. */
export function ruleTitle(kind: RuleKind, rule: Partial<Rule>): { text: string; isId: boolean } {
  const id = typeof rule.rule_id === "string" ? rule.rule_id : "";
  const known = Object.hasOwn(PREDEFINED, id) ? PREDEFINED[id] : undefined;
  if (known) return { text: known, isId: false };
  if (kind === "content" && typeof rule.pattern === "string") return { text: clipped(rule.pattern) || "(empty keyword)", isId: false };
  return id ? { text: clipped(id), isId: true } : { text: "(rule without an ID)", isId: false };
}

/** The usual properties of events, as people call them. */
export const PROPERTY_WORDS: Readonly<Record<string, string>> = {
  type: "the event type",
  sender: "the sender",
  room_id: "the room",
  state_key: "the state key",
  "content.body": "the text",
  "content.msgtype": "the message type",
  "content.membership": "the membership",
  "content.m\\.relates_to.rel_type": "the relation type",
  "content.m\\.relates_to.event_id": "the related event",
  "content.m\\.mentions.user_ids": "the mentioned people",
  "content.m\\.mentions.room": "the mention of the room",
};

/** A property's name for people, or its path. */
export function propertyWords(key: unknown): string {
  const path = typeof key === "string" ? key : "";
  return Object.hasOwn(PROPERTY_WORDS, path) ? (PROPERTY_WORDS[path] ?? path) : clipped(path) || "(no property)";
}

/** A condition as a sentence without its full stop. */
export function conditionWords(condition: AnyCondition): string {
  const { kind } = condition;
  const field = (name: string): unknown => (condition as Record<string, unknown>)[name];
  const shown = (value: unknown): string => clipped(typeof value === "string" ? `“${value}”` : (JSON.stringify(value) ?? "(nothing)"));
  switch (kind) {
    case "event_match":
      if (field("key") === "content.body") return `the text contains ${shown(field("pattern"))}`;
      if (field("pattern") === "") return `${propertyWords(field("key"))} is empty`;
      return `${propertyWords(field("key"))} is ${shown(field("pattern"))}`;
    case "event_property_is":
    case "com.beeper.msc3758.exact_event_match":
      return `${propertyWords(field("key"))} is exactly ${shown(field("value"))}`;
    case "event_property_contains":
    case "org.matrix.msc3966.exact_event_property_contains":
      return `${propertyWords(field("key"))} include ${shown(field("value"))}`;
    case "contains_display_name":
      return "the text contains my display name";
    case "room_member_count": {
      const count = readMemberCount(field("is"));
      if (!count) return `the number of members is ${shown(field("is"))}`;
      return `the room has ${COMPARISONS.find(({ sign }) => sign === count.comparison)?.label} ${count.number} ${count.number === "1" ? "member" : "members"}`;
    }
    case "sender_notification_permission":
      return field("key") === "room" ? "the sender may notify the whole room" : `the sender may send ${shown(field("key"))} notifications`;
    case "im.nheko.msc3664.related_event_match":
      if (field("key") === undefined) return `it relates to another event by ${shown(field("rel_type"))}`;
      return `in the event it relates to by ${shown(field("rel_type"))}, ${propertyWords(field("key"))} is ${shown(field("pattern"))}`;
    case "org.matrix.msc3931.room_version_supports":
      return `the room version supports ${shown(field("feature"))}`;
    case "io.element.msc4306.thread_subscription":
      return field("subscribed") === false ? "it is in a thread that I do not follow" : "it is in a thread that I follow";
    case "org.matrix.msc3914.call_started":
      return "it starts a group call";
    default:
      return `“${String(kind)}”, which nobody knows, holds`;
  }
}

/** When a rule matches, as a sentence without its full stop. */
export function ruleWords(kind: RuleKind, rule: Partial<Rule>): string {
  switch (kind) {
    case "content":
      return `the text contains “${clipped(String(rule.pattern ?? ""))}”`;
    case "room":
      return "it is in this room";
    case "sender":
      return "this person sends it";
    default: {
      const conditions = Array.isArray(rule.conditions) ? rule.conditions : [];
      if (conditions.length === 0) return "always";
      return conditions.map((condition) => conditionWords(condition as AnyCondition)).join(", and ");
    }
  }
}

/** What actions come to, in a few words. */
export function actionsWords(actions: unknown): string {
  const { notify, sound, highlight } = readActions(actions);
  if (!notify) return "stays silent";
  const heard = sound === null ? "without a sound" : sound === "default" ? "with a sound" : `with the sound “${sound}”`;
  return `notifies, ${heard}${highlight ? ", highlighted" : ""}`;
}
