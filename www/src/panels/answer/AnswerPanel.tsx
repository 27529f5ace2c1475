/** The answer at a glance: what a phone would show, and the verdict in words. */
import "./answer.css";

import { useEffect, useRef, useState } from "preact/hooks";

import { answer, explained } from "../../engine/answer.ts";
import type { Evaluation, ExplainedRule } from "../../engine/core.ts";
import type { Fault } from "../../engine/fault.ts";
import { Chip } from "../../parts/Chip.tsx";
import { Problem } from "../../parts/Problem.tsx";
import { Prose } from "../../parts/Prose.tsx";
import { doc, type Document } from "../../state/document.ts";
import { inPlainWords, nearMisses, remedy } from "../../words/near.ts";
import { because, nameOf, verdict } from "../../words/verdict.ts";
import { LockScreen } from "./LockScreen.tsx";
import { StayingVerdict } from "./StayingVerdict.tsx";

/** As long as somebody types, nothing is said. */
const PAUSE = 700;

export function AnswerPanel() {
  const { evaluation, fault } = answer.value;
  const panel = useRef<HTMLElement>(null);
  return (
    <section class="panel answer at-answer" aria-labelledby="answer-title" ref={panel}>
      <StayingVerdict of={panel} />
      <h2 class="visually-hidden" id="answer-title">
        Answer
      </h2>
      {fault ? <Failed fault={fault} /> : <Answered evaluation={evaluation} />}
    </section>
  );
}

function Failed({ fault }: { fault: Fault }) {
  return (
    <div class="answer-fault" role="alert">
      <p class="verdict">The engine failed</p>
      <Problem problem={fault} />
      <p class="field-hint">Undo the last change to get the answer back.</p>
    </div>
  );
}

function Answered({ evaluation }: { evaluation: Evaluation }) {
  const { event, context } = doc.value;
  const { notify, notify_in_app, sound, highlight, rule } = evaluation;
  const words = verdict(evaluation);
  const reason = because(evaluation, doc.value);
  const said = useWhenSettled(`${words}. ${reason}`);
  return (
    <>
      {/* A region of its own: what other panels say is not lost in the verdict that follows from it. */}
      <p class="visually-hidden" role="status" data-verdict>
        {said}
      </p>
      <LockScreen event={event} context={context} evaluation={evaluation} />
      <div class="answer-words">
        <p class={notify ? "verdict verdict-on" : "verdict"}>{words}</p>
        <p class="answer-reason">
          <bdi>{reason}</bdi>
          {rule && (
            <>
              {" "}
              <span class="answer-rule">
                <code>{rule.rule_id}</code> <span>({rule.kind})</span>
              </span>
            </>
          )}
        </p>
        <ul class="answer-effects">
          <li>
            <Chip icon={notify ? "bell" : "bell-off"} on={notify}>
              {notify ? "notifies" : notify_in_app ? "in the app only" : "no notification"}
            </Chip>
          </li>
          <li>
            <Chip icon={sound === null ? "sound-off" : "sound"} on={sound !== null}>
              {sound === null ? "no sound" : <bdi>sound: {sound}</bdi>}
            </Chip>
          </li>
          <li>
            <Chip icon="star" on={highlight}>
              {highlight ? "highlighted" : "no highlight"}
            </Chip>
          </li>
        </ul>
        <NearMisses />
      </div>
    </>
  );
}

/** Why the rules that a person made did not decide. */
function NearMisses() {
  if (explained.value === null) return null;
  const { document, explanation, fault } = explained.value;
  // The answer is there, and its reasons are not. Those for an answer before it are no longer missed.
  if (fault) return document === doc.value ? <Failed fault={fault} /> : null;
  if (nearMisses.value.length === 0) return null;
  const winner = explanation.rule ? nameOf(explanation.rule, document.rules.global) : undefined;
  return (
    <ul class="near">
      {nearMisses.value.map((rule) => (
        <NearMiss key={`${rule.kind} ${rule.rule_id}`} rule={rule} document={document} winner={winner} />
      ))}
    </ul>
  );
}

function NearMiss({ rule, document, winner }: { rule: ExplainedRule; document: Document; winner: string | undefined }) {
  const help = remedy(rule, document.event);
  return (
    <li>
      <p>
        Why not <bdi class="near-name">{nameOf(rule, document.rules.global)}</bdi>?{" "}
        {rule.status === "not_reached" && winner !== undefined ? (
          <>
            It would match, but “<bdi>{winner}</bdi>” comes first, and decides.
          </>
        ) : (
          <Prose text={inPlainWords(rule)} />
        )}{" "}
        {help && (
          <span class="near-help">
            <Prose text={help} />
          </span>
        )}
      </p>
    </li>
  );
}

/** What screen readers are told: the text, once it has settled; not the first one, which they read anyway. */
function useWhenSettled(text: string): string {
  const first = useRef(text);
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSettled((said) => (said === "" && text === first.current ? "" : text)), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
