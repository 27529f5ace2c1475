/**
 * The timeline of "What would change": its events, and the comparison that follows every change of the document.
 * @module
 */
import { batch, computed, effect, signal } from "@preact/signals";

import { predefinedRules } from "../data/initial.ts";
import { ask } from "../engine/background.ts";
import type { GlobalRules } from "../engine/core.ts";
import { type Fault, faultOf } from "../engine/fault.ts";
import type { Compared, Outcome } from "../engine/questions.ts";
import { change, context, doc, rules } from "../state/document.ts";
import { differenceOf, type Filter } from "./difference.ts";
import type { Row } from "./row.ts";

/** The rows, oldest first. The array grows in place; `length` says how far. */
const rows: Row[] = [];
/** How many events there are; 0 without a timeline. */
export const length = signal(0);
export const comparison = signal<Compared | null>(null);
export const fault = signal<Fault | null>(null);
export const filter = signal<Filter>("all");

export function row(index: number): Row | undefined {
  return rows[index];
}

/** What an event's outcome is before and after the edits; `null` as long as the worker has not said. */
export function outcomes(index: number): { readonly before: Outcome; readonly after: Outcome } | null {
  const { before, after, outcomes: all } = comparison.value ?? {};
  const [was, is] = [all?.[before?.[index] ?? -1], all?.[after?.[index] ?? -1]];
  return was && is ? { before: was, after: is } : null;
}

/** The events of each filter, by their positions. */
export const sorted = computed<{ readonly [F in Exclude<Filter, "all">]: readonly number[] }>(() => {
  const found = { different: [] as number[], louder: [] as number[], quieter: [] as number[], otherwise: [] as number[] };
  const { before, after, outcomes } = comparison.value ?? { before: [], after: [], outcomes: [] };
  // Few outcomes, many events: each pair is judged once.
  const known = new Map<number, Exclude<Filter, "all" | "different">>();
  for (const [index, was] of before.entries()) {
    const is = after[index] ?? was;
    if (is === was) continue;
    const pair = was * outcomes.length + is;
    const difference = known.get(pair) ?? differenceOf(outcomes[was], outcomes[is]);
    known.set(pair, difference);
    found.different.push(index);
    found[difference].push(index);
  }
  return found;
});

/** What changes are compared with: the rules as they were imported, or the predefined ones. */
export const baseline = computed<GlobalRules>(() => imported.value ?? predefined(asking.value));

const imported = computed(() => doc.value.baseline);
const asking = computed(() => context.value.user_id);

function predefined(user_id: string): GlobalRules {
  try {
    return predefinedRules(user_id);
  } catch {
    // Whoever is being typed in is no user yet.
    return { global: {} };
  }
}

/** Compares with the rules as they are now from now on. */
export function startFromHere(): void {
  change("Compare with these rules", { baseline: doc.peek().rules });
}

/** Which timeline it is: answers about an earlier one do not count. */
let generation = 0;

/** Makes what was brought last the timeline. */
export async function keepTimeline(): Promise<void> {
  generation++;
  batch(() => {
    rows.length = 0;
    length.value = 0;
    comparison.value = null;
    filter.value = "all";
    fault.value = null;
  });
  await ask("keep", {}, (piece) => {
    rows.push(...piece);
    length.value = rows.length;
  });
}

export function dropTimeline(): void {
  generation++;
  rows.length = 0;
  length.value = 0;
  comparison.value = null;
  ask("drop", {});
}

/** Opens an event of the timeline in the page, as it was in its room. */
export async function openEntry(index: number): Promise<void> {
  const { event, room } = await ask("entry", { index });
  change("Open an event of the timeline", { event, context: { ...doc.peek().context, ...room }, example: undefined });
}

/** Follows the document from now on. One comparison is under way at most; what changes meanwhile comes next. */
export function followTimeline(): () => void {
  let busy = false;
  let again = false;
  const compare = async () => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    const { rules, context } = doc.peek();
    const asked = generation;
    try {
      const compared = await ask("compare", { before: baseline.peek(), after: rules, context });
      if (asked === generation && compared !== null) {
        comparison.value = compared;
        fault.value = null;
      }
    } catch (error) {
      fault.value = faultOf(error);
    }
    busy = false;
    if (again) {
      again = false;
      compare();
    }
  };
  return effect(() => {
    rules.value;
    context.value;
    baseline.value;
    if (length.value > 0) compare();
  });
}
