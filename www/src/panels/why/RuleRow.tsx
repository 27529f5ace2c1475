/** One rule: what became of it, and, when it is open, why. */
import { useState } from "preact/hooks";

import type { ExplainedCondition, ExplainedRule, RuleStatus } from "../../engine/core.ts";
import { Button } from "../../parts/Button.tsx";
import { Icon, type IconName } from "../../parts/Icon.tsx";
import { Prose } from "../../parts/Prose.tsx";
import { type Document, selected } from "../../state/document.ts";
import { revealRule } from "../../state/reveal.ts";
import { loose } from "../../words/loose.ts";
import { KIND_WORDS } from "../../rules/words.ts";
import { nameOf, ruleNamed } from "../../words/verdict.ts";
import { pieces } from "./marks.ts";
import type { Tried } from "./segments.ts";

const STATES: { readonly [S in RuleStatus]: { readonly icon: IconName; readonly word: string } } = {
  matched: { icon: "check", word: "Decides" },
  not_matched: { icon: "cross", word: "Does not match" },
  disabled: { icon: "pause", word: "Switched off" },
  suppressed: { icon: "minus", word: "Out of force" },
  invalid: { icon: "warning", word: "Broken" },
  not_reached: { icon: "skip", word: "Comes too late" },
};

/** A rule, and what it was asked about. */
export function RuleRow({ tried: { rule, next }, document }: { tried: Tried; document: Document }) {
  const { kind, rule_id, status, reason } = rule;
  const chosen = selected.value?.kind === kind && selected.value.rule_id === rule_id;
  const [open, setOpen] = useState(status === "matched" || chosen);
  const { icon, word } = next ? { icon: "skip" as const, word: "Would decide next" } : STATES[status];
  return (
    <li class={`tried tried-${status}`} data-rule={rule_id} data-status={status} data-selected={chosen}>
      <details open={open || chosen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span class="tried-state">
            <Icon name={icon} />
          </span>
          <span class="tried-title">
            <bdi class="tried-name">{nameOf(rule, document.rules.global)}</bdi>
            <span class="tried-word">{word}</span>
          </span>
          {status !== "matched" && (
            <span class="tried-reason">
              <Prose text={reason.message} />
            </span>
          )}
        </summary>
        {open && <Reasons rule={rule} document={document} />}
      </details>
    </li>
  );
}

function Reasons({ rule, document }: { rule: ExplainedRule; document: Document }) {
  const [json, setJson] = useState(false);
  const { kind, rule_id, status, conditions, reason } = rule;
  const stored = ruleNamed(document.rules.global, kind, rule_id);
  return (
    <div class="tried-inside">
      {json ? (
        <pre class="tried-json">{JSON.stringify(stored, undefined, 2)}</pre>
      ) : (
        <>
          <MarkedBody conditions={conditions} content={document.event.content} />
          {conditions.length > 0 && (
            <ul class="conditions">
              {conditions.map((condition, index) => (
                <Condition key={index} condition={condition} />
              ))}
            </ul>
          )}
          {/* For others it stands beside the name. */}
          {conditions.length === 0 && status === "matched" && (
            <p>
              <Prose text={reason.message} />
            </p>
          )}
        </>
      )}
      <div class="tried-foot">
        <span class="tried-id">
          {KIND_WORDS[kind].title} · <code>{rule_id}</code>
        </span>
        <span class="tried-tools">
          {stored && (
            <Button look="plain" icon={json ? "list" : "code"} onClick={() => setJson(!json)}>
              {json ? "Reasons" : "JSON"}
            </Button>
          )}
          {rule_id !== null && (
            <Button look="plain" icon="sliders" onClick={() => revealRule(kind, rule_id)}>
              Edit
            </Button>
          )}
        </span>
      </div>
    </div>
  );
}

function Condition({ condition: { matched, reason } }: { condition: ExplainedCondition }) {
  return (
    <li class={matched ? "condition condition-holds" : "condition"}>
      <Icon name={matched ? "check" : "cross"} />
      <span class="visually-hidden">{matched ? "Holds: " : "Does not hold: "}</span>
      <span>
        <Prose text={reason.message} />
      </span>
    </li>
  );
}

/** The message, with what matches in it. */
function MarkedBody({ conditions, content }: { conditions: readonly ExplainedCondition[]; content: unknown }) {
  const spans = conditions.flatMap((condition) => condition.spans);
  const { body } = loose(content);
  if (spans.length === 0 || typeof body !== "string") return null;
  return (
    <p class="marked" dir="auto">
      {pieces(body, spans).map((piece, index) => (piece.marked ? <mark key={index}>{piece.text}</mark> : piece.text))}
    </p>
  );
}
