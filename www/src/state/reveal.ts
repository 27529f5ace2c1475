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
  goTo(".at-rules");
}

/** Opens what became of a rule, and goes there. */
export function revealReason(kind: RuleKind, rule_id: string): void {
  selected.value = { kind, rule_id };
  goTo(".at-why");
}

/** Once the panel shows what was chosen. */
function goTo(panel: string): void {
  requestAnimationFrame(() => {
    const target = document.querySelector(`${panel} [data-selected="true"]`) ?? document.querySelector(panel);
    target?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    target?.querySelector<HTMLElement>("summary, button, a, input")?.focus({ preventScroll: true });
  });
}
