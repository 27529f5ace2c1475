/**
 * Rules come in three shapes. The page has them in one: that of `GET /pushrules/`.
 * @module
 */
import type { GlobalRules, PushRulesEvent, RulesetContent, RulesDocument } from "../engine/core.ts";

/** The same rules in the page's shape. The engine must have accepted them. */
export function globalRules(rules: RulesDocument): GlobalRules {
  if ("global" in rules) return rules;
  const { content } = rules as PushRulesEvent | RulesetContent;
  // A bare ruleset has a list there.
  return content !== undefined && "global" in content ? content : { global: rules as RulesetContent };
}
