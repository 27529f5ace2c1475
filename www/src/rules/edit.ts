/**
 * Changes of the rules, done by the engine exactly as a server would: each is one step of undo, or a fault that is shown
 * where it happened.
 * @module
 */
import type { GlobalRules } from "../engine/core.ts";
import { type Fault, faultOf } from "../engine/fault.ts";
import { type Full, full } from "../engine/full.ts";
import { change, doc } from "../state/document.ts";
import { shared } from "./sharing.ts";

let engine: Full | undefined;

/** Opens the engine's door for edits before the first one, so that it does not wait. */
export async function prepareEdits(): Promise<Full> {
  engine ??= await full();
  return engine;
}

/**
 * Changes the rules. Answers why not, or `null` when it is done; once the engine is there, it is done before this returns.
 *
 * @param label - What is done, as a menu would say it.
 * @param coalesce - Edits with the same key that follow each other closely are one step: typing, mostly.
 */
export async function edit(
  label: string,
  how: (engine: Full, rules: GlobalRules) => GlobalRules,
  coalesce?: string,
): Promise<Fault | null> {
  try {
    const full = engine ?? (await prepareEdits());
    const before = doc.peek().rules;
    const after = shared(before, how(full, before));
    if (after !== before) change(label, { rules: after }, coalesce === undefined ? {} : { coalesce });
    return null;
  } catch (thrown) {
    return faultOf(thrown);
  }
}
