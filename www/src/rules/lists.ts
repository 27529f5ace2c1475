/**
 * The lists of rules in a document, whichever of the accepted shapes it has, and whatever is broken in it.
 * @module
 */
import { computed, type ReadonlySignal } from "@preact/signals";

import type { Rule, RuleKind } from "../engine/core.ts";
import { doc } from "../state/document.ts";
import { KINDS } from "./words.ts";

/** An entry of a list: a rule, as far as anybody knows. */
export type Entry = Partial<Rule>;

type Loose = { readonly [name: string]: unknown } | null | undefined;

/** The names that lead from the document to its lists. */
export function listsPath(rules: unknown): readonly string[] {
  const content = isRecord(rules) ? rules["content"] : undefined;
  if (isRecord(content) && isRecord(content["global"])) return ["content", "global"];
  return isRecord(rules) && isRecord(rules["global"]) ? ["global"] : [];
}

/** The rules of one kind, most important first; none where there is no list. */
export function rulesOf(rules: unknown, kind: RuleKind): readonly Entry[] {
  let lists = rules as Loose;
  for (const name of listsPath(rules)) lists = lists?.[name] as Loose;
  const list = lists?.[kind];
  return Array.isArray(list) ? list : NONE;
}

const NONE: readonly Entry[] = [];

/** The lists of the document, each drawn anew only when it changes. */
export const lists: { readonly [K in RuleKind]: ReadonlySignal<readonly Entry[]> } = Object.fromEntries(
  KINDS.map((kind) => [kind, computed(() => rulesOf(doc.value.rules, kind))]),
) as { [K in RuleKind]: ReadonlySignal<readonly Entry[]> };

/** A rule by its name: the first, as the engine finds it. */
export function ruleNamed(rules: unknown, kind: RuleKind, ruleId: string): Entry | undefined {
  return rulesOf(rules, kind).find((rule) => rule?.rule_id === ruleId);
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
