/** The events with what becomes of them before and after the edits. Only the rows that can be seen are there. */
import { useLayoutEffect, useRef } from "preact/hooks";

import { announce } from "../../parts/Announcer.tsx";
import { Outcome } from "../../parts/Outcome.tsx";
import { useSeen, VirtualRows } from "../../parts/VirtualRows.tsx";
import type { Outcome as What } from "../../engine/questions.ts";
import { filter, length, openEntry, outcomes, row, sorted } from "../../timeline/timeline.ts";

export function EventTable() {
  const scroller = useRef<HTMLDivElement>(null);
  const shown = filter.value === "all" ? null : sorted.value[filter.value];
  const count = shown?.length ?? length.value;
  const seen = useSeen(scroller, count);
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [filter.value]);
  return (
    <div class="events" ref={scroller} tabIndex={0} role="region" aria-label="Events">
      <table aria-rowcount={count + 1}>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Event</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          <VirtualRows seen={seen} count={count} row={(index) => <EventRow key={shown?.[index] ?? index} index={shown?.[index] ?? index} position={index} />} />
        </tbody>
      </table>
      {count === 0 && <p class="events-none">None of the events is of this sort.</p>}
    </div>
  );
}

function EventRow({ index, position }: { index: number; position: number }) {
  const event = row(index);
  if (event === undefined) return null;
  const its = outcomes(index);
  const different = its !== null && its.before !== its.after;
  return (
    <tr data-row={index} aria-rowindex={position + 2} class={different ? "event event-different" : "event"}>
      <td class="event-time">
        {event.time > 0 && (
          <time dateTime={new Date(event.time).toISOString()}>{format.format(event.time)}</time>
        )}
      </td>
      <td class="event-what">
        <button type="button" class="event-open" onClick={() => open(index)}>
          <bdi class="event-text">{event.text || event.type}</bdi>
          <span class="event-about">
            <bdi>{event.sender}</bdi>
            {event.room && (
              <>
                {" in "}
                <bdi>{event.room}</bdi>
              </>
            )}
          </span>
        </button>
      </td>
      <td class="event-before">{its && <Result outcome={its.before} />}</td>
      <td class="event-after">{its && (different ? <Result outcome={its.after} /> : <span class="event-same">the same</span>)}</td>
    </tr>
  );
}

function Result({ outcome }: { outcome: What }) {
  return outcome.fault === undefined ? <Outcome outcome={outcome} /> : <span class="event-fault">{outcome.fault}</span>;
}

const format = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });

async function open(index: number): Promise<void> {
  await openEntry(index);
  announce("The event is open");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.querySelector(".at-answer")?.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
}
