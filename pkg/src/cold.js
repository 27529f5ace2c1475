/**
 * Functions of the engine that take JSON and give JSON: one line each.
 *
 * Speed does not matter for these, so they all cross the boundary as text. Text is also what keeps a document as it
 * came: numbers beyond 2^53 do not become errors, and a property called `__proto__` stays a property.
 * @module
 */
import { optionsText, string } from "./arguments.js";
import { inEngine } from "./engine.js";

/** @typedef {typeof import("../types/index.js")} Api */

/** @type {Api["defaultRules"]} */
export function defaultRules(userId, options) {
  return answer((engine) => engine.defaultRules(string(userId, "user_id"), optionsText(options, "options")));
}

/**
 * What the engine answers to one call: JSON text, parsed.
 * @param {(engine: import("#glue").Glue) => string} call
 */
export function answer(call) {
  return JSON.parse(inEngine(call));
}
