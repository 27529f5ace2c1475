/**
 * What a pasted or dropped text is, what of it is of use here, and what is not.
 * @module
 */
import { jsonProblem } from "../state/json.ts";
import { at, deeperThan, get, isObject, list, text, type Json, type JsonObject } from "./json.ts";
import { embedded } from "./pieces.ts";
import { EVENTS, SHAPES, type RoomEvents, type Shape } from "./shapes.ts";

/** A text that was recognised. */
export interface Recognised {
  /** Completes "This is …". */
  says: string;
  /** `{"global": {…}}` */
  rules: JsonObject | null;
  /** Whose rules they are, as far as they tell. */
  user_id: string | null;
  rooms: RoomEvents[];
  /** What cannot be used, and why; a sentence each. */
  remarks: string[];
}

/** A text of which nothing can be used. */
export interface Unrecognised {
  message: string;
}

/** More levels than any client sends; the engine reads no rules or events nested more than 127 deep. */
const DEEPEST = 100;

/** Files that are no JSON, but come from where ours come from. */
const FILES: readonly [RegExp, string][] = [
  [/^PK\u0003\u0004/, "this is a ZIP file: unpack it, and bring the `export.json` in it"],
  [/^<(!doctype html|html)\b/i, "this is a web page: where you export the chat, choose JSON as the format"],
];

export function recognise(given: string): Recognised | Unrecognised {
  const json = unwrapped(given);
  if (json === "") return { message: "there is nothing in it" };
  for (const [begins, advice] of FILES) if (begins.test(json)) return { message: advice };
  const whole = parse(json);
  if (whole !== undefined) return recogniseValue(whole);
  const lines = recogniseLines(json);
  if (lines !== null) return lines;
  const inner = embedded(json);
  if (inner !== undefined) return recogniseValue(inner);
  const { line, column, message } = jsonProblem(json);
  return { message: `this is not JSON: ${message} (line ${line}, column ${column})` };
}

export function isRecognised(answer: Recognised | Unrecognised): answer is Recognised {
  return "says" in answer;
}

/** Without byte order mark and without the fence that Markdown puts around code. */
function unwrapped(given: string): string {
  const trimmed = given.replace(/^\uFEFF/, "").trim();
  if (!trimmed.startsWith("```") || !trimmed.endsWith("```")) return trimmed;
  const start = trimmed.indexOf("\n");
  return start === -1 ? trimmed : trimmed.slice(start, -3).trim();
}

/** NDJSON: one value a line. One line alone would have been JSON already. */
function recogniseLines(json: string): Recognised | null {
  const lines = json.split("\n");
  const events: Json[] = [];
  const broken: number[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const value = parse(line);
    if (value === undefined) broken.push(index + 1);
    else for (const event of isObject(value) && Array.isArray(value.events) ? value.events : [value]) events.push(event);
  }
  if (events.length === 0 || !events.every(isObject) || broken.length > events.length) return null;
  const recognised = recogniseAs({ ...EVENTS, says: "one event a line (NDJSON)" }, { events });
  if (broken.length > 0) {
    recognised.remarks.push(`${broken.length} of ${lines.length} lines are no JSON: ${some(broken.map((line) => `line ${line}`))}`);
  }
  return recognised;
}

function parse(json: string): Json | undefined {
  try {
    return JSON.parse(json) as Json;
  } catch {
    return undefined;
  }
}

function recogniseValue(value: Json): Recognised | Unrecognised {
  if (Array.isArray(value)) {
    if (value.some((entry) => typeof get(entry, "rule_id") === "string")) {
      return { message: "a list of rules does not say of which kind they are; bring the whole set" };
    }
    if (!value.some((entry) => typeof get(entry, "type") === "string")) {
      return { message: value.length === 0 ? "the list is empty" : "the list holds no events" };
    }
    return recogniseAs(EVENTS, { events: value });
  }
  if (!isObject(value)) return { message: "rules and events are JSON objects" };
  const shape = SHAPES.find(({ fits }) => fits(value));
  if (shape === undefined) {
    const names = Object.keys(value);
    const has = names.length === 0 ? "it is empty" : `it has ${some(names.map((name) => `\`${clip(name)}\``))}`;
    return { message: `this is JSON, but neither rules nor events: ${has}` };
  }
  if (shape.useless !== undefined) return { message: shape.useless(value) };
  const recognised = recogniseAs(shape, value);
  if (recognised.rules === null && eventsIn(recognised.rooms) === 0) {
    return { message: [`this is ${shape.says}, without push rules and events`, ...recognised.remarks].join("; ") };
  }
  return recognised;
}

function recogniseAs(shape: Shape, value: JsonObject): Recognised {
  const remarks: string[] = [];
  const rules = usableRules(shape.rules?.(value), remarks);
  const rooms = usableEvents(shape.rooms?.(value) ?? [], remarks);
  if (rules === null && shape.name === "sync") {
    remarks.push("there are no push rules in it: only a first /sync, or one after a change, has them");
  }
  return { says: shape.says, rules, user_id: rules && ownerOf(rules), rooms, remarks };
}

function usableRules(found: Json | undefined, remarks: string[]): JsonObject | null {
  if (found === undefined) return null;
  const global = get(found, "global");
  if (!isObject(found) || !isObject(global)) {
    remarks.push("the push rules in it cannot be used: they have no `global` object");
    return null;
  }
  if (deeperThan(found, DEEPEST)) {
    remarks.push(`the push rules in it cannot be used: they are nested more than ${DEEPEST} levels deep`);
    return null;
  }
  if (isObject(found.device) && Object.keys(found.device).length > 0) {
    remarks.push("rules under `device` are left out: nothing has looked at them for years");
  }
  return { global };
}

function usableEvents(rooms: RoomEvents[], remarks: string[]): RoomEvents[] {
  let others = 0;
  let deep = 0;
  let encrypted = 0;
  let anonymous = 0;
  for (const room of rooms) {
    room.events = room.events.filter((event) => {
      if (!isObject(event) || typeof event.type !== "string") others++;
      else if (deeperThan(event, DEEPEST)) deep++;
      else return true;
      return false;
    });
    for (const event of room.events) {
      if (get(event, "type") === "m.room.encrypted") encrypted++;
      if (text(get(event, "sender")) === undefined) anonymous++;
    }
  }
  if (others > 0) remarks.push(`${things(others, "entry is no event", "entries are no events")}`);
  if (deep > 0) remarks.push(`${things(deep, "event is", "events are")} nested more than ${DEEPEST} levels deep, and left out`);
  if (encrypted > 0) {
    remarks.push(`${things(encrypted, "event is", "events are")} encrypted: keywords and mentions in the text cannot be seen, as on a server`);
  }
  if (anonymous > 0) {
    remarks.push(`${things(anonymous, "event does not say who sent it", "events do not say who sent them")}: no rule for a person fits`);
  }
  return rooms.filter((room) => room.events.length > 0);
}

/** The user whom the predefined rules name. */
function ownerOf(rules: JsonObject): string | null {
  for (const rule of list(at(rules, "global", "override"))) {
    const [id, conditions] = [get(rule, "rule_id"), list(get(rule, "conditions"))];
    const wanted = id === ".m.rule.is_user_mention" ? "value" : id === ".m.rule.invite_for_me" ? "pattern" : undefined;
    if (wanted === undefined) continue;
    for (const condition of conditions) {
      const user = text(get(condition, wanted));
      if (user?.startsWith("@") && user.includes(":")) return user;
    }
  }
  return null;
}

export function eventsIn(rooms: readonly RoomEvents[]): number {
  return rooms.reduce((sum, room) => sum + room.events.length, 0);
}

function things(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function some(things: string[]): string {
  return things.length > 5 ? `${things.slice(0, 5).join(", ")} and ${things.length - 5} more` : things.join(", ");
}

function clip(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name;
}
