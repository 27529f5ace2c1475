/**
 * One event of each sort that the predefined rules know, from the other people of the page to the one who asks.
 * @module
 */
import type { Context, Event } from "../engine/core.ts";
import { type Loose, loose } from "../words/loose.ts";

export interface Preset {
  readonly name: string;
  readonly label: string;
  /** Whether an event is one of this sort. */
  readonly is: (event: Event, context: Context) => boolean;
  /** The event, and what the room must be like for it. */
  readonly make: (context: Context) => Question;
}

/** An event, and who receives it where. */
export interface Question {
  readonly event: Event;
  readonly context: Context;
}

const BOB = "@bob:example.org";
const ROOM = "!mission:example.org";
const DIRECT = "!bob:example.org";
const GROUP_SIZE = 5;
/** An event of the one who asks, that others answer or react to. */
const MINE = "$what-I-wrote";

interface Parts {
  readonly content: object;
  readonly type?: string;
  readonly state_key?: string;
}

/** In the order in which an event is recognised: the most special first. */
export const PRESETS: readonly Preset[] = [
  {
    name: "message",
    label: "Message in a room",
    is: (event, context) => isMessage(event) && context.member_count !== 2,
    make: inGroup(() => ({ content: text("the rockets are ready") })),
  },
  {
    name: "dm",
    label: "Direct message",
    is: (event, context) => isMessage(event) && context.member_count === 2,
    make: inDirectRoom(() => ({ content: text("are you coming tonight?") })),
  },
  {
    name: "mention",
    label: "Mention of me",
    is: (event, context) => isMessage(event) && mentions(event, context.user_id) && relation(event) === undefined,
    make: inGroup(({ user_id, display_name }) => ({
      content: {
        ...text(`${display_name || user_id}: can you have a look?`),
        "m.mentions": { user_ids: [user_id] },
      },
    })),
  },
  {
    name: "room-mention",
    label: "@room",
    is: (event) => isMessage(event) && mentionsOf(event).room === true,
    make: (context) => {
      const question = inGroup(() => ({
        content: { ...text("@room we start in five minutes"), "m.mentions": { room: true } },
      }))(context);
      return { ...question, context: { ...question.context, power_levels: withPower(context.power_levels, BOB, 50) } };
    },
  },
  {
    name: "reply",
    label: "Reply to me",
    is: (event) => isMessage(event) && relates(event)["m.in_reply_to"] !== undefined && relation(event) === undefined,
    make: inGroup(({ user_id }) => ({
      content: {
        ...text("yes, I think so too"),
        // Clients mention the one they answer.
        "m.mentions": { user_ids: [user_id] },
        "m.relates_to": { "m.in_reply_to": { event_id: MINE } },
      },
    })),
  },
  {
    name: "thread",
    label: "Message in a thread",
    is: (event) => isMessage(event) && relation(event) === "m.thread",
    make: inGroup(() => ({
      content: {
        ...text("let us talk about it here"),
        "m.relates_to": {
          rel_type: "m.thread",
          event_id: "$the-first-of-the-thread",
          is_falling_back: true,
          "m.in_reply_to": { event_id: "$the-last-of-the-thread" },
        },
      },
    })),
  },
  {
    name: "edit",
    label: "Edit",
    is: (event) => relation(event) === "m.replace",
    make: inGroup(() => ({
      content: {
        ...text("* the rocket is ready"),
        "m.new_content": text("the rocket is ready"),
        "m.relates_to": { rel_type: "m.replace", event_id: "$what-Bob-wrote" },
      },
    })),
  },
  {
    name: "reaction",
    label: "Reaction",
    is: (event) => event.type === "m.reaction",
    make: inGroup(() => ({
      type: "m.reaction",
      content: { "m.relates_to": { rel_type: "m.annotation", event_id: MINE, key: "🚀" } },
    })),
  },
  {
    name: "notice",
    label: "Notice of a bot",
    is: (event) => isMessage(event) && contentOf(event).msgtype === "m.notice",
    make: inGroup(() => ({ content: { msgtype: "m.notice", body: "build 1042 has passed" } })),
  },
  {
    name: "invite",
    label: "Invitation",
    is: (event, context) =>
      event.type === "m.room.member" && contentOf(event).membership === "invite" && event.state_key === context.user_id,
    make: inGroup(({ user_id, display_name }) => ({
      type: "m.room.member",
      state_key: user_id,
      content: { membership: "invite", ...(display_name && { displayname: display_name }) },
    })),
  },
  {
    name: "join",
    label: "Somebody joins",
    is: (event) => event.type === "m.room.member",
    make: inGroup(() => ({
      type: "m.room.member",
      state_key: BOB,
      content: { membership: "join", displayname: "Bob" },
    })),
  },
  {
    name: "call",
    label: "Call",
    is: (event) => event.type === "m.call.invite",
    make: inDirectRoom(() => ({
      type: "m.call.invite",
      content: {
        call_id: "12345",
        party_id: "67890",
        version: "1",
        lifetime: 60000,
        offer: { type: "offer", sdp: "v=0" },
      },
    })),
  },
  {
    name: "encrypted",
    label: "Encrypted message",
    is: (event) => event.type === "m.room.encrypted",
    make: inGroup(() => ({
      type: "m.room.encrypted",
      content: {
        algorithm: "m.megolm.v1.aes-sha2",
        ciphertext: "AwgAEnACgAkLmt6qF84IK++J7UDH2Za1YVchHyprqTqsg",
        session_id: "X3lUlvLELLYxeTx4yOVu6UDpasGEVO0Jbu+QFnm0cKQ",
      },
    })),
  },
  {
    name: "poll",
    label: "Poll",
    is: (event) => event.type === "org.matrix.msc3381.poll.start",
    make: inGroup(() => ({
      type: "org.matrix.msc3381.poll.start",
      content: {
        "org.matrix.msc1767.text": "Where do we land?",
        "org.matrix.msc3381.poll.start": {
          question: { "org.matrix.msc1767.text": "Where do we land?" },
          kind: "org.matrix.msc3381.poll.disclosed",
          max_selections: 1,
          answers: [
            { id: "moon", "org.matrix.msc1767.text": "The moon" },
            { id: "mars", "org.matrix.msc1767.text": "Mars" },
          ],
        },
      },
    })),
  },
  {
    name: "tombstone",
    label: "Room upgrade",
    is: (event) => event.type === "m.room.tombstone",
    make: inGroup(() => ({
      type: "m.room.tombstone",
      state_key: "",
      content: { body: "This room has been replaced", replacement_room: "!new-mission:example.org" },
    })),
  },
  {
    name: "server-acl",
    label: "Server access list",
    is: (event) => event.type === "m.room.server_acl",
    make: inGroup(() => ({
      type: "m.room.server_acl",
      state_key: "",
      content: { allow: ["*"], deny: ["spam.example.org"], allow_ip_literals: false },
    })),
  },
];

/** What tells sorts of messages apart, the most special first; what is none of them is told by its type. */
const SPECIAL = ["edit", "notice", "thread", "reply", "room-mention", "mention"];

/** A preset by name. */
export function presetNamed(name: string): Preset {
  const preset = PRESETS.find((preset) => preset.name === name);
  if (!preset) throw new Error(`no preset is called ${name}`);
  return preset;
}

/** Which sort of event this is; `undefined` if none of them. */
export function presetOf(event: Event, context: Context): Preset | undefined {
  return [...SPECIAL.map(presetNamed), ...PRESETS].find((preset) => preset.is(event, context));
}

/** Power levels in which a user has a level. */
export function withPower(power_levels: object | null | undefined, user_id: string, level: number): object {
  const users = (power_levels as { users?: object } | null | undefined)?.users;
  return { ...power_levels, users: { ...users, [user_id]: level } };
}

function inGroup(parts: (context: Context) => Parts): Preset["make"] {
  return (context) => {
    const { member_count } = context;
    const size = typeof member_count === "number" && member_count > 2 ? member_count : GROUP_SIZE;
    return { event: sent(ROOM, parts(context)), context: { ...context, room_id: ROOM, member_count: size } };
  };
}

function inDirectRoom(parts: (context: Context) => Parts): Preset["make"] {
  return (context) => ({
    event: sent(DIRECT, parts(context)),
    context: { ...context, room_id: DIRECT, member_count: 2 },
  });
}

function sent(room_id: string, { type = "m.room.message", state_key, content }: Parts): Event {
  return { type, sender: BOB, room_id, event_id: "$event", ...(state_key !== undefined && { state_key }), content };
}

function text(body: string) {
  return { msgtype: "m.text", body };
}

function isMessage(event: Event): boolean {
  return event.type === "m.room.message";
}

function contentOf(event: Event): Loose {
  return loose(event.content);
}

function relates(event: Event): Loose {
  return loose(contentOf(event)["m.relates_to"]);
}

function relation(event: Event): unknown {
  return relates(event).rel_type;
}

function mentionsOf(event: Event): Loose {
  return loose(contentOf(event)["m.mentions"]);
}

function mentions(event: Event, user_id: string): boolean {
  const { user_ids } = mentionsOf(event);
  return Array.isArray(user_ids) && user_ids.includes(user_id);
}
