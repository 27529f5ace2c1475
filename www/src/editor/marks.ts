/**
 * What is underlined in a text: the mistake that keeps it from being JSON, or the engine's remarks, each in its place.
 * @module
 */
import type { Diagnostic } from "../engine/core.ts";
import type { Problem } from "../state/drafts.ts";
import { listsIn, nodeAt, pointerNames, underlined } from "./pointer.ts";
import { type JsonNode, positions } from "./positions.ts";

export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly severity: Diagnostic["severity"];
  readonly message: string;
}

/** How much of a mistake is underlined at most. */
const LONGEST = 200;

/** The place of a mistake: the word or string that is wrong, or one character. */
export function problemMarks(text: string, problem: Problem): Mark[] {
  const { message, help, offset } = problem;
  if (offset === undefined) return [];
  const from = Math.min(offset, Math.max(0, text.length - 1));
  const wrong = /^(?:"(?:[^"\\\n]|\\.)*"|[\w.+-]+)/.exec(text.slice(from, from + LONGEST))?.[0].length ?? 1;
  return [{ from, to: Math.min(text.length, from + wrong), severity: "error", message: said(message, help) }];
}

/** The places of the engine's remarks about rules. */
export function remarkMarks(text: string, remarks: readonly Diagnostic[]): Mark[] {
  if (remarks.length === 0) return [];
  const root = positions(text);
  return remarks
    .map(({ path, severity, message, help }) => ({
      ...underlined(remarkedNode(root, path)),
      severity,
      message: said(message, help),
    }))
    .sort((one, other) => one.from - other.from);
}

/** What a remark is about. Its path is one into the document, where the lists are below `global`. */
export function remarkedNode(root: JsonNode, path: string): JsonNode {
  return nodeAt(listsIn(root), pointerNames(path).slice(1));
}

function said(message: string, help: string | undefined): string {
  return help === undefined ? message : `${message}\n${help}`;
}
