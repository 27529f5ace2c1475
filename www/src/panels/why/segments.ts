/**
 * Which of the rules are shown one by one, and which are folded away: there may be hundreds, and what most of them have
 * to say is that they are not about this event.
 * @module
 */
import type { ExplainedRule } from "../../engine/core.ts";

export interface Tried {
  readonly rule: ExplainedRule;
  /** Its place among all rules. */
  readonly index: number;
  /** It is the one that would decide if the winner did not. */
  readonly next: boolean;
}

export type Segment =
  | { readonly kind: "rule"; readonly tried: Tried }
  | { readonly kind: "fold"; readonly status: "not_matched" | "not_reached"; readonly tried: readonly Tried[] };

/** Fewer rules than this are not worth a fold. */
const WORTH_FOLDING = 3;

/** Cuts the rules into segments. `notable` rules are never folded. */
export function segments(rules: readonly ExplainedRule[], notable: ReadonlySet<ExplainedRule>): readonly Segment[] {
  const next = rules.findIndex((rule) => rule.status === "not_reached" && rule.would_match);
  const cut: Segment[] = [];
  let run: Tried[] = [];
  const end = () => {
    const status = run[0]?.rule.status;
    if (run.length >= WORTH_FOLDING && (status === "not_matched" || status === "not_reached")) {
      cut.push({ kind: "fold", status, tried: run });
    } else {
      for (const tried of run) cut.push({ kind: "rule", tried });
    }
    run = [];
  };
  rules.forEach((rule, index) => {
    const tried = { rule, index, next: index === next };
    const folds = !tried.next && !notable.has(rule) && (rule.status === "not_matched" || rule.status === "not_reached");
    if (!folds || (run[0] && run[0].rule.status !== rule.status)) end();
    if (folds) run.push(tried);
    else cut.push({ kind: "rule", tried });
  });
  end();
  return cut;
}
