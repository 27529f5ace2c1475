/** A timeline with what the edits change: the sum, the sorts, the events. */
import { useEffect } from "preact/hooks";

import { announce } from "../../parts/Announcer.tsx";
import { Button } from "../../parts/Button.tsx";
import { Problem } from "../../parts/Problem.tsx";
import { doc } from "../../state/document.ts";
import { comparison, fault, length, sorted, startFromHere } from "../../timeline/timeline.ts";
import { things } from "../../words/numbers.ts";
import { EventTable } from "./EventTable.tsx";
import { Filters } from "./Filters.tsx";

export function Timeline() {
  const different = sorted.value.different.length;
  const known = comparison.value !== null;
  useEffect(() => {
    if (!known) return undefined;
    const timer = setTimeout(() => announce(`${different} of ${things(length.peek(), "event")} change`), 800);
    return () => clearTimeout(timer);
  }, [different, known]);
  return (
    <div class="timeline">
      {fault.value !== null && <Problem problem={fault.value} />}
      <div class="timeline-head">
        <p class="timeline-sum" aria-busy={!known}>
          {known ? (
            <>
              <strong>{different.toLocaleString("en")}</strong> of {things(length.value, "event")} {different === 1 ? "changes" : "change"}
            </>
          ) : (
            `Looking at ${things(length.value, "event")}…`
          )}
        </p>
        <Against />
      </div>
      <Filters />
      <EventTable />
      <p class="field-hint">
        Sizes of rooms, power levels and your name in them come from the events’ rooms where they are known, and otherwise from “Me and
        the room”. Choose an event to see why.
      </p>
    </div>
  );
}

/** What the edits are compared with. */
function Against() {
  const { baseline, rules } = doc.value;
  return (
    <p class="timeline-against">
      compared with {baseline === undefined ? "the predefined rules" : "the rules you began with"}
      {baseline !== rules && (
        <Button look="plain" onClick={startFromHere}>
          Compare with the rules as they are now
        </Button>
      )}
    </p>
  );
}
