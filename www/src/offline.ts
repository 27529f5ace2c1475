/**
 * The page without a network; see `build/service-worker.js`.
 * @module
 */

/** Keeps a copy of the site, once it is there and the browser has nothing better to do. */
export function workOffline(): void {
  // While developing, and in old or private browsers, there is no such thing.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const register = () => {
    navigator.serviceWorker.register("./service-worker.js").catch((error: unknown) => {
      // Nothing is missing as long as there is a network.
      console.info("the page will not work offline:", error);
    });
  };
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
