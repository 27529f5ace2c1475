/**
 * The WebAssembly instance: started synchronously by the first call that needs it, and the way into it.
 *
 * Where the module comes from is the business of `#source`, of which every entry of the package has its own.
 * @module
 */
import { createGlue } from "#glue";
import { compiledModule } from "#source";
import { fromEngine } from "./errors.js";
import { Reader } from "./reader.js";

/** @typedef {import("#glue").Glue} Glue */

/** @typedef {{ glue: Glue, reader: Reader }} Instance */

/** @type {Instance | undefined} */
let running;

/**
 * Calls into the engine. Whatever goes wrong there is thrown as a `PushRulesError`.
 * @template T
 * @param {(engine: Glue, instance: Instance) => T} act
 * @returns {T}
 */
export function inEngine(act) {
  try {
    running ??= start();
    return act(running.glue, running);
  } catch (thrown) {
    throw failure(thrown);
  }
}

/**
 * The error for what a call into the engine has thrown.
 * @param {unknown} thrown
 */
export function failure(thrown) {
  const error = fromEngine(thrown);
  // After a trap nobody knows what state the instance is in. What comes next gets a new one.
  if (error.code === "internal") running = undefined;
  return error;
}

function start() {
  const glue = createGlue();
  const exports = glue.initSync({ module: compiledModule() });
  return { glue, reader: new Reader(glue, exports) };
}
