/**
 * Text that is being typed: the JSON of the rules, the event or the context. As long as it is broken, the document keeps
 * its last good value, and the draft says where the error is.
 * @module
 */
import { type Signal, signal } from "@preact/signals";

export type Part = "rules" | "event" | "context";

export interface Problem {
  readonly message: string;
  /** In UTF-16 code units from the beginning of the text. */
  readonly offset?: number;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
  readonly help?: string | undefined;
}

export interface Draft {
  readonly text: string;
  /** `null` when the text is good, and the document holds what it says. */
  readonly problem: Problem | null;
}

export const drafts: { readonly [P in Part]: Signal<Draft | null> } = {
  rules: signal(null),
  event: signal(null),
  context: signal(null),
};

export const PARTS: readonly Part[] = ["rules", "event", "context"];

/** Drops the drafts of the parts that are named; without names, of all. */
export function clearDrafts(parts?: { readonly [P in Part]?: unknown }): void {
  for (const part of PARTS) if (parts === undefined || part in parts) drafts[part].value = null;
}
