/** When a rule of the user's matches: its keyword, or its conditions. Every keystroke counts at once. */
import { useSignal } from "@preact/signals";

import type { AnyCondition, RuleKind } from "../../engine/core.ts";
import type { Fault } from "../../engine/fault.ts";
import { TextField } from "../../parts/Field.tsx";
import { Problem } from "../../parts/Problem.tsx";
import type { Entry } from "../../rules/lists.ts";
import { setMatch } from "./changes.ts";
import { ConditionBuilder } from "./ConditionBuilder.tsx";
import { useTyped } from "./typed.ts";

export function MatchForm({ kind, rule }: { kind: RuleKind; rule: Entry }) {
  return kind === "content" ? <PatternForm rule={rule} /> : <ConditionsForm kind={kind} rule={rule} />;
}

function PatternForm({ rule }: { rule: Entry }) {
  const pattern = useTyped(typeof rule.pattern === "string" ? rule.pattern : "", (text) =>
    setMatch("content", rule, { pattern: text }, `pattern/${rule.rule_id}`),
  );
  return (
    <div class="rule-when">
      <TextField
        label="When the text contains"
        hint="Whole words only; * stands for any characters, ? for one."
        value={pattern.text}
        onText={pattern.onText}
        problem={pattern.problem}
      />
    </div>
  );
}

function ConditionsForm({ kind, rule }: { kind: RuleKind; rule: Entry }) {
  const fault = useSignal<Fault | null>(null);
  const conditions = Array.isArray(rule.conditions) ? (rule.conditions as AnyCondition[]) : [];
  const onConditions = async (next: readonly AnyCondition[], field?: string) => {
    const coalesce = field === undefined ? undefined : `conditions/${kind}/${rule.rule_id}/${field}`;
    fault.value = await setMatch(kind, rule, { conditions: next }, coalesce);
  };
  return (
    <div class="rule-when">
      <p class="part-name">When</p>
      <ConditionBuilder conditions={conditions} onConditions={onConditions} />
      {fault.value && <Problem problem={fault.value} />}
    </div>
  );
}
