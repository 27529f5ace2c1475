/** Any rule: conditions from the builder, and what is to happen when all of them hold. */
import { useSignal } from "@preact/signals";

import type { AnyAction, AnyCondition } from "../../../engine/core.ts";
import type { Fault } from "../../../engine/fault.ts";
import { announce } from "../../../parts/Announcer.tsx";
import { TextField } from "../../../parts/Field.tsx";
import { Problem } from "../../../parts/Problem.tsx";
import { edit } from "../../../rules/edit.ts";
import { ruleNamed } from "../../../rules/lists.ts";
import { doc } from "../../../state/document.ts";
import { actionsWords, ruleWords } from "../../../rules/words.ts";
import { Chips } from "../ActionChips.tsx";
import { Choice } from "../Choice.tsx";
import { ConditionBuilder } from "../ConditionBuilder.tsx";
import { showInList } from "../view.ts";
import type { AddFormProps } from "./AddRule.tsx";
import { FormEnd } from "./FormEnd.tsx";

const KINDS = [
  { value: "override", label: "Before all others" },
  { value: "underride", label: "After all others" },
] as const;

type CustomKind = (typeof KINDS)[number]["value"];

export function CustomForm({ close, cancel }: AddFormProps) {
  const kind = useSignal<CustomKind>("override");
  const ruleId = useSignal(freeId());
  const conditions = useSignal<readonly AnyCondition[]>([]);
  const actions = useSignal<readonly AnyAction[]>(["notify"]);
  const fault = useSignal<Fault | null>(null);

  const add = async (submit: Event) => {
    submit.preventDefault();
    const rule = { rule_id: ruleId.value.trim(), conditions: conditions.value, actions: actions.value };
    if (ruleNamed(doc.peek().rules, kind.value, rule.rule_id)) {
      fault.value = { code: "", path: "rule.rule_id", message: `there is a rule \`${rule.rule_id}\` already`, help: undefined };
      return;
    }
    fault.value = await edit(`Add the rule ${rule.rule_id}`, (engine, rules) => engine.putRule(rules, kind.value, rule));
    if (fault.value) return;
    announce(`Added the rule ${rule.rule_id}`);
    close();
    showInList(kind.value, rule.rule_id);
  };
  const aboutId = fault.value?.path === "rule.rule_id";
  return (
    <form onSubmit={add}>
      <TextField
        label="Name (rule_id)"
        mono
        value={ruleId.value}
        problem={aboutId ? fault.value : null}
        onText={(next) => {
          ruleId.value = next;
          fault.value = null;
        }}
      />
      <Choice label="When it is looked at" options={KINDS} value={kind.value} onChoice={(next) => (kind.value = next)} />
      <div>
        <p class="part-name">When</p>
        <ConditionBuilder conditions={conditions.value} onConditions={(next) => (conditions.value = next)} />
      </div>
      <div class="rule-then">
        <p class="part-name">Then</p>
        <Chips actions={actions.value} onActions={(next) => (actions.value = next)} />
      </div>
      <p class="in-words">
        {conditions.value.length === 0 ? "Always" : <>When <bdi>{ruleWords(kind.value, { conditions: conditions.value })}</bdi></>}:{" "}
        {actionsWords(actions.value)}.
      </p>
      {fault.value && !aboutId && <Problem problem={fault.value} />}
      <FormEnd label="Add the rule" cancel={cancel} />
    </form>
  );
}

/** A name that no rule has. */
function freeId(): string {
  const { rules } = doc.peek();
  const taken = (id: string) => KINDS.some(({ value }) => ruleNamed(rules, value, id));
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? "my-rule" : `my-rule-${number}`;
    if (!taken(id)) return id;
  }
}
