/**
 * The shapes in which people have push rules and events: what each looks like, and where in it the rules and the
 * events are. The first that fits is taken, so the more specific ones stand first.
 * @module
 */
import { at, get, isObject, list, text, type Json, type JsonObject } from "./json.ts";

/** One room's events, in the order in which they were brought. */
export interface RoomEvents {
  room_id: string | null;
  name?: string | undefined;
  /** Joined members, where the data says so. */
  member_count?: number | undefined;
  /** State before the oldest event. */
  state: Json[];
  events: Json[];
}

export interface Shape {
  name: string;
  /** Completes "This is …". */
  says: string;
  fits(value: JsonObject): boolean;
  /** The rules as `{"global": {…}}`. */
  rules?(value: JsonObject): Json | undefined;
  rooms?(value: JsonObject): RoomEvents[];
  /** Why there is nothing in it for us. */
  useless?(value: JsonObject): string;
}

const KINDS = ["override", "content", "postcontent", "room", "sender", "underride"];

export const SHAPES: readonly Shape[] = [
  {
    name: "error",
    says: "an error of a homeserver",
    fits: (value) => typeof value.errcode === "string",
    useless: (value) => `the homeserver answered ${value.errcode}: ${text(value.error) ?? "no reason given"}`,
  },
  {
    name: "push_rules_event",
    says: "an `m.push_rules` event",
    fits: (value) => value.type === "m.push_rules" && isObject(value.content),
    rules: (value) => value.content,
  },
  {
    name: "sync",
    says: "an answer of `GET /sync`",
    fits: (value) => typeof value.next_batch === "string" || ["join", "invite", "leave"].some((part) => isObject(at(value, "rooms", part))),
    rules: (value) => content(at(value, "account_data", "events"), "m.push_rules"),
    rooms: (value) => [
      ...rooms(at(value, "rooms", "join"), joined),
      ...rooms(at(value, "rooms", "leave"), joined),
      ...rooms(at(value, "rooms", "invite"), (room) => ({
        state: [],
        // Of the stripped state, the invitation alone is an event that rules see.
        events: list(at(room, "invite_state", "events")).filter((event) => at(event, "content", "membership") === "invite"),
      })),
    ],
  },
  {
    name: "sliding_sync",
    says: "an answer of simplified sliding sync",
    fits: (value) => typeof value.pos === "string" && (isObject(value.rooms) || isObject(value.extensions)),
    rules: (value) => content(at(value, "extensions", "account_data", "global"), "m.push_rules"),
    rooms: (value) =>
      rooms(value.rooms, (room) => ({
        name: text(get(room, "name")),
        member_count: count(get(room, "joined_count")),
        state: list(get(room, "required_state")),
        events: list(get(room, "timeline")),
      })),
  },
  {
    name: "pushrules",
    says: "an answer of `GET /pushrules/`",
    fits: (value) => isObject(value.global) && !isObject(value.account_data),
    rules: (value) => value,
  },
  {
    name: "ruleset",
    says: "a bare ruleset",
    fits: (value) => KINDS.some((kind) => Array.isArray(value[kind])),
    rules: (value) => ({ global: value }),
  },
  {
    name: "account_data",
    says: "account data",
    fits: (value) => accountData(value) !== undefined,
    rules: accountData,
  },
  {
    name: "messages",
    says: "an answer of `GET /messages`",
    fits: (value) => Array.isArray(value.chunk),
    rooms: (value) => byRoom(list(value.chunk), list(value.state)),
  },
  {
    name: "context",
    says: "an answer of `GET /context`",
    fits: (value) => isObject(value.event) && (Array.isArray(value.events_before) || Array.isArray(value.events_after)),
    rooms: (value) =>
      byRoom([...list(value.events_before).reverse(), value.event ?? null, ...list(value.events_after)], list(value.state)),
  },
  {
    name: "notifications",
    says: "an answer of `GET /notifications`",
    fits: (value) => Array.isArray(value.notifications),
    rooms: (value) =>
      byRoom(
        list(value.notifications).flatMap((notification) => {
          const event = get(notification, "event");
          return isObject(event) ? [{ ...event, room_id: get(notification, "room_id") ?? null }] : [];
        }),
      ),
  },
  {
    name: "push_request",
    says: "a request to a push gateway",
    fits: (value) => isObject(value.notification) && typeof value.notification.type === "string",
    rooms: (value) => byRoom([value.notification ?? null]),
  },
  {
    name: "chat_export",
    says: "a chat exported from Element",
    fits: (value) => Array.isArray(value.messages),
    rooms: (value) => byRoom(list(value.messages).map(undecrypted), [], text(value.room_name)),
  },
  {
    name: "transaction",
    says: "a list of events",
    fits: (value) => Array.isArray(value.events),
    rules: (value) => content(value.events, "m.push_rules"),
    rooms: (value) => byRoom(list(value.events)),
  },
  {
    name: "rule",
    says: "one push rule",
    fits: (value) => typeof value.rule_id === "string" && Array.isArray(value.actions),
    useless: () => "one rule does not say of which kind it is; add it under “Rules”, or bring the whole set",
  },
  {
    name: "event",
    says: "an event",
    fits: (value) => typeof value.type === "string" && isObject(value.content),
    rooms: (value) => byRoom([value]),
  },
];

/** Events that stand one after another, as an array or one a line. */
export const EVENTS: Shape = {
  name: "events",
  says: "a list of events",
  fits: () => true,
  rules: (value) => content(value.events, "m.push_rules"),
  rooms: (value) => byRoom(list(value.events)),
};

function joined(room: Json): Omit<RoomEvents, "room_id"> {
  return {
    member_count: count(at(room, "summary", "m.joined_member_count")),
    state: [...list(at(room, "state", "events")), ...list(at(room, "state_after", "events"))],
    events: list(at(room, "timeline", "events")),
  };
}

function rooms(byId: Json | undefined, read: (room: Json) => Omit<RoomEvents, "room_id">): RoomEvents[] {
  if (!isObject(byId)) return [];
  return Object.entries(byId).map(([room_id, room]) => ({ room_id, ...read(room) }));
}

/** Events that name their rooms themselves. */
function byRoom(events: Json[], state: Json[] = [], name?: string): RoomEvents[] {
  const found = new Map<string | null, RoomEvents>();
  for (const event of events) {
    const room_id = text(get(event, "room_id")) ?? null;
    let room = found.get(room_id);
    if (room === undefined) {
      room = { room_id, name, state: state.filter((its) => (text(get(its, "room_id")) ?? room_id) === room_id), events: [] };
      found.set(room_id, room);
    }
    room.events.push(event);
  }
  return [...found.values()];
}

/** Push rules in account data: a list of events, or an object by type, as the administration interface of Synapse has. */
function accountData(value: JsonObject): Json | undefined {
  const global = get(value.account_data, "global") ?? get(value, "account_data") ?? value;
  return (
    content(at(value, "account_data", "events"), "m.push_rules") ?? at(global, "m.push_rules", "content") ?? get(global, "m.push_rules")
  );
}

/** Element writes a message that it could not decrypt as one with a text that says so, which nobody sent. */
function undecrypted(event: Json): Json {
  if (!isObject(event) || at(event, "content", "msgtype") !== "m.bad.encrypted") return event;
  const { body: _, msgtype: __, ...content } = event.content as JsonObject;
  return { ...event, type: "m.room.encrypted", content };
}

function content(events: Json | undefined, type: string): Json | undefined {
  return get(list(events).findLast((event) => get(event, "type") === type), "content");
}

function count(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
