/**
 * What all entries have in common, in a file of its own: so an error of one is a `PushRulesError` of the other, and a
 * `Ruleset` of one stands for its very text in the functions of the other.
 */
export * from "./errors.js";
export * from "./kept.js";
