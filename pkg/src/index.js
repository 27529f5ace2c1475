/** What `matrix-push-rules` exports. */
export { defaultRules } from "./cold.js";
export { PushRulesError } from "./errors.js";
export { evaluate, Ruleset } from "./ruleset.js";
