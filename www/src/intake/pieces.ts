/**
 * JSON among other words: what is copied from a window has its captions around it, and a window that shows several
 * events has them one below the other.
 * @module
 */
import type { Json } from "./json.ts";

/**
 * The JSON of a text with something around it: one object, or a list of them if there are several. Nothing if a brace
 * is left over, for then it is not known what was meant.
 */
export function embedded(given: string): Json | undefined {
  // A text that is one list from end to end is meant as one.
  if (given.startsWith("[") && given.endsWith("]")) return undefined;
  const found: Json[] = [];
  let at = given.indexOf("{");
  while (at !== -1) {
    const end = endOfObject(given, at);
    if (end === undefined) return undefined;
    try {
      found.push(JSON.parse(given.slice(at, end)) as Json);
    } catch {
      return undefined;
    }
    at = given.indexOf("{", end);
  }
  return found.length > 1 ? found : found[0];
}

/** Where an object ends that begins at a brace. */
function endOfObject(given: string, from: number): number | undefined {
  const marks = /\\.|["{}]/gs;
  marks.lastIndex = from;
  let depth = 0;
  let quoted = false;
  for (let mark = marks.exec(given); mark !== null; mark = marks.exec(given)) {
    if (mark[0] === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (mark[0] === "{") depth++;
    else if (mark[0] === "}" && --depth === 0) return marks.lastIndex;
  }
  return undefined;
}
