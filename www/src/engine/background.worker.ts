/**
 * The worker: reads what people bring, compares timelines, and asks all dialects.
 * @module
 */
import { eventsIn, isRecognised, recognise } from "../intake/recognise.ts";
import type { RoomEvents } from "../intake/shapes.ts";
import { compareTimeline } from "../timeline/compare.ts";
import { rowOf } from "../timeline/row.ts";
import { walk, type Entry } from "../timeline/walk.ts";
import type { Context, Event, GlobalRules } from "./core.ts";
import { faultOf } from "./fault.ts";
import { full } from "./full.ts";
import type { Name, Question, Questions, Reading, Reply } from "./questions.ts";

/** So few rows at a time that the page takes them in within a frame. */
const ROWS = 1000;

let brought: readonly RoomEvents[] = [];
let timeline: readonly RoomEvents[] = [];
/** The timeline for one user: what a person is called is known only then. */
let walked: { readonly user_id: string; readonly entries: readonly Entry[] } | null = null;
/** The newest question of each kind; older ones are given up. */
const newest = new Map<Name, number>();

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  newest.set(data.ask, data.id);
  answer(data).then(
    (answered) => reply({ id: data.id, answer: answered }),
    (error: unknown) => reply({ id: data.id, failed: faultOf(error).message }),
  );
});

async function answer(question: Question): Promise<Questions[Name]["answer"]> {
  switch (question.ask) {
    case "read":
      return read(typeof question.brought === "string" ? question.brought : await question.brought.text());
    case "keep":
      return keep(question.id);
    case "drop":
      timeline = [];
      walked = null;
      return null;
    case "compare":
      return compareTimeline(await full(), entriesFor(question.context.user_id), question, () => pause(question));
    case "entry":
      return entry(question.index);
    case "dialects": {
      const { compareDialects } = await full();
      const { event, rules, context } = question;
      return (await pause(question)) ? compareDialects(event, rules, context) : null;
    }
  }
}

function read(text: string): Reading {
  const recognised = recognise(text);
  if (!isRecognised(recognised)) return recognised;
  const { says, rules, user_id, rooms, remarks } = recognised;
  brought = rooms;
  return { says, rules: rules as unknown as GlobalRules | null, user_id, events: eventsIn(rooms), rooms: rooms.length, remarks };
}

function keep(id: number): { events: number } {
  timeline = brought;
  walked = null;
  const entries = entriesFor("");
  for (let from = 0; from < entries.length; from += ROWS) {
    reply({ id, piece: entries.slice(from, from + ROWS).map(rowOf) });
  }
  return { events: entries.length };
}

function entriesFor(user_id: string): readonly Entry[] {
  if (walked?.user_id !== user_id) walked = { user_id, entries: walk(timeline, user_id) };
  return walked.entries;
}

function entry(index: number): { event: Event; room: Partial<Context> } {
  const found = walked?.entries[index];
  if (found === undefined) throw new Error("this event is no longer in the timeline");
  return { event: found.event as Event, room: found.room };
}

/** Lets newer questions in, and says whether this one still counts. */
async function pause({ id, ask }: Question): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve));
  return newest.get(ask) === id;
}

function reply(message: Reply): void {
  postMessage(message);
}
