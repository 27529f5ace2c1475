/** Take it away: the rules as JSON, the requests as a script, or the requests sent to the account. */
import { useEffect, useState } from "preact/hooks";

import { asCurl } from "../../apply/curl.ts";
import type { Plan } from "../../engine/core.ts";
import { type Fault, faultOf } from "../../engine/fault.ts";
import { full, type Full } from "../../engine/full.ts";
import { account } from "../../homeserver/account.ts";
import { AccountFields } from "../../parts/AccountFields.tsx";
import { Button } from "../../parts/Button.tsx";
import { copy } from "../../parts/copy.ts";
import { Problem } from "../../parts/Problem.tsx";
import { doc } from "../../state/document.ts";
import { baseline } from "../../timeline/timeline.ts";
import { things } from "../../words/numbers.ts";
import { Impossible, Requests } from "./Requests.tsx";
import { SendToAccount } from "./SendToAccount.tsx";

export function Apply() {
  const [engine, setEngine] = useState<Full | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  useEffect(() => {
    full().then(
      (opened) => setEngine(() => opened),
      (error: unknown) => setFault(faultOf(error)),
    );
  }, []);
  return (
    <>
      <Copy />
      {fault && <Problem problem={fault} />}
      {engine && <Planned engine={engine} />}
      {engine && (
        <section class="apply-part">
          <h3>Change your account</h3>
          <AccountFields />
          {account.value !== null && <SendToAccount key={account.value.user_id} engine={engine} account={account.value} />}
        </section>
      )}
    </>
  );
}

function Copy() {
  return (
    <section class="apply-part">
      <h3>The rules</h3>
      <div>
        <Button icon="copy" onClick={() => copy(JSON.stringify(doc.peek().rules, undefined, 2), "The rules are copied")}>
          Copy as JSON
        </Button>
      </div>
    </section>
  );
}

/** The requests between the rules that were imported and those of the page. */
function Planned({ engine }: { engine: Full }) {
  const { rules } = doc.value;
  let planned: Plan;
  try {
    planned = engine.plan(baseline.value, rules);
  } catch (error) {
    return <Problem problem={faultOf(error)} />;
  }
  const { requests, impossible } = planned;
  const from = doc.value.baseline === undefined ? "the predefined rules" : "the rules you began with";
  return (
    <section class="apply-part">
      <h3>{requests.length === 0 ? "Nothing to change" : `${things(requests.length, "request")} to a homeserver`}</h3>
      <p class="field-hint">
        {requests.length === 0
          ? `The rules are the same as ${from}.`
          : `${requests.length === 1 ? "It turns" : "They turn"} ${from} into the rules of this page.`}
      </p>
      <Requests requests={requests} />
      <Impossible impossible={impossible} />
      {requests.length > 0 && (
        <div>
          <Button icon="copy" onClick={() => copy(asCurl(planned, account.peek()?.url ?? null), "The script is copied; put your token in")}>
            Copy as a script (curl)
          </Button>
        </div>
      )}
    </section>
  );
}
