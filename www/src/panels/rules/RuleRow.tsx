/** One rule of the list: its switch, its name, what it does; open, everything about it. */
import { useComputed, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";

import type { RuleKind } from "../../engine/core.ts";
import type { Fault } from "../../engine/fault.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Problem } from "../../parts/Problem.tsx";
import { Switch } from "../../parts/Switch.tsx";
import { type Entry, lists } from "../../rules/lists.ts";
import { isPredefined, ruleTitle } from "../../rules/words.ts";
import { selected } from "../../state/document.ts";
import { ActionChips } from "./ActionChips.tsx";
import { moveRule, removeRule, switchRule } from "./changes.ts";
import { drag } from "./dragging.ts";
import { RuleDetails } from "./RuleDetails.tsx";
import { deciding, openRule, remarksByRule, ruleKey, showInJson } from "./view.ts";

export interface RowProps {
  kind: RuleKind;
  rule: Entry;
  movable: boolean;
}

export function RuleRow({ kind, rule, movable }: RowProps) {
  const id = useId();
  const fault = useSignal<Fault | null>(null);
  const entry = rule ?? {};
  const ruleId = typeof entry.rule_id === "string" ? entry.rule_id : null;
  const key = ruleKey(kind, ruleId);
  // Computed, so that a row is drawn anew when its own answer changes and not when any rule is opened.
  const open = useComputed(() => ruleId !== null && openRule.value === key).value;
  const decides = useComputed(() => ruleId !== null && deciding.value === key).value;
  const remarks = useComputed(() => remarksByRule.value.get(key)).value;

  const title = ruleTitle(kind, entry);
  const enabled = entry.enabled !== false;
  const show = (result: Promise<Fault | null>) => void result.then((outcome) => (fault.value = outcome));
  const toJson = () => showInJson(kind, lists[kind].peek().indexOf(rule));

  const onGripKey = (event: KeyboardEvent) => {
    const goal = { ArrowUp: { by: -1 }, ArrowDown: { by: 1 }, Home: { to: 0 }, End: { to: Number.MAX_SAFE_INTEGER } }[event.key];
    if (!goal) return;
    event.preventDefault();
    show(moveRule(kind, entry, goal));
  };
  const onRowKey = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (movable && event.altKey && by) {
      event.preventDefault();
      show(moveRule(kind, entry, { by }));
    }
    if (movable && event.key === "Delete") show(removeRule(kind, entry));
  };
  const onGripDown = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const list = event.currentTarget.closest("ol");
    const rows = [...(list?.querySelectorAll<HTMLElement>(":scope > [data-movable]") ?? [])];
    drag(event, event.currentTarget, rows, (to) => show(moveRule(kind, entry, { to })));
  };

  const worst = remarks?.some(({ severity }) => severity !== "info");
  return (
    <li
      class={`rule${open ? " rule-open" : ""}${enabled ? "" : " rule-off"}${decides ? " rule-decides" : ""}`}
      data-rule={key}
      data-selected={open}
      data-movable={movable ? "" : undefined}
    >
      <div class="rule-line">
        {movable ? (
          <button
            type="button"
            class="grip"
            data-part="grip"
            aria-label={`Move ${title.text}`}
            aria-describedby={`${id}-grip`}
            title="Drag, or use the arrow keys"
            onKeyDown={onGripKey}
            onPointerDown={onGripDown}
          >
            <Icon name="grip" />
            <span hidden id={`${id}-grip`}>
              Drag, or use the arrow keys
            </span>
          </button>
        ) : (
          <span class="grip grip-fixed" title={ruleId && isPredefined(ruleId) ? "The server's rule: it stays in its place" : undefined}>
            {ruleId && isPredefined(ruleId) && <Icon name="lock" />}
          </span>
        )}
        <Switch
          label={`${title.text} is in force`}
          on={enabled}
          disabled={ruleId === null}
          onToggle={(on) => show(switchRule(kind, entry, on))}
        />
        <button
          type="button"
          class="rule-title"
          data-part="title"
          aria-expanded={open}
          aria-controls={open ? `${id}-details` : undefined}
          onKeyDown={onRowKey}
          onClick={() => (ruleId === null ? toJson() : (selected.value = open ? null : { kind, rule_id: ruleId }))}
        >
          <bdi class={title.isId ? "mono" : undefined}>{title.text}</bdi>
          {decides && (
            <span class="chip chip-on">
              <Icon name="check" />
              decides
            </span>
          )}
          {remarks && (
            <span class={`rule-remarked${worst ? " rule-careful" : ""}`} title={`${remarks.length} remarks`}>
              <Icon name={worst ? "warning" : "info"} />
              <span class="visually-hidden">
                {remarks.length} {remarks.length === 1 ? "remark" : "remarks"}
              </span>
            </span>
          )}
        </button>
        <ActionChips kind={kind} rule={entry} short disabled={ruleId === null} show={show} />
      </div>
      {fault.value && <Problem problem={fault.value} />}
      {open && (
        <RuleDetails
          id={`${id}-details`}
          kind={kind}
          rule={entry}
          movable={movable}
          remarks={remarks ?? []}
          show={show}
          toJson={toJson}
        />
      )}
    </li>
  );
}
