/**
 * One line of the table of events: what a person needs to know an event again.
 * @module
 */
import { at, get, text, type JsonObject } from "../intake/json.ts";
import { timeOf, type Entry } from "./walk.ts";

export interface Row {
  /** Milliseconds; 0 where the event does not say. */
  time: number;
  sender: string;
  room: string;
  type: string;
  /** The event in one short line. */
  text: string;
}

const LONGEST = 160;

export function rowOf({ event, room, room_name }: Entry): Row {
  return {
    time: timeOf(event),
    sender: line(text(event.sender) ?? ""),
    room: line(room_name ?? room.room_id ?? text(event.room_id) ?? ""),
    type: line(text(event.type) ?? ""),
    text: line(gist(event)),
  };
}

function gist(event: JsonObject): string {
  const body = text(at(event, "content", "body"));
  if (body !== undefined) return body;
  const reaction = text(at(event, "content", "m.relates_to", "key"));
  if (reaction !== undefined) return `reacted ${reaction}`;
  const membership = text(at(event, "content", "membership"));
  if (membership !== undefined) return `${membership}: ${text(get(event, "state_key")) ?? ""}`;
  if (event.type === "m.room.encrypted") return "encrypted";
  if (event.type === "m.room.redaction") return "deleted a message";
  return "";
}

/** Short, and without what would break a line. Never half a surrogate pair. */
function line(words: string): string {
  const flat = words.slice(0, 4 * LONGEST).replace(/\s+/gu, " ").trim();
  if (flat.length <= LONGEST) return flat;
  return `${flat.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/u, "")}…`;
}
