/**
 * What of the rule list is open, and where the focus goes. Which rule is open is `selected`, for the reasons show it too.
 * @module
 */
import { computed, signal, type ReadonlySignal } from "@preact/signals";

import type { Diagnostic, RuleKind } from "../../engine/core.ts";
import { explained } from "../../engine/answer.ts";
import { isPredefined } from "../../rules/words.ts";
import { lists, rulesOf } from "../../rules/lists.ts";
import { remarks } from "../../rules/remarks.ts";
import { doc, rulesView, selected } from "../../state/document.ts";

/** One name for a rule, unique in the document as far as its IDs are. */
export function ruleKey(kind: RuleKind, ruleId: unknown): string {
  return `${kind}/${String(ruleId)}`;
}

const toggled = signal<ReadonlyMap<RuleKind, boolean>>(new Map());

/** Whether a kind's list is open: as the person left it, or else if it has rules of the user's. */
export function isOpen(kind: RuleKind): boolean {
  const own = () => lists[kind].value.some((rule) => !isPredefined(String(rule?.rule_id ?? "")));
  return toggled.value.get(kind) ?? own();
}

export function setOpen(kind: RuleKind, open: boolean): void {
  toggled.value = new Map(toggled.peek()).set(kind, open);
}

/** The rule that decides about the event, by its key. */
export const deciding: ReadonlySignal<string | null> = computed(() => {
  const rule = explained.value?.explanation?.rule;
  return rule ? ruleKey(rule.kind, rule.rule_id) : null;
});

/** The open rule, by its key. */
export const openRule: ReadonlySignal<string | null> = computed(() => {
  const rule = selected.value;
  return rule ? ruleKey(rule.kind, rule.rule_id) : null;
});

/** The remarks about each rule, by its key. */
export const remarksByRule: ReadonlySignal<ReadonlyMap<string, readonly Diagnostic[]>> = computed(() => {
  const byRule = new Map<string, Diagnostic[]>();
  for (const remark of remarks.value.list) {
    if (remark.kind === null || remark.rule_id === null) continue;
    const key = ruleKey(remark.kind, remark.rule_id);
    const list = byRule.get(key);
    if (list) list.push(remark);
    else byRule.set(key, [remark]);
  }
  return byRule;
});

/** Parts of a rule's row that take the focus. */
export type RowPart = "title" | "grip";

/** Moves the focus when the page is drawn anew. */
export function focusSoon(find: () => HTMLElement | null | undefined): void {
  setTimeout(() => find()?.focus());
}

/** Moves the focus to a part of a rule's row. */
export function focusRow(kind: RuleKind, ruleId: string, part: RowPart): void {
  focusSoon(() => {
    const row = document.querySelector(`[data-rule="${CSS.escape(ruleKey(kind, ruleId))}"]`);
    row?.scrollIntoView({ block: "nearest" });
    return (
      row?.querySelector<HTMLElement>(`[data-part="${part}"]`) ?? row?.querySelector<HTMLElement>('[data-part="title"]')
    );
  });
}

/** A place in the JSON of the rules that somebody wants to go to, as the names that lead there from the lists. */
export const reveal = signal<readonly string[] | null>(null);

/** Shows a rule in the JSON. */
export function showInJson(kind: RuleKind, index: number): void {
  const { rules } = doc.peek();
  const ruleId = rulesOf(rules, kind)[index]?.rule_id;
  selected.value = typeof ruleId === "string" ? { kind, rule_id: ruleId } : null;
  rulesView.value = "json";
  reveal.value = [kind, String(index)];
}

/** Shows a rule in the list, open. */
export function showInList(kind: RuleKind, ruleId: string): void {
  rulesView.value = "list";
  setOpen(kind, true);
  selected.value = { kind, rule_id: ruleId };
  focusRow(kind, ruleId, "title");
}
