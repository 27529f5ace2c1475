/** Modules of the page that need no page, for tests of logic alone. */
import { fileURLToPath } from "node:url";

import { runnerImport } from "vite";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Imports a TypeScript module by its path from `www/`: `await load("src/state/json.ts")`.
 * @param {string} path
 * @returns {Promise<any>}
 */
export async function load(path) {
  const { module } = await runnerImport(`${ROOT}${path}`, { root: ROOT, configFile: false, logLevel: "error" });
  return module;
}
