/**
 * The answer to the question on the page: computed anew whenever the document changes.
 * @module
 */
import { computed, type ReadonlySignal } from "@preact/signals";

import { doc } from "../state/document.ts";
import { type Explanation, explain } from "./core.ts";
import { type Fault, faultOf } from "./fault.ts";

export type Answer =
  | { readonly explanation: Explanation; readonly fault: null }
  | { readonly explanation: null; readonly fault: Fault };

export const answer: ReadonlySignal<Answer> = computed(() => {
  const { event, rules, context } = doc.value;
  try {
    return { explanation: explain(event, rules, context), fault: null };
  } catch (thrown) {
    return { explanation: null, fault: faultOf(thrown) };
  }
});

/** The explanation alone; `null` when the engine failed, which the answer panel shows. */
export const explanation: ReadonlySignal<Explanation | null> = computed(() => answer.value.explanation);
