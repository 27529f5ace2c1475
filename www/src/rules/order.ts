/** Moving a rule among the user's rules of its kind: from a wish to the neighbour that the API wants to hear. */

import type { Placement, Rule } from "../engine/core.ts";

import { isPredefined } from "./words.ts";

/** The positions of the rules that can be moved. Predefined rules, and entries without an ID, stay where they are. */
export function movable(rules: readonly Partial<Rule>[]): number[] {
  return rules.flatMap((rule, index) => {
    const id = rule?.rule_id;
    return typeof id === "string" && id !== "" && !isPredefined(id) ? [index] : [];
  });
}

/**
 * The placement that puts the rule at `from` to where the rule at `to` is now, both positions among the movable ones.
 * `null` if that is no move.
 */
export function placement(ids: readonly string[], from: number, to: number): Placement | null {
  const goal = Math.max(0, Math.min(ids.length - 1, to));
  const neighbour = ids[goal];
  if (goal === from || neighbour === undefined) return null;
  return goal < from ? { before: neighbour } : { after: neighbour };
}

/** Where a rule lands that is dragged so that its middle is at `middle`, given the middles of all, in their order: the nearest. */
export function landing(middles: readonly number[], middle: number): number {
  const distance = (index: number) => Math.abs((middles[index] ?? Infinity) - middle);
  return middles.reduce((nearest, _, index) => (distance(index) < distance(nearest) ? index : nearest), 0);
}
