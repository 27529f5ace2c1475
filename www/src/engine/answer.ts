/**
 * The answer to the question on the page: computed anew whenever the document changes, and on screen with the next frame.
 * The reasons for it come after it, for with many rules they take longer than a keystroke may.
 * @module
 */
import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";

import { doc, type Document } from "../state/document.ts";
import { type Evaluation, type Explanation, type GlobalRules, Ruleset } from "./core.ts";
import { type Fault, faultOf } from "./fault.ts";
import { afterPaint } from "./idle.ts";

export type Answer =
  { readonly evaluation: Evaluation; readonly fault: null } | { readonly evaluation: null; readonly fault: Fault };

/** What was asked, and why the answer is what it is. */
export type Explained = { readonly document: Document } & (
  | { readonly explanation: Explanation; readonly fault: null }
  | { readonly explanation: null; readonly fault: Fault }
);

/** The rules, compiled once for all events that are asked about. */
let compiled: { readonly rules: GlobalRules; readonly ruleset: Ruleset } | undefined;

function rulesetOf(rules: GlobalRules): Ruleset {
  if (compiled?.rules !== rules) {
    forgetRuleset();
    compiled = { rules, ruleset: new Ruleset(rules) };
  }
  return compiled.ruleset;
}

function forgetRuleset(): void {
  compiled?.ruleset.free();
  compiled = undefined;
}

export const answer: ReadonlySignal<Answer> = computed(() => {
  const { event, rules, context } = doc.value;
  try {
    return { evaluation: rulesetOf(rules).evaluate(event, context), fault: null };
  } catch (thrown) {
    return { evaluation: null, fault: failed(thrown) };
  }
});

const latest = signal<Explained | null>(null);

/**
 * The reasons for the latest answer; for a moment after a change they are those for the answer before it, and at first there
 * are none.
 */
export const explained: ReadonlySignal<Explained | null> = latest;

/** Keeps {@link explained} up to date from now on. */
export function followAnswer(): void {
  let waiting = false;
  const follow = () => {
    waiting = false;
    latest.value = explain(doc.peek());
  };
  effect(() => {
    if (doc.value === latest.peek()?.document || waiting) return;
    waiting = true;
    afterPaint(follow);
  });
}

function explain(document: Document): Explained {
  const { event, rules, context } = document;
  try {
    return { document, explanation: rulesetOf(rules).explain(event, context), fault: null };
  } catch (thrown) {
    return { document, explanation: null, fault: failed(thrown) };
  }
}

/** After a failure of the engine, what it held is void. */
function failed(thrown: unknown): Fault {
  compiled = undefined;
  return faultOf(thrown);
}
