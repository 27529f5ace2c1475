/** The specification, Synapse, Element Web and Element X side by side, and where they part. */
import { useEffect } from "preact/hooks";

import type { Dialect, DialectComparison, Evaluation, Reason } from "../../engine/core.ts";
import { comparing, DIALECTS, dialects, followDialects } from "../../engine/dialects.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Outcome } from "../../parts/Outcome.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Problem } from "../../parts/Problem.tsx";
import { Prose } from "../../parts/Prose.tsx";
import "./dialects.css";

export function DialectsPanel() {
  useEffect(followDialects, []);
  const { comparison, fault } = dialects.value ?? { comparison: null, fault: null };
  return (
    <Panel title="Servers and apps" at="dialects" tools={comparison && <Agreement agree={comparison.agree} />}>
      {fault && <Problem problem={fault} />}
      <ul class="dialects" aria-busy={comparing}>
        {DIALECTS.map(({ dialect, name, what }) => (
          <li key={dialect} class="dialect" data-dialect={dialect}>
            <p class="dialect-name">
              {name}
              <span class="dialect-what">
                {what} {comparison && differs(comparison, dialect) && <strong class="dialect-differs">differs</strong>}
              </span>
            </p>
            {comparison && <Answer evaluation={comparison.evaluations[dialect]} rejected={comparison.rejected[dialect]} />}
          </li>
        ))}
      </ul>
      {comparison && <Parting comparison={comparison} />}
    </Panel>
  );
}

function Agreement({ agree }: { agree: boolean }) {
  return (
    <p class={agree ? "agreement" : "agreement agreement-none"}>
      <Icon name={agree ? "check" : "warning"} />
      {agree ? "All agree" : "They disagree"}
    </p>
  );
}

function Answer({ evaluation, rejected }: { evaluation: Evaluation; rejected: Reason | null }) {
  return rejected ? <Outcome refused /> : <Outcome outcome={evaluation} />;
}

/** Whether a dialect answers something else than the specification. */
function differs({ groups }: DialectComparison, dialect: Dialect): boolean {
  return !groups.some(({ dialects }) => dialects.includes("spec") && dialects.includes(dialect));
}

/** Where they part: each reason once, with those who have it. */
function Parting({ comparison: { parting, rejected } }: { comparison: DialectComparison }) {
  if (parting === null) return null;
  const byReason = new Map<string, string[]>();
  for (const { dialect, name } of DIALECTS) {
    const { message } = rejected[dialect] ?? parting.reasons[dialect];
    byReason.set(message, [...(byReason.get(message) ?? []), name]);
  }
  return (
    <div class="parting">
      <p>
        They part at{" "}
        {parting.rule ? (
          <>
            the {parting.rule.kind} rule{" "}
            <code dir="auto">{parting.rule.rule_id}</code>
          </>
        ) : (
          "the set of rules"
        )}
        :
      </p>
      <dl>
        {[...byReason].map(([message, names]) => (
          <div key={message} class="parting-reason">
            <dt>{names.join(", ")}</dt>
            <dd>
              <Prose text={message} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
