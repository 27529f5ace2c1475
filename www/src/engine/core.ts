/**
 * The engine's small door: everything that the first answer needs. Nothing else in the page imports the package, except
 * the door to all of it in `full.ts`.
 * @module
 */
export { PushRulesError, Ruleset, defaultRules, evaluate, explain } from "matrix-push-rules/slim";
// The types of all of it: the small door's are among them.
export type * from "matrix-push-rules/full/slim";
