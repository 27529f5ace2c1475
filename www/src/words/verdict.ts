/**
 * The answer in words.
 * @module
 */
import type { Evaluation, Rule, RuleKind, RulesetContent } from "../engine/core.ts";
import type { Document } from "../state/document.ts";
import { ruleTitle } from "../rules/words.ts";

/** The answer in a few words: "Notifies, with sound". */
export function verdict({ notify, notify_in_app, sound, highlight }: Pick<Evaluation, "notify" | "notify_in_app" | "sound" | "highlight">): string {
  if (!notify) return notify_in_app ? "Shows inside the app only" : "Stays silent";
  return ["Notifies", sound === null ? "without sound" : "with sound", ...(highlight ? ["highlighted"] : [])].join(
    ", ",
  );
}

/** Why, in one sentence; which rule it was comes beside it. */
export function because({ rule, notify }: Evaluation, { event, context, rules }: Document): string {
  if (rule === null) {
    return event.sender === context.user_id
      ? "It is your own. What you send yourself never notifies you."
      : "No rule matches, and without a rule nothing happens.";
  }
  const name = nameOf(rule, rules.global);
  return notify ? `The rule “${name}” says so.` : `The rule “${name}” decides, and it says not to notify.`;
}

/** What people call a rule of a set. */
export function nameOf({ kind, rule_id }: { readonly kind: RuleKind; readonly rule_id: string | null }, rules: RulesetContent): string {
  return ruleTitle(kind, ruleNamed(rules, kind, rule_id) ?? { rule_id: rule_id ?? "" }).text;
}

/** A rule of a set, by its ID. */
export function ruleNamed(rules: RulesetContent, kind: RuleKind, rule_id: string | null): Rule | undefined {
  const list: unknown = rules[kind];
  return Array.isArray(list) ? list.find((rule) => rule?.rule_id === rule_id) : undefined;
}
