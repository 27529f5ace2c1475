/**
 * Events in the order in which they happened, each with what was known of its room at that moment: who is in it, what
 * the user is called there, and who may notify everybody.
 * @module
 */
import type { Context } from "../engine/core.ts";

import { at, get, isObject, list, text, type JsonObject } from "../intake/json.ts";
import type { RoomEvents } from "../intake/shapes.ts";

/** What an event's room adds to the context that the page has. One object for all events with the same. */
export type RoomContext = Omit<Partial<Context>, "user_id">;

export interface Entry {
  event: JsonObject;
  room: RoomContext;
  room_name: string | null;
}

/** All events of all rooms, oldest first. */
export function walk(rooms: readonly RoomEvents[], user_id: string): Entry[] {
  const entries = rooms.flatMap((room) => walkRoom(room, user_id));
  // Stable: events without a time, or with the same, stay in the order in which they were brought.
  return rooms.length > 1 ? entries.sort((a, b) => timeOf(a.event) - timeOf(b.event)) : entries;
}

export function timeOf(event: JsonObject): number {
  const time = event.origin_server_ts;
  return typeof time === "number" && Number.isFinite(time) ? time : 0;
}

function walkRoom(room: RoomEvents, user_id: string): Entry[] {
  const known = new Room(room, user_id);
  for (const event of room.state) if (isObject(event)) known.see(event);
  const events = room.events.filter(isObject);
  if (newestFirst(events)) events.reverse();
  return events.map((event) => {
    const entry = { event, room: known.context, room_name: known.name };
    known.see(event);
    return entry;
  });
}

function newestFirst(events: readonly JsonObject[]): boolean {
  const times = events.map(timeOf).filter((time) => time > 0);
  return times.length > 1 && (times[0] ?? 0) > (times.at(-1) ?? 0);
}

/** A room as its state events describe it, one after another. */
class Room {
  name: string | null;
  context: RoomContext;
  readonly #user_id: string;

  constructor({ room_id, name, member_count }: RoomEvents, user_id: string) {
    this.name = name ?? null;
    this.#user_id = user_id;
    this.context = { ...(room_id !== null && { room_id }), ...(member_count !== undefined && { member_count }) };
  }

  see(event: JsonObject): void {
    const { type, state_key, content } = event;
    if (typeof state_key !== "string" || !isObject(content)) return;
    if (type === "m.room.name" && state_key === "") this.name = text(get(content, "name")) ?? this.name;
    if (type === "m.room.power_levels" && state_key === "") this.#learn({ power_levels: content });
    if (type === "m.room.create" && state_key === "") this.#learn(creation(event, content));
    if (type === "m.room.member" && state_key === this.#user_id) this.#learn(displayName(content));
  }

  #learn(more: RoomContext): void {
    this.context = { ...this.context, ...more };
  }
}

function creation(event: JsonObject, content: JsonObject): RoomContext {
  const creators = [event.sender, ...list(get(content, "additional_creators"))].filter((user) => typeof user === "string");
  return { creators, room_version: text(get(content, "room_version")) ?? "1" };
}

function displayName(content: JsonObject): RoomContext {
  const display_name = text(get(content, "displayname"));
  return get(content, "membership") === "join" && display_name !== undefined ? { display_name } : {};
}

/** Which event another one relates to, and how: `m.in_reply_to` counts as a relation. */
export function relationOf(event: JsonObject): { rel_type: string; event_id: string } | null {
  const relation = at(event, "content", "m.relates_to");
  const [rel_type, event_id] = [text(get(relation, "rel_type")), text(get(relation, "event_id"))];
  if (rel_type !== undefined && event_id !== undefined) return { rel_type, event_id };
  const reply = text(at(relation, "m.in_reply_to", "event_id"));
  return reply === undefined ? null : { rel_type: "m.in_reply_to", event_id: reply };
}

