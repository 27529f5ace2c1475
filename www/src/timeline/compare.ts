/**
 * Every event of a timeline under two sets of rules.
 * @module
 */
import type { Context, Evaluation, Event, Ruleset } from "../engine/core.ts";
import type { Full } from "../engine/full.ts";
import type { Compared, Comparing, Outcome } from "../engine/questions.ts";
import { faultOf } from "../engine/fault.ts";
import { relationOf, type Entry } from "./walk.ts";

/** How many events go by before the worker looks whether it is still asked. */
const BREATH = 500;
const SILENT: Outcome = { notify: false, notify_in_app: false, highlight: false, sound: null, rule: null };

/** `pause` is awaited now and then; what it answers is whether to go on. */
export async function compareTimeline(
  engine: Pick<Full, "Ruleset">,
  entries: readonly Entry[],
  { before, after, context }: Comparing,
  pause: () => Promise<boolean>,
): Promise<Compared | null> {
  const outcomes = new Outcomes();
  const compared = { before: new Uint32Array(entries.length), after: new Uint32Array(entries.length) };
  const rulesBefore = new engine.Ruleset(before);
  const rulesAfter = new engine.Ruleset(after);
  try {
    const related = needsRelatedEvents(before) || needsRelatedEvents(after) ? eventsById(entries) : null;
    for (const [index, { event, room }] of entries.entries()) {
      if (index % BREATH === BREATH - 1 && !(await pause())) return null;
      const its = { ...context, ...room, ...(related && relatedTo(event as Event, related)) };
      compared.before[index] = outcomes.of(rulesBefore, event as Event, its);
      compared.after[index] = outcomes.of(rulesAfter, event as Event, its);
    }
    return { outcomes: outcomes.all, ...compared };
  } finally {
    rulesBefore.free();
    rulesAfter.free();
  }
}

/** The different outcomes: a handful, however many events there are. */
class Outcomes {
  readonly all: Outcome[] = [];
  readonly #positions = new Map<string, number>();
  /** Evaluations are shared between events, so most need no second look. */
  readonly #known = new Map<Evaluation, number>();

  of(rules: Ruleset, event: Event, context: Context): number {
    let evaluation: Evaluation;
    try {
      evaluation = rules.evaluate(event, context);
    } catch (error) {
      return this.#position({ ...SILENT, fault: faultOf(error).message });
    }
    let position = this.#known.get(evaluation);
    if (position === undefined) {
      const { notify, notify_in_app, highlight, sound, rule } = evaluation;
      position = this.#position({ notify, notify_in_app, highlight, sound, rule });
      this.#known.set(evaluation, position);
    }
    return position;
  }

  #position(outcome: Outcome): number {
    const key = JSON.stringify(outcome);
    const position = this.#positions.get(key) ?? this.all.push(outcome) - 1;
    this.#positions.set(key, position);
    return position;
  }
}

function needsRelatedEvents(rules: unknown): boolean {
  return JSON.stringify(rules).includes("related_event_match");
}

function eventsById(entries: readonly Entry[]): Map<string, object> {
  const byId = new Map<string, object>();
  for (const { event } of entries) if (typeof event.event_id === "string") byId.set(event.event_id, event);
  return byId;
}

function relatedTo(event: Event, byId: ReadonlyMap<string, object>): Pick<Context, "related_events"> {
  const relation = relationOf(event);
  const related = relation && byId.get(relation.event_id);
  return relation && related ? { related_events: { [relation.rel_type]: related } } : {};
}
