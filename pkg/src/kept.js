/**
 * The JSON text that each `Ruleset` was made from, to the last digit of every number.
 * @module
 */

/** @type {WeakMap<object, string>} */
const kept = /* @__PURE__ */ new WeakMap();

/**
 * Keeps the text of a ruleset for functions that take rules, or keeps it no longer.
 * @param {object} ruleset
 * @param {string} [text]
 */
export function keep(ruleset, text) {
  if (text === undefined) kept.delete(ruleset);
  else kept.set(ruleset, text);
}

/** @param {object} ruleset */
export function keptText(ruleset) {
  return kept.get(ruleset);
}
