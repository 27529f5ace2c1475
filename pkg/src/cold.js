/**
 * Functions of the engine that take JSON and give JSON: one line each.
 *
 * Speed does not matter for these, so they all cross the boundary as text. Text is also what keeps a document as it
 * came: numbers beyond 2^53 do not become errors, and a property called `__proto__` stays a property.
 * @module
 */
import { checkedContextText, eventText, eventTexts, jsonText, optionsText, rulesText, string } from "./arguments.js";
import { inEngine } from "./engine.js";

/** @typedef {typeof import("../types/full.js")} Api */

/** @type {Api["defaultRules"]} */
export function defaultRules(userId, options) {
  return ask("defaultRules", { user_id: string(userId, "user_id"), options: optionsText(options, "options") });
}

/** @type {Api["lint"]} */
export function lint(rules, options) {
  return ask("lint", { rules: rulesText(rules, "rules"), options: optionsText(options, "options") });
}

/** @type {Api["compareDialects"]} */
export function compareDialects(event, rules, context) {
  return ask("compareDialects", {
    event: eventText(event, "event"),
    rules: rulesText(rules, "rules"),
    context: checkedContextText(context, "context"),
  });
}

/** @type {Api["unreadCounts"]} */
export function unreadCounts(events, rules, context, receipts) {
  return ask("unreadCounts", {
    events: eventTexts(events, "events"),
    rules: rulesText(rules, "rules"),
    context: checkedContextText(context, "context"),
    receipts: jsonText(receipts ?? null, "receipts", "invalid_argument"),
  });
}

/**
 * Calls a function of the engine by its name. Documents among the arguments are JSON text.
 * @param {string} name
 * @param {object} given
 */
export function ask(name, given) {
  const text = jsonText(given, "arguments", "invalid_argument");
  return answer((engine) => engine.call(name, text));
}

/**
 * What the engine answers to one call: JSON text, parsed.
 * @param {(engine: import("#glue").Glue) => string} call
 */
export function answer(call) {
  return JSON.parse(inEngine(call));
}
