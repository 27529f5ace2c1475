/**
 * What rules are called by people. IDs come second.
 * @module
 */
import type { Rule, RuleKind } from "../engine/core.ts";

/** Kinds in the order in which they are tried. */
export const KINDS: readonly RuleKind[] = ["override", "content", "postcontent", "room", "sender", "underride"];

const KIND_NAMES: { readonly [K in RuleKind]: string } = {
  override: "Overrides",
  content: "Keywords",
  postcontent: "Threads",
  room: "Rooms",
  sender: "People",
  underride: "Everything else",
};

const KIND_HINTS: { readonly [K in RuleKind]: string } = {
  override: "tried first",
  content: "words in the message",
  postcontent: "after the keywords",
  room: "one room each",
  sender: "one person each",
  underride: "tried last",
};

/** What a kind of rules is for, in a word or two. */
export function kindName(kind: RuleKind): string {
  return KIND_NAMES[kind];
}

/** A few words more about a kind. */
export function kindHint(kind: RuleKind): string {
  return KIND_HINTS[kind];
}

const PREDEFINED: { readonly [rule_id: string]: string } = {
  ".m.rule.master": "Mute everything",
  ".m.rule.suppress_notices": "Messages from bots",
  ".m.rule.invite_for_me": "Invitations to me",
  ".m.rule.member_event": "Joining and leaving",
  ".m.rule.is_user_mention": "Mentions of me",
  ".m.rule.contains_display_name": "My display name",
  ".m.rule.is_room_mention": "@room mentions",
  ".m.rule.roomnotif": "@room in the text",
  ".m.rule.tombstone": "Room upgrades",
  ".m.rule.reaction": "Reactions",
  ".m.rule.room.server_acl": "Server access lists",
  ".m.rule.suppress_edits": "Edits",
  ".m.rule.contains_user_name": "My user name",
  ".m.rule.call": "Calls",
  ".m.rule.encrypted_room_one_to_one": "Encrypted direct messages",
  ".m.rule.room_one_to_one": "Direct messages",
  ".m.rule.message": "Messages in rooms",
  ".m.rule.encrypted": "Encrypted messages in rooms",
  ".org.matrix.msc4028.encrypted_event": "Encrypted events",
  ".org.matrix.msc3930.rule.poll_response": "Votes in polls",
  ".org.matrix.msc3930.rule.poll_start_one_to_one": "Polls in direct messages",
  ".org.matrix.msc3930.rule.poll_start": "Polls in rooms",
  ".org.matrix.msc3930.rule.poll_end_one_to_one": "Ended polls in direct messages",
  ".org.matrix.msc3930.rule.poll_end": "Ended polls in rooms",
  ".io.element.msc4306.rule.unsubscribed_thread": "Threads I do not follow",
  ".io.element.msc4306.rule.subscribed_thread": "Threads I follow",
  ".im.vector.jitsi": "Jitsi calls",
};

/** What a rule is called: a predefined one by what it is for, another by what it looks for. */
export function ruleName(kind: RuleKind, rule: Pick<Rule, "rule_id"> & { readonly pattern?: string | undefined }): string {
  const { rule_id, pattern } = rule;
  const known = Object.hasOwn(PREDEFINED, rule_id) ? PREDEFINED[rule_id] : undefined;
  if (known !== undefined) return known;
  return kind === "content" && typeof pattern === "string" ? pattern : rule_id;
}
