/** What becomes of an event, in a line: told by shape and by word. */
import type { Evaluation, MatchedRule } from "../engine/core.ts";
import { verdict } from "../words/verdict.ts";
import { Icon } from "./Icon.tsx";

type What = Pick<Evaluation, "notify" | "notify_in_app" | "highlight" | "sound" | "rule">;

/** With `refused`, there is none: the implementation gives up. */
export function Outcome(props: { outcome: What } | { refused: true }) {
  if ("refused" in props) {
    return (
      <span class="outcome outcome-refused">
        <Icon name="warning" />
        Gives up: nobody is notified
      </span>
    );
  }
  const { outcome } = props;
  return (
    <span class={outcome.notify ? "outcome outcome-notifies" : "outcome"}>
      <Icon name={outcome.notify ? "bell" : "bell-off"} />
      <span class="outcome-words">
        <span>{verdict(outcome)}</span> <RuleId rule={outcome.rule} />
      </span>
    </span>
  );
}

function RuleId({ rule }: { rule: MatchedRule | null }) {
  if (rule === null) return <span class="outcome-rule">no rule</span>;
  return (
    <code class="outcome-rule" dir="auto" title={`${rule.kind} rule ${rule.rule_id}`}>
      {rule.rule_id}
    </code>
  );
}
