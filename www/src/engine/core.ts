/**
 * The engine's small door: everything that the first answer needs. Nothing else in the page imports the package, except
 * {@link module:engine/full}.
 * @module
 */
export { PushRulesError, Ruleset, defaultRules, evaluate, explain } from "matrix-push-rules/slim";
export type * from "matrix-push-rules/slim";
