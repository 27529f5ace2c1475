/** The rules in the order in which they are tried, and what became of each. */
import { explanation } from "../../engine/answer.ts";
import { Panel } from "../../parts/Panel.tsx";

export function WhyPanel() {
  return (
    <Panel title="Why" at="why">
      <ol>
        {explanation.value?.rules.map((rule, index) => (
          <li key={index}>
            <code>{rule.rule_id}</code> {rule.status}: <bdi>{rule.reason.message}</bdi>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
