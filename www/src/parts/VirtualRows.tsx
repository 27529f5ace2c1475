/**
 * The rows of a long table that can be seen, and space for the others. All rows are of one height, which the style sheet
 * gives in `--row`.
 */
import type { ComponentChildren, RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** Rows beyond the edges, so that nothing flashes in while scrolling. */
const BEYOND = 8;

export interface Seen {
  readonly first: number;
  readonly last: number;
  readonly height: number;
}

/** Which of so many rows can be seen in a scrolling element. */
export function useSeen(scroller: RefObject<HTMLElement | null>, count: number): Seen {
  const [seen, setSeen] = useState<Seen>({ first: 0, last: Math.min(count, 2 * BEYOND), height: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const measure = () => {
      const height = element.querySelector("[data-row]")?.getBoundingClientRect().height ?? 0;
      if (height === 0) return;
      const first = Math.max(0, Math.floor(element.scrollTop / height) - BEYOND);
      const last = Math.min(count, Math.ceil((element.scrollTop + element.clientHeight) / height) + BEYOND);
      setSeen((old) => (old.first === first && old.last === last && old.height === height ? old : { first, last, height }));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => {
      watch.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, [count]);
  return { ...seen, first: Math.min(seen.first, count), last: Math.min(Math.max(seen.last, 2 * BEYOND), count) };
}

/** The rows, with space above and below in a body of a table. */
export function VirtualRows({ seen, count, row }: { seen: Seen; count: number; row: (index: number) => ComponentChildren }) {
  const { first, last, height } = seen;
  const rows = [];
  for (let index = first; index < last; index++) rows.push(row(index));
  return (
    <>
      <Space height={first * height} />
      {rows}
      <Space height={(count - last) * height} />
    </>
  );
}

function Space({ height }: { height: number }) {
  return <tr aria-hidden="true" class="space" style={{ blockSize: `${height}px` }} />;
}
