/**
 * What settings pages show, read from rules and written back as rules: one line each.
 * @module
 */
import { boolean, object, roomText, rulesText, string } from "./arguments.js";
import { ask } from "./cold.js";

/** @typedef {import("./cold.js").Api} Api */

/** @type {Api["roomMode"]} */
export function roomMode(rules, roomId, context) {
  return ask("roomMode", { ...ofRoom(rules, roomId), context: roomText(context, "context") });
}

/** @type {Api["setRoomMode"]} */
export function setRoomMode(rules, roomId, mode) {
  return ask("setRoomMode", { ...ofRoom(rules, roomId), mode: mode === null ? null : string(mode, "mode") });
}

/** @type {Api["defaultRoomMode"]} */
export function defaultRoomMode(rules, room) {
  return ask("defaultRoomMode", ofType(rules, room));
}

/** @type {Api["setDefaultRoomMode"]} */
export function setDefaultRoomMode(rules, room, mode) {
  return ask("setDefaultRoomMode", { ...ofType(rules, room), mode: string(mode, "mode") });
}

/** @type {Api["keywords"]} */
export function keywords(rules) {
  return ask("keywords", { rules: rulesText(rules, "rules") });
}

/** @type {Api["addKeyword"]} */
export function addKeyword(rules, keyword) {
  return ask("addKeyword", { rules: rulesText(rules, "rules"), keyword: string(keyword, "keyword") });
}

/** @type {Api["removeKeyword"]} */
export function removeKeyword(rules, keyword) {
  return ask("removeKeyword", { rules: rulesText(rules, "rules"), keyword: string(keyword, "keyword") });
}

/** @type {Api["rulesGoverningRoom"]} */
export function rulesGoverningRoom(rules, roomId, context) {
  return ask("rulesGoverningRoom", { ...ofRoom(rules, roomId), context: roomText(context, "context") });
}

/** @type {Api["simpleSettings"]} */
export function simpleSettings(rules) {
  return ask("simpleSettings", { rules: rulesText(rules, "rules") });
}

/**
 * @param {unknown} rules
 * @param {unknown} roomId
 */
function ofRoom(rules, roomId) {
  return { rules: rulesText(rules, "rules"), room_id: string(roomId, "room_id") };
}

/**
 * @param {unknown} rules
 * @param {unknown} room
 */
function ofType(rules, room) {
  const { encrypted, one_to_one } = object(room, "room");
  return {
    rules: rulesText(rules, "rules"),
    encrypted: boolean(encrypted, "room.encrypted"),
    one_to_one: boolean(one_to_one, "room.one_to_one"),
  };
}
