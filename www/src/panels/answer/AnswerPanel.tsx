/** The answer at a glance: what a phone would show, and the verdict in words. */
import "./answer.css";

import { useEffect } from "preact/hooks";

import { answer } from "../../engine/answer.ts";
import type { Explanation } from "../../engine/core.ts";
import { announce } from "../../parts/Announcer.tsx";
import { Chip } from "../../parts/Chip.tsx";
import { Problem } from "../../parts/Problem.tsx";
import { Prose } from "../../parts/Prose.tsx";
import { doc } from "../../state/document.ts";
import { nearMisses } from "../../words/near.ts";
import { ruleName } from "../../words/rules.ts";
import { because, ruleNamed, verdict } from "../../words/verdict.ts";
import { LockScreen } from "./LockScreen.tsx";

/** As long as somebody types, nothing is said. */
const PAUSE = 700;

export function AnswerPanel() {
  const { explanation, fault } = answer.value;
  return (
    <section class="panel answer at-answer" aria-labelledby="answer-title">
      <h2 class="visually-hidden" id="answer-title">
        Answer
      </h2>
      {fault ? (
        <div class="answer-fault" role="alert">
          <p class="verdict">The engine failed</p>
          <Problem problem={fault} />
          <p class="field-hint">Undo the last change to get the answer back.</p>
        </div>
      ) : (
        <Answered explanation={explanation} />
      )}
    </section>
  );
}

function Answered({ explanation }: { explanation: Explanation }) {
  const { event, context, rules } = doc.value;
  const { notify, notify_in_app, sound, highlight, rule } = explanation;
  const reason = because(explanation, rules.global);
  useAnnouncement(`${verdict(explanation)}. ${reason}`);
  return (
    <>
      <LockScreen event={event} context={context} explanation={explanation} />
      <div class="answer-words">
        <p class={notify ? "verdict verdict-on" : "verdict"}>{verdict(explanation)}</p>
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
        <NearMisses explanation={explanation} />
      </div>
    </>
  );
}

/** Why the rules that a person made did not decide. */
function NearMisses({ explanation }: { explanation: Explanation }) {
  const set = doc.value.rules.global;
  const near = nearMisses(explanation, set);
  if (near.length === 0) return null;
  return (
    <ul class="near">
      {near.map(({ kind, rule_id, reason }) => (
        <li key={`${kind} ${rule_id}`}>
          <p>
            Why not <bdi class="near-name">{ruleName(kind, ruleNamed(set, kind, rule_id) ?? { rule_id: rule_id ?? "" })}</bdi>?{" "}
            <Prose text={`${reason.message}.`} />
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Tells screen readers the answer, once the typing has paused; not at the start of the page, which they read anyway. */
function useAnnouncement(text: string): void {
  useEffect(() => {
    if (announced === undefined) {
      announced = text;
      return;
    }
    const timer = setTimeout(() => {
      if (announced === text) return;
      announced = text;
      announce(text);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
}

let announced: string | undefined;
