/**
 * Work that can wait until the browser has nothing better to do.
 * @module
 */

/** At the latest after this many milliseconds. */
const PATIENCE = 2000;
/** Where a browser does not tell when it is idle. */
const PAUSE = 200;

/** Answers how to call it off. */
export function whenIdle(act: () => void): () => void {
  if ("requestIdleCallback" in globalThis) {
    const handle = requestIdleCallback(act, { timeout: PATIENCE });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(act, PAUSE);
  return () => clearTimeout(timer);
}
