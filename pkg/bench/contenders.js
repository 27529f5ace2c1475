/**
 * The two that are compared, behind one face: `evaluate(event)` answers, `ruleOf(answer)` names the rule.
 *
 * Each side is used as its own documentation has it. Ours gets the event object as it came, matrix-js-sdk's
 * `PushProcessor` the `MatrixEvent` around that very object, made beforehand.
 * @module
 */
import { MatrixEvent } from "matrix-js-sdk/lib/models/event.js";
import { PushProcessor } from "matrix-js-sdk/lib/pushprocessor.js";

import { Ruleset } from "../dist/index.js";
import { DISPLAY_NAME, MEMBERS, ROOM, USER } from "./scenarios.js";

/** What a client knows of the room, once for all of its events. */
export function roomContext() {
  return {
    user_id: USER,
    display_name: DISPLAY_NAME,
    member_count: MEMBERS,
    room_id: ROOM,
    room_version: "11",
    power_levels: { users: { [USER]: 100 }, notifications: { room: 50 } },
  };
}

/** @param {any} rules */
export function ours(rules) {
  const ruleset = new Ruleset(rules);
  const context = roomContext();
  return {
    wrap: (mxEvent) => mxEvent.event,
    evaluate: (event) => ruleset.evaluate(event, context),
    evaluateInNewContext: (event) => ruleset.evaluate(event, roomContext()),
    ruleOf: (evaluation) => evaluation.rule?.rule_id ?? null,
    free: () => ruleset.free(),
  };
}

/**
 * The client is made of constants, where a real one looks rooms and members up: this favours the peer.
 * @param {any} rules
 */
export function theirs(rules) {
  const room = {
    currentState: {
      members: {},
      getJoinedMemberCount: () => MEMBERS,
      getMember: () => ({ name: DISPLAY_NAME }),
      mayTriggerNotifOfType: () => false,
    },
  };
  const pushRules = { global: structuredClone(rules) };
  const processor = new PushProcessor({
    pushRules,
    credentials: { userId: USER },
    getRoom: () => room,
    getSafeUserId: () => USER,
    supportsIntentionalMentions: () => true,
  });
  processor.updateCachedPushRuleKeys(pushRules);
  return {
    wrap: (mxEvent) => mxEvent,
    evaluate: (mxEvent) => processor.actionsAndRuleForEvent(mxEvent),
    ruleOf: (answer) => answer.rule?.rule_id ?? null,
  };
}

/** @param {any} event */
export function mxEvent(event) {
  return new MatrixEvent(event);
}
