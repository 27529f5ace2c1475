/** The rules of one kind: how many there are, and when it is open, each of them. */
import { useId } from "preact/hooks";

import type { RuleKind } from "../../engine/core.ts";
import { Icon } from "../../parts/Icon.tsx";
import { type Entry, lists } from "../../rules/lists.ts";
import { isPredefined, KIND_WORDS, ruleTitle, ruleWords } from "../../rules/words.ts";
import { RuleRow } from "./RuleRow.tsx";
import { deciding, isOpen, openRule, setOpen } from "./view.ts";

export function KindSection({ kind, wanted }: { kind: RuleKind; wanted: string }) {
  const id = useId();
  const rules = lists[kind].value;
  const shown = filtered(kind, rules, wanted);
  // The kind of proposals is no news to who has no such rules.
  if (rules.length === 0 && kind === "postcontent") return null;
  if (wanted !== "" && shown.length === 0) return null;
  const holds = (key: string | null) => key?.startsWith(`${kind}/`) ?? false;
  const open = rules.length > 0 && (wanted !== "" || isOpen(kind) || holds(openRule.value));
  const off = rules.filter((rule) => rule?.enabled === false).length;
  const decides = !open && holds(deciding.value);
  return (
    <section class="kind" data-kind={kind} aria-labelledby={`${id}-title`}>
      <h3 class="kind-head">
        <button
          type="button"
          class="kind-toggle"
          data-part="toggle"
          aria-expanded={open}
          aria-controls={open ? `${id}-rules` : undefined}
          aria-disabled={rules.length === 0}
          onClick={() => rules.length > 0 && setOpen(kind, !open)}
        >
          <Icon name="chevron" />
          <span class="kind-name" id={`${id}-title`}>
            {KIND_WORDS[kind].title}
          </span>{" "}
          <span class="kind-hint">
            <span class="kind-id">
              <code>{kind}</code>,{" "}
            </span>
            {KIND_WORDS[kind].hint}
          </span>
          {decides && (
            <span class="chip chip-on">
              <Icon name="check" />
              decides
            </span>
          )}
          <span class="kind-count">
            {rules.length === 0 ? "none" : rules.length}
            <span class="visually-hidden"> {rules.length === 1 ? "rule" : "rules"}</span>
            {off > 0 && `, ${off} off`}
          </span>
        </button>
      </h3>
      {open && (
        <div id={`${id}-rules`}>
          <ol class={shown.length > MANY ? "rule-rows rule-rows-many" : "rule-rows"}>
            {shown.map(({ rule, key, movable }) => (
              <RuleRow key={key} kind={kind} rule={rule} movable={movable && wanted === ""} />
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

/** From how many rows on those out of sight are left out of the layout. */
const MANY = 40;

interface Shown {
  readonly rule: Entry;
  readonly key: string;
  readonly movable: boolean;
}

/** The rules that have what is looked for in their name or words, each with a key that lasts as long as it does. */
function filtered(kind: RuleKind, rules: readonly Entry[], wanted: string): Shown[] {
  const found = wanted.trim().toLowerCase();
  const times = new Map<string, number>();
  return rules.flatMap((rule) => {
    const entry = rule ?? {};
    const ruleId = typeof entry.rule_id === "string" ? entry.rule_id : "";
    const time = times.get(ruleId) ?? 0;
    times.set(ruleId, time + 1);
    if (found !== "" && !words(kind, entry).includes(found)) return [];
    // Of several rules with one ID, the API reaches the first.
    return [{ rule, key: `${ruleId}#${time}`, movable: ruleId !== "" && time === 0 && !isPredefined(ruleId) }];
  });
}

function words(kind: RuleKind, rule: Entry): string {
  return `${rule.rule_id} ${ruleTitle(kind, rule).text} ${ruleWords(kind, rule)}`.toLowerCase();
}
