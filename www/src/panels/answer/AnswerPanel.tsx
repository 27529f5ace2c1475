/** The answer at a glance. */
import { answer } from "../../engine/answer.ts";
import { Panel } from "../../parts/Panel.tsx";
import { Problem } from "../../parts/Problem.tsx";
import { verdict } from "../../words/verdict.ts";

export function AnswerPanel() {
  const { explanation, fault } = answer.value;
  return (
    <Panel title="Answer" at="answer">
      {fault ? <Problem problem={fault} /> : <p class="verdict">{verdict(explanation)}</p>}
    </Panel>
  );
}
