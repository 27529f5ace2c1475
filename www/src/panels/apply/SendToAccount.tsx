/**
 * Sends the rules of the page to the account: the plan is made from what the account has at this moment, shown, and sent
 * only after a second press.
 */
import { useState } from "preact/hooks";

import type { GlobalRules, Plan } from "../../engine/core.ts";
import { faultOf } from "../../engine/fault.ts";
import type { Full } from "../../engine/full.ts";
import type { Connected } from "../../homeserver/account.ts";
import { pushRules, send } from "../../homeserver/client.ts";
import { announce } from "../../parts/Announcer.tsx";
import { Button } from "../../parts/Button.tsx";
import { Problem } from "../../parts/Problem.tsx";
import { change, doc } from "../../state/document.ts";
import { things } from "../../words/numbers.ts";
import { Impossible, type Progress, Requests } from "./Requests.tsx";

/** A plan holds for the rules it was made for. */
interface Checked {
  readonly plan: Plan;
  readonly rules: GlobalRules;
}

export function SendToAccount({ engine, account }: { engine: Full; account: Connected }) {
  const [checked, setChecked] = useState<Checked | null>(null);
  const [agreed, setAgreed] = useState(false);
  const [progress, setProgress] = useState<readonly Progress[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const attempt = async (act: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await act();
    } catch (error) {
      setProblem(faultOf(error).message);
    }
    setBusy(false);
  };

  const check = () =>
    attempt(async () => {
      const { rules } = doc.peek();
      const has = (await pushRules(account)) as unknown as GlobalRules;
      setChecked({ plan: engine.plan(has, rules), rules });
      setProgress(null);
      setAgreed(false);
    });

  const apply = ({ plan: { requests }, rules }: Checked) =>
    attempt(async () => {
      const states: Progress[] = requests.map(() => ({ state: "waiting" }));
      const tell = (index: number, progress: Progress) => {
        states[index] = progress;
        setProgress([...states]);
      };
      for (const [index, request] of requests.entries()) {
        tell(index, { state: "sending" });
        try {
          await send(account, request, (wait) =>
            tell(index, { state: "sending", message: `the homeserver asks to wait ${Math.ceil(wait / 1000)} s` }),
          );
          tell(index, { state: "done" });
        } catch (error) {
          tell(index, { state: "failed", message: faultOf(error).message });
          announce(`Request ${index + 1} of ${requests.length} failed`);
          throw new Error(`${index} of ${things(requests.length, "request")} are done; the rest was not sent. Check again to see what is left.`);
        }
      }
      // What the account has now is what the next changes are compared with.
      change("Apply the rules to the account", { baseline: rules });
      announce("The account has these rules now");
    });

  const done = progress?.length === checked?.plan.requests.length && progress?.every(({ state }) => state === "done");
  const stale = checked !== null && checked.rules !== doc.value.rules;
  return (
    <>
      <div class="apply-actions">
        <Button onClick={check} disabled={busy}>
          {checked === null ? "Compare with the account" : "Compare again"}
        </Button>
      </div>
      {problem !== null && <Problem problem={{ message: problem }} />}
      {checked !== null && !stale && (
        <>
          <p>
            {checked.plan.requests.length === 0
              ? "The account has these rules already."
              : `${things(checked.plan.requests.length, "request")} would give your account the rules of this page:`}
          </p>
          <Requests requests={checked.plan.requests} {...(progress && { progress })} />
          <Impossible impossible={checked.plan.impossible} />
          {done && <p class="apply-done">Done: the account has these rules now.</p>}
          {checked.plan.requests.length > 0 && progress === null && (
            <div class="apply-confirm">
              <label>
                <input type="checkbox" checked={agreed} onChange={(event) => setAgreed(event.currentTarget.checked)} />
                <span>
                  Yes, change the push rules of <bdi class="mono">{account.user_id}</bdi>
                </span>
              </label>
              <Button look="main" icon="send" disabled={!agreed || busy} onClick={() => apply(checked)}>
                Send {things(checked.plan.requests.length, "request")}
              </Button>
            </div>
          )}
        </>
      )}
    </>
  );
}
