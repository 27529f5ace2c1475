/**
 * The rules that a person will ask about: their own ones that could have decided and did not.
 * @module
 */
import { computed, type ReadonlySignal } from "@preact/signals";

import { explained } from "../engine/answer.ts";
import type { Event, ExplainedRule, Explanation, RuleKind } from "../engine/core.ts";
import { isPredefined } from "../rules/words.ts";
import { loose, said } from "./loose.ts";

/** Why a rule for messages does not match may be the question; why one for another room does not is none. */
const ASKED_ABOUT: ReadonlySet<RuleKind> = new Set(["override", "content", "underride"]);
/** That a word is simply not there is worth saying for a few rules, not for hundreds. */
const FEW = 3;

/** At most three: first those that match but do not count, then those that just do not match. */
export const nearMisses: ReadonlySignal<readonly ExplainedRule[]> = computed(() => {
  const { explanation, document } = explained.value ?? {};
  return explanation && document ? missesIn(explanation, document.event) : [];
});

function missesIn({ outcome, rules }: Explanation, event: Event): readonly ExplainedRule[] {
  if (outcome === "own_event") return [];
  const own = rules.filter(({ kind, rule_id }) => ASKED_ABOUT.has(kind) && !isPredefined(rule_id ?? ""));
  const without_effect = own.filter(
    ({ status, would_match }) => status === "invalid" || (would_match && status !== "matched"),
  );
  const missed = own.filter(
    (rule) => rule.status === "not_matched" && (isEncrypted(event) || !isAboutOtherEvents(rule)),
  );
  const close = missed.filter(isClose);
  return [...without_effect, ...(close.length > 0 || missed.length > FEW ? close : missed)].slice(0, FEW);
}

/** Why such a rule does not decide, for somebody who has never seen one. */
export function inPlainWords({ reason }: ExplainedRule): string {
  const plain = reason.message
    .replace("the event has no `content.body`", "the event has no text")
    .replaceAll("`content.body`", "the message")
    // Where it is in the text is marked below, for those who open the rule.
    .replace(/ at \d+–\d+/g, "")
    .replace(/^the rule is disabled/, "it is switched off")
    .replace(/^the rule is/, "it is");
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`;
}

/** What to do about it, where that can be told. */
export function remedy({ status, conditions }: ExplainedRule, event: Event): string | undefined {
  if (status === "disabled") return "Switch it on, and it counts.";
  const failing = conditions.find(({ matched }) => !matched);
  if (failing === undefined) return undefined;
  const { condition, reason } = failing;
  if (reason.code === "inside_longer_word") {
    return `Keywords are found as whole words only: \`${said(loose(condition).pattern)}*\` would find longer ones too.`;
  }
  if (reason.code === "property_missing" && isEncrypted(event)) {
    return "Servers cannot read encrypted messages. Apps ask again when they have decrypted them.";
  }
  return undefined;
}

/** What is looked for is there, only not in the way in which it must be. */
function isClose({ conditions }: ExplainedRule): boolean {
  return conditions.some(({ near_miss }) => near_miss === true);
}

/** What it looks at is not there: a keyword has nothing to do with a call. */
function isAboutOtherEvents({ conditions }: ExplainedRule): boolean {
  return conditions.some(({ matched, reason }) => !matched && reason.code === "property_missing");
}

/** What is looked for may be there once somebody has decrypted it. */
function isEncrypted(event: Event): boolean {
  return event.type === "m.room.encrypted";
}
