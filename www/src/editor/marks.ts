/**
 * What is underlined in a text: the mistake that keeps it from being JSON, or the engine's remarks, each in its place.
 * @module
 */
import type { Diagnostic } from "../engine/core.ts";
import type { Problem } from "../state/drafts.ts";
import { nodeAt, pointerNames, underlined } from "./pointer.ts";
import { positions } from "./positions.ts";

export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly severity: Diagnostic["severity"];
  readonly message: string;
}

/** The place of a mistake: the word that is wrong, or one character. */
export function problemMarks(text: string, problem: Problem): Mark[] {
  const { message, help, offset } = problem;
  if (offset === undefined) return [];
  const from = Math.min(offset, Math.max(0, text.length - 1));
  const word = /^[\w.+-]+/.exec(text.slice(from, from + 100));
  return [{ from, to: Math.min(text.length, from + (word?.[0].length ?? 1)), severity: "error", message: said(message, help) }];
}

/** The places of remarks about a text that is good. */
export function remarkMarks(text: string, remarks: readonly Diagnostic[]): Mark[] {
  if (remarks.length === 0) return [];
  const root = positions(text);
  return remarks
    .map(({ path, severity, message, help }) => ({
      ...underlined(nodeAt(root, pointerNames(path))),
      severity,
      message: said(message, help),
    }))
    .sort((one, other) => one.from - other.from);
}

function said(message: string, help: string | undefined): string {
  return help === undefined ? message : `${message}\n${help}`;
}
