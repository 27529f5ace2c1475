/**
 * Where a JSON text is broken. Browsers disagree on what they tell, and Safari tells nothing; this always does.
 * @module
 */
import type { Problem } from "./drafts.ts";

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The first mistake in a text that is not JSON. */
export function jsonProblem(text: string): Problem {
  const { message, offset } = firstMistake(text);
  return { message, ...placed(text, offset) };
}

/** An offset, and the line and column that it is in. */
export function placed(text: string, offset: number): { readonly offset: number; readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { offset, line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

interface Mistake {
  readonly message: string;
  readonly offset: number;
}

/** Walks the text without recursion: nesting may be deep. */
function firstMistake(text: string): Mistake {
  /** The brackets that are open. */
  const open: ("{" | "[")[] = [];
  let at = skip(SPACE, text, 0);
  let expected: "value" | "first item" | "first name" | "name" | "after" = "value";
  for (;;) {
    const next = text[at];
    if (next === undefined) return { message: unfinished(open), offset: at };
    const inside = open.at(-1);
    if (expected === "after") {
      if (inside === undefined) return { message: "there is text after the end of the JSON", offset: at };
      if (next === ",") expected = inside === "{" ? "name" : "value";
      else if (next === (inside === "{" ? "}" : "]")) open.pop();
      else return { message: `a \`,\` or \`${inside === "{" ? "}" : "]"}\` is missing here`, offset: at };
      at += 1;
    } else if (expected === "first name" && next === "}") {
      open.pop();
      expected = "after";
      at += 1;
    } else if (expected === "name" || expected === "first name") {
      if (next === "}") return { message: "the `,` before this `}` is one too many", offset: at };
      const end = skipString(text, at);
      if (end === at)
        return next === '"' ? brokenString(text, at) : { message: 'a name in `"` is missing here', offset: at };
      const colon = skip(SPACE, text, end);
      if (text[colon] !== ":") return { message: "a `:` is missing after this name", offset: colon };
      at = colon + 1;
      expected = "value";
    } else if (expected === "first item" && next === "]") {
      open.pop();
      expected = "after";
      at += 1;
    } else if (next === "{" || next === "[") {
      open.push(next);
      expected = next === "{" ? "first name" : "first item";
      at += 1;
    } else {
      const end = next === '"' ? skipString(text, at) : skip(SCALAR, text, at);
      if (end === at) return next === '"' ? brokenString(text, at) : brokenValue(text, at, inside);
      at = end;
      expected = "after";
    }
    at = skip(SPACE, text, at);
  }
}

/** The end of the string that begins here; `at` itself if there is none. */
function skipString(text: string, at: number): number {
  if (text[at] !== '"') return at;
  const end = endOfCharacters(text, at + 1);
  return text[end] === '"' ? end + 1 : at;
}

/** How far the characters of a string are right. A loop, for an expression would have to remember each character. */
function endOfCharacters(text: string, at: number): number {
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) {
      const end = skip(ESCAPE, text, at);
      if (end === at) return at;
      at = end;
    } else if (code >= 0x20 && code !== 0x22) at += 1;
    else return at; // A quote, a control character, or the end of the text.
  }
}

function brokenString(text: string, at: number): Mistake {
  const end = endOfCharacters(text, at + 1);
  if (text[end] === "\\")
    return { message: "this is no escape of JSON: a backslash is written as `\\\\`", offset: end };
  if (text[end] === undefined) return { message: 'the `"` that ends this string is missing', offset: at };
  return { message: 'the `"` that ends this string is missing; a line break in it is written as `\\n`', offset: end };
}

function brokenValue(text: string, at: number, inside: "{" | "[" | undefined): Mistake {
  const next = text[at];
  if (next === "]" && inside === "[") return { message: "the `,` before this `]` is one too many", offset: at };
  if (next === "'") return { message: "strings stand in `\"`, not in `'`", offset: at };
  return {
    message: "a value is missing here: a string, a number, `true`, `false`, `null`, `{…}` or `[…]`",
    offset: at,
  };
}

function unfinished(open: readonly ("{" | "[")[]): string {
  const inside = open.at(-1);
  if (inside === undefined) return "there is nothing here";
  return `the text ends too early: a \`${inside === "{" ? "}" : "]"}\` is missing`;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
