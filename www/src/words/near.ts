/**
 * The rules that a person will ask about: their own ones that could have decided and did not.
 * @module
 */
import type { ExplainedRule, Explanation, RuleKind, RulesetContent } from "../engine/core.ts";
import { ruleNamed } from "./verdict.ts";

/** Why a rule for messages does not match may be the question; why one for another room does not is none. */
const ASKED_ABOUT: ReadonlySet<RuleKind> = new Set(["override", "content", "underride"]);
/** That a word is simply not there is worth saying for a few rules, not for hundreds. */
const FEW = 3;

/** At most three: first those that match but do not count, then those that just do not match. */
export function nearMisses({ outcome, rules }: Explanation, set: RulesetContent): readonly ExplainedRule[] {
  if (outcome === "own_event") return [];
  const own = rules.filter((rule) => ASKED_ABOUT.has(rule.kind) && ruleNamed(set, rule.kind, rule.rule_id)?.default !== true);
  const without_effect = own.filter(({ status, would_match }) => status === "invalid" || (would_match && status !== "matched"));
  const missed = own.filter(({ status }) => status === "not_matched");
  const close = missed.filter(isClose);
  return [...without_effect, ...(close.length > 0 || missed.length > FEW ? close : missed)].slice(0, FEW);
}

/** What is looked for is there, only not in the way in which it must be. */
function isClose({ conditions }: ExplainedRule): boolean {
  return conditions.some(({ matched, reason }) => !matched && CLOSE.has(reason.code));
}

const CLOSE: ReadonlySet<string> = new Set([
  "inside_longer_word",
  "word_character_next_to_match",
  "differs_in_case",
  "property_not_a_string",
  "different_type",
]);
