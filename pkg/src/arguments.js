/**
 * What callers pass in: checked, and turned into the JSON text that the engine's cold functions read.
 *
 * Every check names the offending value by its path, as in `context.user_id`, and throws `PushRulesError` with the code
 * that the engine itself would use for that argument.
 * @module
 */
import { PushRulesError } from "./errors.js";
import { keptText } from "./kept.js";

/** @typedef {import("../types/index.js").Context} Context */

/**
 * An event, or its JSON text.
 * @param {unknown} value
 * @param {string} path
 * @returns {string} JSON text
 */
export function eventText(value, path) {
  return documentText(value, path, "invalid_event");
}

/**
 * Events, or their JSON texts.
 * @param {unknown} values
 * @param {string} path
 * @returns {string[]} JSON texts
 */
export function eventTexts(values, path) {
  return array(values, path).map((event, position) => eventText(event, `${path}.${position}`));
}

/**
 * Rules in an object, in a `Ruleset` or in JSON text.
 * @param {unknown} value
 * @param {string} path
 * @returns {string} JSON text
 */
export function rulesText(value, path) {
  return (isObject(value) && keptText(value)) || documentText(value, path, "invalid_rules");
}

/**
 * An optional object of settings.
 * @param {unknown} value
 * @param {string} path
 * @returns {string} JSON text
 */
export function optionsText(value, path) {
  if (absent(value)) return "{}";
  if (!isObject(value)) throw wrongType(value, path, "invalid_option", "an object");
  return jsonText(value, path, "invalid_option");
}

/**
 * A context as JSON text; see {@link checkContext}.
 * @param {Context} value
 * @param {string} path
 * @returns {string}
 */
export function contextText(value, path) {
  return jsonText(value, path, "invalid_context");
}

/**
 * A context that is checked first.
 * @param {unknown} value
 * @param {string} path
 * @returns {string} JSON text
 */
export function checkedContextText(value, path) {
  checkContext(value, path);
  return contextText(value, path);
}

/**
 * What is known about a room. It may be a context for evaluating, but no more is needed than decides about modes.
 * @param {unknown} value
 * @param {string} path
 * @returns {string} JSON text
 */
export function roomText(value, path) {
  if (!isObject(value)) throw wrongContext(value, path, "an object");
  return jsonText(value, path, "invalid_context");
}

/**
 * Anything that can be written as JSON; the engine says what is wrong with it.
 * @param {unknown} value
 * @param {string} path
 * @param {string} code
 * @returns {string | undefined} JSON text
 */
export function anyText(value, path, code) {
  return value === undefined ? undefined : jsonText(value, path, code);
}

/**
 * @param {unknown} value
 * @param {string} path
 * @returns {string}
 */
export function string(value, path) {
  if (typeof value !== "string") throw wrongType(value, path, "invalid_argument", "a string");
  return value;
}

/**
 * @param {unknown} value
 * @param {string} path
 * @returns {string | undefined}
 */
export function optionalString(value, path) {
  return absent(value) ? undefined : string(value, path);
}

/**
 * @param {unknown} value
 * @param {string} path
 * @returns {boolean}
 */
export function boolean(value, path) {
  if (typeof value !== "boolean") throw wrongType(value, path, "invalid_argument", "`true` or `false`");
  return value;
}

/**
 * @param {unknown} value
 * @param {string} path
 * @returns {Record<string, unknown>}
 */
export function object(value, path) {
  if (!isObject(value)) throw wrongType(value, path, "invalid_argument", "an object");
  return value;
}

/**
 * @param {unknown} value
 * @param {string} path
 * @returns {readonly unknown[]}
 */
export function array(value, path) {
  if (!Array.isArray(value)) throw wrongType(value, path, "invalid_argument", "an array");
  return value;
}

/**
 * Checks a context: who the rules belong to and what is known about the room. `null` means the same as a value left out.
 * @param {unknown} value
 * @param {string} path
 * @returns {asserts value is Context}
 */
export function checkContext(value, path) {
  if (!isObject(value)) throw wrongContext(value, path, "an object");
  if (typeof value.user_id !== "string") throw wrongUserId(value, path);
  const { display_name, room_id, room_version, thread_subscribed, member_count, power_levels } = value;
  if (!isOptional(display_name, "string")) throw wrongContext(display_name, `${path}.display_name`, "a string");
  if (!isOptional(room_id, "string")) throw wrongContext(room_id, `${path}.room_id`, "a string");
  if (!isOptional(room_version, "string")) throw wrongContext(room_version, `${path}.room_version`, "a string");
  if (!isOptional(thread_subscribed, "boolean")) {
    throw wrongContext(thread_subscribed, `${path}.thread_subscribed`, "a boolean");
  }
  if (!absent(member_count) && !(Number.isSafeInteger(member_count) && Number(member_count) >= 0)) {
    throw wrongContext(member_count, `${path}.member_count`, "a whole number, zero or more");
  }
  if (!absent(power_levels) && !isObject(power_levels)) {
    throw wrongContext(power_levels, `${path}.power_levels`, "an object, the content of `m.room.power_levels`");
  }
  if (!absent(value.creators)) checkStrings(value.creators, `${path}.creators`);
  if (!absent(value.room_features)) checkStrings(value.room_features, `${path}.room_features`);
  if (!absent(value.related_events)) checkRelatedEvents(value.related_events, `${path}.related_events`);
}

/**
 * @param {unknown} value
 * @param {string} path
 */
function checkRelatedEvents(value, path) {
  if (!isObject(value)) throw wrongContext(value, path, "an object from relation types to events");
  for (const [relation, event] of Object.entries(value)) {
    if (!isObject(event)) throw wrongContext(event, `${path}.${relation}`, "an event object");
  }
}

/**
 * @param {unknown} value
 * @param {string} path
 */
function checkStrings(value, path) {
  if (!Array.isArray(value)) throw wrongContext(value, path, "an array of strings");
  for (const [position, item] of value.entries()) {
    if (typeof item !== "string") throw wrongContext(item, `${path}.${position}`, "a string");
  }
}

/**
 * @param {Record<string, unknown>} context
 * @param {string} path
 */
function wrongUserId(context, path) {
  const help = "userId" in context ? "it is called `user_id`; data keeps Matrix's own names" : undefined;
  return wrongType(context.user_id, `${path}.user_id`, "invalid_context", "a string, the user's Matrix ID", help);
}

/**
 * @param {unknown} value
 * @param {string} path
 * @param {string} expected
 */
function wrongContext(value, path, expected) {
  return wrongType(value, path, "invalid_context", expected);
}

/**
 * @param {unknown} value
 * @param {string} path
 * @param {string} code
 */
function documentText(value, path, code) {
  if (typeof value === "string") return value;
  if (!isObject(value)) throw wrongType(value, path, code, "an object or its JSON text");
  return jsonText(value, path, code);
}

/**
 * @param {unknown} value
 * @returns {value is null | undefined}
 */
function absent(value) {
  return value === undefined || value === null;
}

/**
 * @param {unknown} value
 * @param {"string" | "boolean"} type
 */
function isOptional(value, type) {
  return absent(value) || typeof value === type;
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * JSON text that the engine can read: well-formed Unicode. `JSON.stringify` writes halves of surrogate pairs, which
 * JavaScript strings may hold and UTF-8 cannot, as escapes; they become U+FFFD, as they do wherever text is encoded.
 * @param {unknown} value
 * @param {string} path
 * @param {string} code
 * @returns {string}
 */
export function jsonText(value, path, code) {
  let text;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    if (cause instanceof PushRulesError) throw cause;
    throw notJson(path, code, cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (text === undefined) throw notJson(path, code, "its `toJSON` returns nothing");
  return text.includes("\\ud") ? text.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, withoutLoneSurrogate) : text;
}

/** @param {string} escape */
function withoutLoneSurrogate(escape) {
  return escape.length === 6 ? "\ufffd" : escape;
}

/**
 * @param {string} path
 * @param {string} code
 * @param {string} reason
 * @param {unknown} [cause]
 */
function notJson(path, code, reason, cause) {
  return new PushRulesError({ code, path, message: `\`${path}\` cannot be written as JSON: ${reason}` }, { cause });
}

/**
 * @param {unknown} value
 * @param {string} path
 * @param {string} code
 * @param {string} expected
 * @param {string} [help]
 */
function wrongType(value, path, code, expected, help) {
  return new PushRulesError({ code, path, message: `\`${path}\` must be ${expected}, not ${described(value)}`, help });
}

/** @param {unknown} value */
function described(value) {
  if (value === undefined || value === null || typeof value === "number") return `\`${value}\``;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
