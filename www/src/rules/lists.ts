/**
 * The lists of rules in the document, whatever is broken in them.
 * @module
 */
import { computed, type ReadonlySignal } from "@preact/signals";

import type { GlobalRules, Rule, RuleKind } from "../engine/core.ts";
import { rules } from "../state/document.ts";
import { KINDS } from "./words.ts";

/** An entry of a list: a rule, as far as anybody knows. */
export type Entry = Partial<Rule>;

/** The rules of one kind, most important first; none where there is no list. */
export function rulesOf(rules: GlobalRules, kind: RuleKind): readonly Entry[] {
  const list = (rules as { readonly global?: { readonly [kind: string]: unknown } }).global?.[kind];
  return Array.isArray(list) ? list : NONE;
}

const NONE: readonly Entry[] = [];

/** The lists of the document, each drawn anew only when it changes. */
export const lists: { readonly [K in RuleKind]: ReadonlySignal<readonly Entry[]> } = Object.fromEntries(
  KINDS.map((kind) => [kind, computed(() => rulesOf(rules.value, kind))]),
) as { [K in RuleKind]: ReadonlySignal<readonly Entry[]> };

/** A rule by its name: the first, as the engine finds it. */
export function ruleNamed(rules: GlobalRules, kind: RuleKind, ruleId: string): Entry | undefined {
  return rulesOf(rules, kind).find((rule) => rule?.rule_id === ruleId);
}
