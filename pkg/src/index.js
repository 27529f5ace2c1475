/** What `matrix-push-rules` exports. */
export { defaultRules } from "./cold.js";
export { PushRulesError } from "./errors.js";
export { evaluate, explain, Ruleset } from "./ruleset.js";
