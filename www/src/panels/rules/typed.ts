/** Text that is taken with every keystroke, unless it is refused: then it stays in its field, and the document as it was. */
import { useSignal } from "@preact/signals";

import type { Problem } from "../../state/drafts.ts";

export interface Typed {
  /** What the field shows. */
  readonly text: string;
  /** Why the text is not taken. */
  readonly problem: Problem | null;
  readonly onText: (text: string) => void;
}

/**
 * @param value - What the document has.
 * @param take - Takes a text, or answers why not.
 */
export function useTyped(value: string, take: (text: string) => Problem | null | Promise<Problem | null>): Typed {
  const refused = useSignal<{ text: string; problem: Problem; instead: string } | null>(null);
  // A change of the document, from wherever it comes, makes the refused text stale.
  const current = refused.value?.instead === value ? refused.value : null;
  return {
    text: current?.text ?? value,
    problem: current?.problem ?? null,
    onText: async (text) => {
      const problem = await take(text);
      refused.value = problem === null ? null : { text, problem, instead: value };
    },
  };
}
