/** What `matrix-push-rules/full` exports. */
export * from "./index.js";
export { compareDialects, lint, unreadCounts } from "./cold.js";
export { applyRequest, compare, deleteRule, plan, putRule, setRuleActions, setRuleEnabled } from "./edit.js";
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
