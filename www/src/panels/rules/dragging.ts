/**
 * Dragging a row of a list by its grip, with a mouse, a pen or a finger.
 *
 * While it lasts, rows are only shifted in the picture; the list changes when the row is let go. Escape lets go without a
 * change. The keyboard has its own way, which does the same change.
 * @module
 */
import { landing } from "../../rules/order.ts";

/** How near to the window's edge, in pixels, the page begins to scroll. */
const EDGE = 56;

/**
 * Begins to drag.
 *
 * @param rows - The rows that can change places, in their order.
 * @param drop - Told where the row lands among them, if that is another place.
 */
export function drag(start: PointerEvent, grip: HTMLElement, rows: readonly HTMLElement[], drop: (to: number) => void): void {
  const from = rows.findIndex((row) => row.contains(grip));
  const row = rows[from];
  const list = row?.parentElement;
  if (!row || !list || start.button !== 0) return;
  start.preventDefault();
  grip.focus({ preventScroll: true });
  grip.setPointerCapture(start.pointerId);

  const top = () => list.getBoundingClientRect().top;
  const boxes = rows.map((each) => each.getBoundingClientRect());
  const origin = top();
  const middles = boxes.map((box) => box.top + box.height / 2 - origin);
  const height = boxes[from]?.height ?? 0;
  const grabbed = start.clientY - origin;
  let pointer = start.clientY;
  let to = from;
  let frame = 0;

  const draw = () => {
    const moved = pointer - top() - grabbed;
    to = landing(middles, (middles[from] ?? 0) + moved);
    row.style.translate = `0 ${moved}px`;
    rows.forEach((each, index) => {
      if (each === row) return;
      const shift = index > from && index <= to ? -height : index < from && index >= to ? height : 0;
      each.style.translate = shift === 0 ? "" : `0 ${shift}px`;
    });
  };
  const scroll = () => {
    // A row near the edge is not meant to go there when it is taken up.
    const up = Math.min(0, pointer - Math.min(EDGE, start.clientY));
    const down = Math.max(0, pointer - Math.max(innerHeight - EDGE, start.clientY));
    const over = up + down;
    if (over !== 0) {
      scrollBy(0, over / 4);
      draw();
    }
    frame = requestAnimationFrame(scroll);
  };
  const end = (landed: boolean) => {
    watched.abort();
    cancelAnimationFrame(frame);
    list.classList.remove("dragging");
    row.classList.remove("dragged");
    for (const each of rows) each.style.translate = "";
    if (landed && to !== from) drop(to);
  };

  const watched = new AbortController();
  const { signal } = watched;
  grip.addEventListener("pointermove", (event) => {
    pointer = event.clientY;
    draw();
  }, { signal });
  grip.addEventListener("pointerup", () => end(true), { signal });
  grip.addEventListener("pointercancel", () => end(false), { signal });
  grip.addEventListener("lostpointercapture", () => end(false), { signal });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    end(false);
  }, { signal, capture: true });

  list.classList.add("dragging");
  row.classList.add("dragged");
  frame = requestAnimationFrame(scroll);
}
