/**
 * The WebAssembly instance: started synchronously by the first call that needs it, and the way into it.
 *
 * Where the module comes from is the business of `#source`, of which every entry of the package has its own.
 * @module
 */
import { createGlue } from "#glue";
import { compiledModule } from "#source";
import { fromEngine } from "./errors.js";

/** @typedef {import("#glue").Glue} Glue */

/** @type {{ glue: Glue, exports: ReturnType<Glue["initSync"]> } | undefined} */
let running;

/**
 * Calls into the engine. Whatever goes wrong there is thrown as a `PushRulesError`.
 * @template T
 * @param {(engine: Glue, exports: ReturnType<Glue["initSync"]>) => T} act the raw exports are those of the same instance
 * @returns {T}
 */
export function inEngine(act) {
  try {
    running ??= start();
    return act(running.glue, running.exports);
  } catch (thrown) {
    const error = fromEngine(thrown);
    // After a trap nobody knows what state the instance is in. What comes next gets a new one.
    if (error.code === "internal") running = undefined;
    throw error;
  }
}

function start() {
  const glue = createGlue();
  return { glue, exports: glue.initSync({ module: compiledModule() }) };
}
