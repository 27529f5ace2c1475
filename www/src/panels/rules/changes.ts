/** What a person can do to one rule in the list: each change is announced, and leaves the focus where it makes sense. */
import type { AnyAction, AnyCondition, NewRule, RuleKind } from "../../engine/core.ts";
import type { Fault } from "../../engine/fault.ts";
import { announce } from "../../parts/Announcer.tsx";
import { toast } from "../../parts/Toast.tsx";
import { edit } from "../../rules/edit.ts";
import { type Entry, lists } from "../../rules/lists.ts";
import { ruleTitle } from "../../rules/words.ts";
import { movable, placement } from "../../rules/order.ts";
import { selected, undo } from "../../state/document.ts";
import { focusRow, focusSoon } from "./view.ts";

export function switchRule(kind: RuleKind, rule: Entry, enabled: boolean): Promise<Fault | null> {
  const label = `Switch ${enabled ? "on" : "off"}: ${ruleTitle(kind, rule).text}`;
  return edit(label, (engine, rules) => engine.setRuleEnabled(rules, kind, String(rule.rule_id), enabled));
}

export function setActions(kind: RuleKind, rule: Entry, actions: readonly AnyAction[], coalesce?: string): Promise<Fault | null> {
  const label = `Change what ${ruleTitle(kind, rule).text} does`;
  return edit(label, (engine, rules) => engine.setRuleActions(rules, kind, String(rule.rule_id), actions), coalesce);
}

/** Changes what a rule of the user's matches. */
export function setMatch(
  kind: RuleKind,
  rule: Entry,
  match: { pattern: string } | { conditions: readonly AnyCondition[] },
  coalesce?: string,
): Promise<Fault | null> {
  const label = `Change when ${ruleTitle(kind, rule).text} matches`;
  const next = { ...(rule as NewRule), actions: Array.isArray(rule.actions) ? rule.actions : [], ...match };
  return edit(label, (engine, rules) => engine.putRule(rules, kind, next), coalesce);
}

/** Moves a rule among the user's rules of its kind: to a position, or by some places. */
export async function moveRule(kind: RuleKind, rule: Entry, goal: { to: number } | { by: number }): Promise<Fault | null> {
  const list = lists[kind].peek();
  const ids = movable(list).map((index) => String(list[index]?.rule_id));
  const from = ids.indexOf(String(rule.rule_id));
  const place = placement(ids, from, "to" in goal ? goal.to : from + goal.by);
  const { text } = ruleTitle(kind, rule);
  const rule_id = String(rule.rule_id);
  if (place === null) {
    announce(`${text} stays at ${from + 1} of ${ids.length}`);
    return null;
  }
  const next = { ...(rule as NewRule), actions: Array.isArray(rule.actions) ? rule.actions : [] };
  const fault = await edit(`Move ${text}`, (engine, rules) => engine.putRule(rules, kind, next, place));
  if (fault) return fault;
  const after = lists[kind].peek();
  const at = movable(after).findIndex((index) => after[index]?.rule_id === rule_id);
  announce(`${text} is now ${at + 1} of ${ids.length}`);
  focusRow(kind, rule_id, "grip");
  return null;
}

/** Deletes a rule of the user's. The focus goes to its neighbour. */
export async function removeRule(kind: RuleKind, rule: Entry): Promise<Fault | null> {
  const list = lists[kind].peek();
  const index = list.indexOf(rule);
  const { text } = ruleTitle(kind, rule);
  const fault = await edit(`Delete ${text}`, (engine, rules) => engine.deleteRule(rules, kind, String(rule.rule_id)));
  if (fault) return fault;
  selected.value = null;
  toast(`Deleted ${text}`, { label: "Undo", act: undo });
  const after = lists[kind].peek();
  const neighbour = after[index] ?? after.at(-1);
  if (typeof neighbour?.rule_id === "string") focusRow(kind, neighbour.rule_id, "title");
  else focusSoon(() => document.querySelector<HTMLElement>(`[data-kind="${kind}"] [data-part="toggle"]`));
  return null;
}
