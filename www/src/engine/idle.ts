/**
 * Work that can wait until the browser has drawn what there is, or has nothing better to do.
 * @module
 */

/** At the latest after this many milliseconds. */
const PATIENCE = 2000;
/** Where a browser does not tell when it is idle. */
const PAUSE = 200;
/** What belongs to the answer is there before anybody misses it. */
const SOON = 50;

/** Answers how to call it off. */
export function whenIdle(act: () => void, patience = PATIENCE): () => void {
  if ("requestIdleCallback" in globalThis) {
    const handle = requestIdleCallback(act, { timeout: patience });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(act, Math.min(PAUSE, patience));
  return () => clearTimeout(timer);
}

/** When the next frame has been drawn, and no key that was pressed meanwhile waits; soon in any case. */
export function afterPaint(act: () => void): void {
  requestAnimationFrame(() => whenIdle(act, SOON));
}
