/**
 * A browser that is late, by other delays in every test: with frames, idle time, its worker and what it fetches. It finds
 * what is right on fast machines only, in the page and in its tests. `LATE=1 npm test` runs all of them so.
 */

/** @param {import("playwright-core").Page} page */
export async function late(page) {
  const upTo = (/** @type {number} */ milliseconds) => Math.random() * milliseconds;
  await page.addInitScript(delay, { idle: upTo(1500), frame: upTo(250), worker: upTo(800) });
  const fetching = upTo(600);
  await page.route("**/assets/**", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, fetching));
    // The page may be closed by then.
    await route.fallback().catch(() => {});
  });
}

/** Runs in the page. @param {{ idle: number, frame: number, worker: number }} delays in milliseconds */
function delay({ idle, frame, worker }) {
  const { Worker } = globalThis;
  globalThis.Worker = class extends Worker {
    postMessage(/** @type {any[]} */ ...values) {
      setTimeout(() => super.postMessage(...values), worker);
    }
  };

  /** What is asked for later can be called off, before and after it was asked for. */
  const ask = (/** @type {string} */ name, /** @type {string} */ off, /** @type {number} */ milliseconds) => {
    const { [name]: asked, [off]: calledOff } = globalThis;
    const begun = new Map();
    globalThis[name] = (act, ...options) => {
      const handle = setTimeout(() => {
        const acting = (...values) => {
          begun.delete(handle);
          act(...values);
        };
        begun.set(handle, asked(acting, ...options));
      }, milliseconds);
      return handle;
    };
    globalThis[off] = (handle) => {
      clearTimeout(handle);
      calledOff(begun.get(handle));
      begun.delete(handle);
    };
  };
  ask("requestIdleCallback", "cancelIdleCallback", idle);
  ask("requestAnimationFrame", "cancelAnimationFrame", frame);
}
