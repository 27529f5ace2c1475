/**
 * What the engine has to remark about the rules. It comes a moment after a change, so that no keystroke waits for it.
 * @module
 */
import { effect, signal, type ReadonlySignal } from "@preact/signals";

import type { Diagnostic } from "../engine/core.ts";
import { faultOf, type Fault } from "../engine/fault.ts";
import { context, rules } from "../state/document.ts";
import { prepareEdits } from "./edit.ts";

export interface Remarks {
  /** The rules that they are about. */
  readonly rules: unknown;
  readonly list: readonly Diagnostic[];
  readonly fault: Fault | null;
}

const found = signal<Remarks>({ rules: undefined, list: [], fault: null });

/** The latest remarks: for a moment after a change they are about the rules before it. */
export const remarks: ReadonlySignal<Remarks> = found;

const PAUSE = 200;

/** Keeps {@link remarks} up to date from now on; answers how to stop. */
export function watchRemarks(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = true;
  const stop = effect(() => {
    const [about, { user_id }] = [rules.value, context.value];
    clearTimeout(timer);
    timer = setTimeout(async () => {
      try {
        const engine = await prepareEdits();
        if (!running || rules.peek() !== about) return;
        found.value = { rules: about, list: engine.lint(about, { user_id }), fault: null };
      } catch (thrown) {
        found.value = { rules: about, list: [], fault: faultOf(thrown) };
      }
    }, PAUSE);
  });
  return () => {
    running = false;
    clearTimeout(timer);
    stop();
  };
}

/** The words for how much a remark matters. */
export const SEVERITY_WORDS: Readonly<Record<Diagnostic["severity"], string>> = {
  error: "Has no effect",
  warning: "Careful",
  info: "Good to know",
};
