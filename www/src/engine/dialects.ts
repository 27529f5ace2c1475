/**
 * What each implementation answers to the question on the page. Asked in the worker: four evaluations with reasons take
 * longer than a keystroke may.
 * @module
 */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";

import { doc, type Document } from "../state/document.ts";
import { ask } from "./background.ts";
import type { Dialect, DialectComparison } from "./core.ts";
import { type Fault, faultOf } from "./fault.ts";
import { whenIdle } from "./idle.ts";

/** The implementations, as people call them. */
export const DIALECTS: readonly { readonly dialect: Dialect; readonly name: string; readonly what: string }[] = [
  { dialect: "spec", name: "Specification", what: "Matrix 1.19" },
  { dialect: "synapse", name: "Synapse", what: "homeserver" },
  { dialect: "js-sdk", name: "Element Web", what: "matrix-js-sdk" },
  { dialect: "ruma", name: "Element X", what: "ruma" },
];

/** What was asked, and what came of it. */
export type Compared = { readonly document: Document } & (
  | { readonly comparison: DialectComparison; readonly fault: null }
  | { readonly comparison: null; readonly fault: Fault }
);

/** `null` until the first answer; then the newest one. */
export const dialects = signal<Compared | null>(null);

/** Whether a newer answer is on its way. */
export const comparing: ReadonlySignal<boolean> = computed(() => dialects.value?.document !== doc.value);

/** Follows the document, beginning when the browser has drawn the first answer and has nothing better to do. */
export function followDialects(): () => void {
  let stop = () => {};
  const cancel = whenIdle(() => {
    stop = follow();
  });
  return () => {
    cancel();
    stop();
  };
}

function follow(): () => void {
  let waiting: (() => void) | undefined;
  const stop = effect(() => {
    doc.value;
    // Even to send hundreds of rules to the worker takes a while.
    waiting ??= whenIdle(() => {
      waiting = undefined;
      compare(doc.peek());
    });
  });
  return () => {
    waiting?.();
    stop();
  };
}

function compare(document: Document): void {
  const { event, rules, context } = document;
  ask("dialects", { event, rules, context }).then(
    (comparison) => {
      if (comparison !== null) dialects.value = { document, comparison, fault: null };
    },
    (error: unknown) => {
      dialects.value = { document, comparison: null, fault: faultOf(error) };
    },
  );
}
