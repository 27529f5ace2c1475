/** Everything about an open rule: when it matches, what it does, what there is to remark, and what can be done with it. */
import type { AnyCondition, Diagnostic, RuleKind } from "../../engine/core.ts";
import type { Fault } from "../../engine/fault.ts";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Prose } from "../../parts/Prose.tsx";
import { readActions, withSound } from "../../rules/actions.ts";
import type { Entry } from "../../rules/lists.ts";
import { SEVERITY_WORDS } from "../../rules/remarks.ts";
import { actionsWords, conditionWords, isPredefined, ruleWords } from "../../rules/words.ts";
import { ActionChips } from "./ActionChips.tsx";
import { moveRule, removeRule, setActions } from "./changes.ts";
import { MatchForm } from "./MatchForm.tsx";
import { SoundField } from "./SoundField.tsx";

export function RuleDetails(props: {
  id: string;
  kind: RuleKind;
  rule: Entry;
  movable: boolean;
  remarks: readonly Diagnostic[];
  show: (result: Promise<Fault | null>) => void;
  toJson: () => void;
}) {
  const { id, kind, rule, movable, remarks, show, toJson } = props;
  const own = !isPredefined(String(rule.rule_id));
  return (
    <div class="rule-details" id={id}>
      {own && kind !== "room" && kind !== "sender" ? (
        <MatchForm kind={kind} rule={rule} />
      ) : (
        <When kind={kind} rule={rule} />
      )}
      <div class="rule-then">
        <p class="part-name">Then</p>
        <p class="visually-hidden">It {actionsWords(rule.actions)}.</p>
        <ActionChips kind={kind} rule={rule} show={show} />
        {readActions(rule.actions).notify && (
          <SoundField
            sound={readActions(rule.actions).sound}
            onSound={(sound) => show(setActions(kind, rule, withSound(rule.actions, sound), `sound/${kind}/${rule.rule_id}`))}
          />
        )}
      </div>
      {remarks.length > 0 && <Remarks remarks={remarks} />}
      <p class="rule-id">
        <span>rule_id</span> <code>{rule.rule_id}</code>
      </p>
      <div class="row-actions">
        <Button icon="code" onClick={toJson}>
          JSON
        </Button>
        {movable && (
          <>
            <Button onClick={() => show(moveRule(kind, rule, { by: -1 }))}>Move up</Button>
            <Button onClick={() => show(moveRule(kind, rule, { by: 1 }))}>Move down</Button>
            <Button icon="trash" onClick={() => show(removeRule(kind, rule))}>
              Delete
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

/** When a rule matches, for rules of which that cannot be changed. */
function When({ kind, rule }: { kind: RuleKind; rule: Entry }) {
  const conditions = Array.isArray(rule.conditions) ? (rule.conditions as AnyCondition[]) : [];
  return (
    <div class="rule-when">
      <p class="part-name">When</p>
      {conditions.length > 1 ? (
        <ul class="when-list">
          {conditions.map((condition, index) => (
            <li key={index}>
              <bdi>{conditionWords(condition)}</bdi>
            </li>
          ))}
        </ul>
      ) : (
        <p>
          <bdi>{ruleWords(kind, rule)}</bdi>
        </p>
      )}
    </div>
  );
}

function Remarks({ remarks }: { remarks: readonly Diagnostic[] }) {
  return (
    <ul class="remarks" aria-label="Remarks">
      {remarks.map(({ code, severity, path, message, help }) => (
        <li key={`${code} ${path} ${message}`} class={`remark remark-${severity}`}>
          <Icon name={severity === "info" ? "info" : "warning"} />
          <div>
            <p>
              <strong>{SEVERITY_WORDS[severity]}:</strong> <Prose text={message} />
            </p>
            {help && (
              <p class="remark-help">
                <Prose text={help} />
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
