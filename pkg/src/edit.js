/**
 * Changes of rules, as the client-server API makes them: one line each.
 * @module
 */
import {
  anyText,
  boolean,
  checkedContextText,
  eventTexts,
  object,
  optionalString,
  optionsText,
  rulesText,
  string,
} from "./arguments.js";
import { ask } from "./cold.js";

/** @typedef {import("./cold.js").Api} Api */

/** @type {Api["putRule"]} */
export function putRule(rules, kind, rule, placement) {
  const { before, after } = object(placement ?? {}, "placement");
  return ask("putRule", {
    rules: rulesText(rules, "rules"),
    kind: string(kind, "kind"),
    rule: anyText(rule, "rule", "invalid_rule"),
    before: optionalString(before, "placement.before"),
    after: optionalString(after, "placement.after"),
  });
}

/** @type {Api["deleteRule"]} */
export function deleteRule(rules, kind, ruleId) {
  return ask("deleteRule", named(rules, kind, ruleId));
}

/** @type {Api["setRuleEnabled"]} */
export function setRuleEnabled(rules, kind, ruleId, enabled) {
  return ask("setRuleEnabled", { ...named(rules, kind, ruleId), enabled: boolean(enabled, "enabled") });
}

/** @type {Api["setRuleActions"]} */
export function setRuleActions(rules, kind, ruleId, actions) {
  return ask("setRuleActions", { ...named(rules, kind, ruleId), actions: anyText(actions, "actions", "invalid_rule") });
}

/** @type {Api["applyRequest"]} */
export function applyRequest(rules, request) {
  const { method, path, body } = object(request, "request");
  return ask("applyRequest", {
    rules: rulesText(rules, "rules"),
    method: string(method, "request.method"),
    path: string(path, "request.path"),
    body: anyText(body, "request.body", "invalid_rule"),
  });
}

/** @type {Api["plan"]} */
export function plan(from, to) {
  return ask("plan", { from: rulesText(from, "from"), to: rulesText(to, "to") });
}

/** @type {Api["compare"]} */
export function compare(events, before, after, context, options) {
  return ask("compare", {
    events: eventTexts(events, "events"),
    before: rulesText(before, "before"),
    after: rulesText(after, "after"),
    context: checkedContextText(context, "context"),
    options: optionsText(options, "options"),
  });
}

/**
 * The arguments that name one rule.
 * @param {unknown} rules
 * @param {unknown} kind
 * @param {unknown} ruleId
 */
function named(rules, kind, ruleId) {
  return { rules: rulesText(rules, "rules"), kind: string(kind, "kind"), rule_id: string(ruleId, "rule_id") };
}
