/**
 * What callers pass in: checked, and turned into the JSON text that the engine's cold functions read.
 *
 * Every check names the offending value by its path, as in `context.user_id`, and throws `PushRulesError` with the code
 * `invalid_type` (not the right type) or `not_json` (not representable as JSON).
 * @module
 */
import { PushRulesError } from "./errors.js";

/** @typedef {import("../types/index.js").Context} Context */

/**
 * An argument that may be a JSON object or its text.
 * @param {unknown} value
 * @param {string} path
 * @returns {string} JSON text
 */
export function documentText(value, path) {
  if (typeof value === "string") return value;
  if (!isObject(value)) throw wrongType(value, path, "an object or its JSON text");
  return jsonText(value, path);
}

/**
 * An optional object of settings.
 * @param {unknown} value
 * @param {string} path
 * @returns {string} JSON text
 */
export function optionsText(value, path) {
  if (value === undefined || value === null) return "{}";
  if (!isObject(value)) throw wrongType(value, path, "an object");
  return jsonText(value, path);
}

/**
 * @param {unknown} value
 * @param {string} path
 * @returns {string}
 */
export function string(value, path) {
  if (typeof value !== "string") throw wrongType(value, path, "a string");
  return value;
}

/**
 * @param {unknown} value
 * @param {string} path
 * @returns {readonly unknown[]}
 */
export function array(value, path) {
  if (!Array.isArray(value)) throw wrongType(value, path, "an array");
  return value;
}

/**
 * Checks a context: who the rules belong to and what is known about the room. `null` means the same as a value left out.
 * @param {unknown} value
 * @param {string} path
 * @returns {asserts value is Context}
 */
export function checkContext(value, path) {
  if (!isObject(value)) throw wrongType(value, path, "an object");
  if (typeof value.user_id !== "string") {
    throw wrongType(
      value.user_id,
      `${path}.user_id`,
      "a string",
      value.user_id === undefined && "userId" in value ? "it is called `user_id`, as everywhere in Matrix" : undefined,
    );
  }
  optional(value.display_name, "string") || wrong(value.display_name, path, "display_name", "a string");
  optional(value.room_id, "string") || wrong(value.room_id, path, "room_id", "a string");
  optional(value.room_version, "string") || wrong(value.room_version, path, "room_version", "a string");
  optional(value.thread_subscribed, "boolean") || wrong(value.thread_subscribed, path, "thread_subscribed", "a boolean");
  const count = value.member_count;
  if (!absent(count) && !(Number.isSafeInteger(count) && Number(count) >= 0)) {
    wrong(count, path, "member_count", "a whole number, zero or more");
  }
  if (!absent(value.power_levels) && !isObject(value.power_levels)) {
    wrong(value.power_levels, path, "power_levels", "an object, the content of `m.room.power_levels`");
  }
  if (!absent(value.related_events)) relatedEvents(value.related_events, `${path}.related_events`);
  if (!absent(value.creators)) strings(value.creators, `${path}.creators`);
  if (!absent(value.room_features)) strings(value.room_features, `${path}.room_features`);
}

/**
 * A checked context as JSON text.
 * @param {unknown} value
 * @param {string} path
 * @returns {string}
 */
export function contextText(value, path) {
  checkContext(value, path);
  return jsonText(value, path);
}

/**
 * @param {unknown} value
 * @param {string} path
 */
function relatedEvents(value, path) {
  if (!isObject(value)) throw wrongType(value, path, "an object from relation types to events");
  for (const [relation, event] of Object.entries(value)) {
    if (!isObject(event)) throw wrongType(event, `${path}.${relation}`, "an event object");
  }
}

/**
 * @param {unknown} value
 * @param {string} path
 */
function strings(value, path) {
  array(value, path).forEach((item, index) => string(item, `${path}[${index}]`));
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
function optional(value, type) {
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
 * @param {object} value
 * @param {string} path
 * @returns {string}
 */
function jsonText(value, path) {
  let text;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw notJson(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (text === undefined) throw notJson(path, "its `toJSON` returns nothing", undefined);
  return text.includes("\\ud") ? text.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, loneSurrogate) : text;
}

/** @param {string} escape */
function loneSurrogate(escape) {
  return escape.length === 6 ? "\ufffd" : escape;
}

/**
 * @param {string} path
 * @param {string} reason
 * @param {unknown} cause
 */
function notJson(path, reason, cause) {
  return new PushRulesError({ code: "not_json", path, message: `\`${path}\` cannot be written as JSON: ${reason}` }, { cause });
}

/**
 * @param {unknown} value
 * @param {string} path
 * @param {string} key
 * @param {string} expected
 * @returns {never}
 */
function wrong(value, path, key, expected) {
  throw wrongType(value, `${path}.${key}`, expected);
}

/**
 * @param {unknown} value
 * @param {string} path
 * @param {string} expected
 * @param {string} [help]
 */
export function wrongType(value, path, expected, help) {
  const message = `\`${path}\` must be ${expected}, not ${described(value)}`;
  return new PushRulesError(help === undefined ? { code: "invalid_type", path, message } : { code: "invalid_type", path, message, help });
}

/** @param {unknown} value */
function described(value) {
  if (value === undefined) return "undefined";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "number") return `\`${value}\``;
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
