/** What `matrix-push-rules` exports. */
export { compareDialects, defaultRules, lint, unreadCounts } from "./cold.js";
export { applyRequest, compare, deleteRule, plan, putRule, setRuleActions, setRuleEnabled } from "./edit.js";
export { PushRulesError } from "./errors.js";
export { evaluate, explain, Ruleset } from "./ruleset.js";
export {
  addKeyword,
  defaultRoomMode,
  keywords,
  removeKeyword,
  roomMode,
  rulesGoverningRoom,
  setDefaultRoomMode,
  setRoomMode,
  simpleSettings,
} from "./settings.js";
