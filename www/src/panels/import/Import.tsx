/** Bring your own: rules and events from a paste, a file, or a homeserver. */
import { useEffect, useRef, useState } from "preact/hooks";

import type { Reading } from "../../engine/questions.ts";
import { account } from "../../homeserver/account.ts";
import { pushRules, recentEvents } from "../../homeserver/client.ts";
import { contents, read, takeRules, type Usable } from "../../intake/reading.ts";
import { AccountFields } from "../../parts/AccountFields.tsx";
import { announce } from "../../parts/Announcer.tsx";
import { Bring } from "../../parts/Bring.tsx";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Problem } from "../../parts/Problem.tsx";
import { Prose } from "../../parts/Prose.tsx";
import { keepTimeline } from "../../timeline/timeline.ts";

/** With `dropped`, that is looked at at once. */
export function Import({ dropped, onDone }: { dropped: File | null; onDone: () => void }) {
  const [reading, setReading] = useState<Reading | "busy" | null>(null);
  const newest = useRef(0);
  const bring = async (what: string | File | Promise<string>) => {
    // Whoever types brings something new with every key: the last one counts.
    const id = ++newest.current;
    setReading("busy");
    let answer: Reading;
    try {
      answer = await read(await what);
    } catch (error) {
      answer = { message: error instanceof Error ? error.message : String(error) };
    }
    if (id !== newest.current) return;
    setReading(answer);
    announce(("message" in answer ? answer.message : `This is ${answer.says}: ${contents(answer)}`).replaceAll("`", ""));
  };
  useEffect(() => {
    if (dropped !== null) bring(dropped);
    return () => {
      newest.current = Number.POSITIVE_INFINITY;
    };
  }, [dropped]);
  return (
    <>
      <Bring
        label="Paste or drop it here"
        hint="In Element, send /devtools, choose “Explore account data”, then m.push_rules, and copy what it shows. Also good: the answer of GET /pushrules/ or /sync, the source of an event, or a chat exported as JSON. It stays in your browser."
        busy={reading === "busy"}
        onBring={bring}
      />
      {reading === "busy" && <p class="field-hint">Reading…</p>}
      {reading !== null && reading !== "busy" && <Read reading={reading} onDone={onDone} />}
      <details class="import-account">
        <summary>Or fetch them from your homeserver</summary>
        <AccountFields />
        {account.value !== null && <Fetch onBring={bring} />}
      </details>
    </>
  );
}

function Read({ reading, onDone }: { reading: Reading; onDone: () => void }) {
  if ("message" in reading) return <Problem problem={{ message: reading.message }} />;
  return (
    <section class="import-read" aria-label="What it is">
      <p class="import-says">
        <Icon name="check" />
        <span>
          This is <Prose text={reading.says} />: <bdi>{contents(reading)}</bdi>.
        </span>
      </p>
      {reading.remarks.length > 0 && (
        <ul class="import-remarks">
          {reading.remarks.map((remark) => (
            <li key={remark}>
              <Icon name="info" />
              <span>
                <Prose text={remark} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <Take reading={reading} onDone={onDone} />
    </section>
  );
}

function Take({ reading, onDone }: { reading: Usable; onDone: () => void }) {
  const { rules, user_id, events } = reading;
  const take = (wanted: { rules?: boolean; events?: boolean }) => {
    if (wanted.events) keepTimeline();
    if (wanted.rules && rules !== null) takeRules(rules, user_id);
    onDone();
  };
  const both = rules !== null && events > 0;
  return (
    <div class="import-actions">
      {both && (
        <Button look="main" onClick={() => take({ rules: true, events: true })}>
          Use both
        </Button>
      )}
      {rules !== null && (
        <Button look={both ? undefined : "main"} onClick={() => take({ rules: true })}>
          Use the rules
        </Button>
      )}
      {events > 0 && (
        <Button look={both ? undefined : "main"} onClick={() => take({ events: true })}>
          See what would change
        </Button>
      )}
    </div>
  );
}

function Fetch({ onBring }: { onBring: (text: Promise<string>) => void }) {
  const connected = account.value;
  if (connected === null) return null;
  return (
    <div class="import-actions">
      <Button onClick={() => onBring(pushRules(connected).then((rules) => JSON.stringify(rules)))}>Fetch the rules</Button>
      <Button onClick={() => onBring(recentEvents(connected))}>
        Fetch the rules and recent events
      </Button>
    </div>
  );
}
