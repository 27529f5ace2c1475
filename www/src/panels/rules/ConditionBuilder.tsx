/** Conditions, all of which must hold: each a row of fields, and ready-made beginnings for the next one. */
import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";

import type { AnyCondition } from "../../engine/core.ts";
import { Button } from "../../parts/Button.tsx";
import { CONDITION_STARTS } from "../../rules/conditions.ts";
import { PROPERTY_WORDS } from "../../rules/words.ts";
import { ConditionRow } from "./ConditionRow.tsx";
import { focusSoon } from "./view.ts";

export function ConditionBuilder(props: {
  conditions: readonly AnyCondition[];
  /** `field` names the field that is typed into, so that a word is one step of undo. */
  onConditions: (conditions: readonly AnyCondition[], field?: string) => void;
}) {
  const { conditions, onConditions } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const adding = useSignal(conditions.length === 0);
  const row = (index: number) => list.current?.querySelectorAll<HTMLElement>(".builder-row")[index];

  const add = (condition: AnyCondition) => {
    onConditions([...conditions, condition]);
    adding.value = false;
    // The field that is still empty is the one to fill in.
    focusSoon(() => {
      const fields = [...(row(conditions.length)?.querySelectorAll<HTMLInputElement>("input, select, textarea") ?? [])];
      return fields.find((field) => field.value === "") ?? fields[0];
    });
  };
  const remove = (index: number) => {
    onConditions(conditions.toSpliced(index, 1));
    focusSoon(
      () =>
        row(Math.min(index, conditions.length - 2))?.querySelector<HTMLElement>("select, input, textarea") ??
        list.current?.querySelector<HTMLElement>("[data-part=add-condition]"),
    );
  };

  return (
    <div class="builder" ref={list}>
      {conditions.length === 0 && <p class="field-hint">No conditions: it matches every event.</p>}
      {conditions.map((condition, index) => (
        <ConditionRow
          key={index}
          number={index + 1}
          condition={condition}
          properties={`${id}-properties`}
          onCondition={(next, field) =>
            onConditions(conditions.with(index, next), field === undefined ? undefined : `${index}/${field}`)
          }
          onRemove={() => remove(index)}
        />
      ))}
      <datalist id={`${id}-properties`}>
        {Object.entries(PROPERTY_WORDS).map(([path, words]) => (
          <option key={path} value={path} label={words} />
        ))}
      </datalist>
      <Button
        icon="plus"
        look="plain"
        data-part="add-condition"
        aria-expanded={adding.value}
        aria-controls={adding.value ? `${id}-starts` : undefined}
        onClick={() => (adding.value = !adding.value)}
      >
        {conditions.length === 0 ? "Condition" : "And another condition"}
      </Button>
      {adding.value && (
        <div class="builder-starts" id={`${id}-starts`} role="group" aria-label="Conditions to begin with">
          {CONDITION_STARTS.map(({ label, condition }) => (
            <button key={label} type="button" class="chip" onClick={() => add(condition)}>
              {label}
            </button>
          ))}
          <button type="button" class="chip" onClick={() => add({ kind: "event_match", key: "", pattern: "" })}>
            Anything else…
          </button>
        </div>
      )}
    </div>
  );
}
