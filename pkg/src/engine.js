/**
 * The WebAssembly instance: started synchronously by the first call that needs it, and the way into it.
 *
 * Where the module comes from is the business of `#source`, of which every entry of the package has its own.
 * @module
 */
import * as glue from "#glue";
import { compiledModule } from "#source";
import { fromEngine } from "./errors.js";

/** @type {glue.InitOutput | undefined} */
let exports;

/**
 * Calls into the engine. Whatever goes wrong there is thrown as a `PushRulesError`.
 * @template T
 * @param {(engine: typeof glue) => T} act
 * @returns {T}
 */
export function inEngine(act) {
  if (exports === undefined) start();
  try {
    return act(glue);
  } catch (thrown) {
    throw fromEngine(thrown);
  }
}

/** The raw exports of the instance, its memory among them. */
export function rawExports() {
  return exports ?? start();
}

function start() {
  const module = compiledModule();
  try {
    exports = glue.initSync({ module });
    return exports;
  } catch (thrown) {
    throw fromEngine(thrown);
  }
}
