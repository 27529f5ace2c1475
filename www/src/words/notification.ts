/**
 * What a phone would write on the notification for an event. Clients differ in it; this is what most of them do.
 * @module
 */
import type { Context, Event } from "../engine/core.ts";
import type { IconName } from "../parts/Icon.tsx";
import { loose, said } from "./loose.ts";

export interface Notification {
  /** Who. */
  readonly title: string;
  /** Where. */
  readonly where: string;
  readonly text: string;
  readonly icon: IconName;
}

export function notificationOf(event: Event, context: Context): Notification {
  const title = localpart(event.sender) ?? "Somebody";
  const where = placeOf(context.member_count);
  return { title, where, ...contentOf(event, title) };
}

/** `@bob:example.org` is called bob. */
export function localpart(user_id: unknown): string | undefined {
  return typeof user_id === "string" ? (said(/^@([^:]*):/.exec(user_id)?.[1]) ?? said(user_id)) : undefined;
}

function placeOf(members: number | null | undefined): string {
  if (members === 2) return "Direct message";
  return typeof members === "number" ? `Room with ${members} ${members === 1 ? "member" : "members"}` : "Room";
}

function contentOf(event: Event, sender: string): { text: string; icon: IconName } {
  const content = loose(event.content);
  const body = said(content.body);
  switch (event.type) {
    case "m.room.message":
      if (content.msgtype === "m.emote" && body) return { text: `* ${sender} ${body}`, icon: "room" };
      return { text: said(loose(content["m.new_content"]).body) ?? body ?? "Message without text", icon: "room" };
    case "m.room.encrypted":
      return { text: "Encrypted message", icon: "lock" };
    case "m.room.member":
      return { text: membership(content.membership, event, sender), icon: "person" };
    case "m.call.invite":
      return { text: "Incoming call", icon: "call" };
    case "m.reaction":
      return { text: `Reacted with ${said(loose(content["m.relates_to"]).key) ?? "something"}`, icon: "room" };
    case "m.room.tombstone":
      return { text: body ?? "This room has been replaced", icon: "room" };
    case "m.room.server_acl":
      return { text: "Changed which servers may take part", icon: "room" };
    default:
      return { text: pollQuestion(content) ?? body ?? said(event.type) ?? "An event without a type", icon: "room" };
  }
}

function membership(membership: unknown, event: Event, sender: string): string {
  const who = localpart(event.state_key) ?? "somebody";
  switch (membership) {
    case "invite":
      return "Invites you to a room";
    case "join":
      return event.state_key === event.sender ? "Joined the room" : `${who} joined the room`;
    case "leave":
      return event.state_key === event.sender ? "Left the room" : `Removed ${who} from the room`;
    case "ban":
      return `Banned ${who} from the room`;
    default:
      return `${sender} changed a membership`;
  }
}

function pollQuestion(content: { readonly [name: string]: unknown }): string | undefined {
  const poll = loose(content["org.matrix.msc3381.poll.start"] ?? content["m.poll.start"]);
  const question = loose(poll.question);
  const text = said(question["org.matrix.msc1767.text"]) ?? said(question.body);
  return text && `Poll: ${text}`;
}
