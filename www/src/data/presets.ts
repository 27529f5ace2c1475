/**
 * One event of each sort that the predefined rules know, written to and from the people of the page.
 * @module
 */
import type { Context, Event } from "../engine/core.ts";

export interface Preset {
  readonly name: string;
  readonly label: string;
  /** The event, and what the room must be like for it. */
  readonly make: (context: Context) => { readonly event: Event; readonly context: Context };
}

const BOB = "@bob:example.org";
const ROOM = "!mission:example.org";
const DM = "!bob:example.org";

export const PRESETS: readonly Preset[] = [
  message("message", "Message", () => ({ body: "the rockets are ready" })),
];

/** A preset by name. */
export function presetNamed(name: string): Preset {
  const preset = PRESETS.find((preset) => preset.name === name);
  if (!preset) throw new Error(`no preset is called ${name}`);
  return preset;
}

function message(name: string, label: string, content: (context: Context) => { readonly body: string }): Preset {
  return inRoom(name, label, (context) => ({
    type: "m.room.message",
    content: { msgtype: "m.text", ...content(context) },
  }));
}

function inRoom(name: string, label: string, event: (context: Context) => Omit<Event, "sender">): Preset {
  return {
    name,
    label,
    make: (context) => ({
      event: { sender: BOB, room_id: ROOM, ...event(context) } as unknown as Event,
      context: { ...context, room_id: ROOM, member_count: context.room_id === DM ? 5 : (context.member_count ?? 5) },
    }),
  };
}
