/** What the edits would have changed for events that happened. */
import { useEffect, useState } from "preact/hooks";

import { contents, read, takeRules } from "../../intake/reading.ts";
import { announce } from "../../parts/Announcer.tsx";
import { Bring } from "../../parts/Bring.tsx";
import { Button, IconButton } from "../../parts/Button.tsx";
import { lazy } from "../../parts/lazy.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Problem } from "../../parts/Problem.tsx";
import { toast } from "../../parts/Toast.tsx";
import { dropTimeline, followTimeline, keepTimeline, length } from "../../timeline/timeline.ts";
import "./timeline.css";

const Timeline = lazy(async () => (await import("./Timeline.tsx")).Timeline);

export function TimelinePanel() {
  useEffect(followTimeline, []);
  const loaded = length.value > 0;
  return (
    <Panel title="What would change" at="timeline" tools={loaded && <IconButton icon="trash" label="Remove the events" onClick={dropTimeline} />}>
      {loaded ? <Timeline /> : <Empty />}
    </Panel>
  );
}

function Empty() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [newest] = useState({ id: 0 });
  const bring = async (what: string | File) => {
    const id = ++newest.id;
    setBusy(true);
    const reading = await read(what);
    if (id !== newest.id) return;
    setBusy(false);
    if ("message" in reading) setProblem(reading.message);
    else if (reading.events === 0) setProblem(`this is ${reading.says}, without events`);
    else {
      const { rules, user_id, remarks } = reading;
      keepTimeline();
      announce(`${contents(reading)}. ${remarks.join(". ")}`);
      if (rules !== null) toast("Your push rules are in it too", { label: "Use them", act: () => takeRules(rules, user_id) });
    }
  };
  return (
    <div class="timeline-empty">
      <p>
        Bring events that happened, change the rules above, and see which of the events would have notified you, and which no longer
        would.
      </p>
      <Bring
        label="Paste or drop events here"
        hint="The answer of /sync or /messages, an array of events, or one event a line. They stay in your browser."
        busy={busy}
        onBring={bring}
      >
        <Button look="plain" onClick={async () => bring((await import("../../data/timeline.json?raw")).default)}>
          Try it with invented events
        </Button>
      </Bring>
      {busy && <p class="field-hint">Reading…</p>}
      {problem !== null && <Problem problem={{ message: problem }} />}
    </div>
  );
}
