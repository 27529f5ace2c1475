/**
 * Going from one panel to another.
 * @module
 */
import type { RuleKind } from "../engine/core.ts";
import { rulesView, selected } from "./document.ts";

/** Opens a rule in the panel with the rules, and goes there. */
export function revealRule(kind: RuleKind, rule_id: string): void {
  if (rulesView.peek() === "settings") rulesView.value = "list";
  selected.value = { kind, rule_id };
  // Once the panel shows what was chosen.
  requestAnimationFrame(() => {
    const target = document.querySelector(`.at-rules [data-selected="true"]`) ?? document.querySelector(".at-rules");
    target?.scrollIntoView({ block: "nearest" });
    target?.querySelector<HTMLElement>("summary, button, a, input")?.focus({ preventScroll: true });
  });
}
