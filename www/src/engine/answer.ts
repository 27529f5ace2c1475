/**
 * The answer to the question on the page: computed anew whenever the document changes.
 * @module
 */
import { computed, type ReadonlySignal } from "@preact/signals";

import { doc } from "../state/document.ts";
import { type Explanation, type GlobalRules, Ruleset } from "./core.ts";
import { type Fault, faultOf } from "./fault.ts";

export type Answer =
  { readonly explanation: Explanation; readonly fault: null } | { readonly explanation: null; readonly fault: Fault };

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
    return { explanation: rulesetOf(rules).explain(event, context), fault: null };
  } catch (thrown) {
    // After a failure of the engine, what it held is void.
    compiled = undefined;
    return { explanation: null, fault: faultOf(thrown) };
  }
});

/** The explanation alone; `null` when the engine failed, which the answer panel shows. */
export const explanation: ReadonlySignal<Explanation | null> = computed(() => answer.value.explanation);
