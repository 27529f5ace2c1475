/**
 * The actions of a rule as three settings (notify, sound, highlight), and changes of one of them.
 *
 * Everything else in the list is left as and where it is.
 */

import type { AnyAction } from "../engine/core.ts";

/** What the actions come to, read as the engine reads them: of two tweaks with one name the last counts. */
export interface ActionState {
  notify: boolean;
  /** The sound's name; `null` for none. */
  sound: string | null;
  highlight: boolean;
}

/** Reads a rule's actions; broken ones come to nothing. */
export function readActions(actions: unknown): ActionState {
  const state: ActionState = { notify: false, sound: null, highlight: false };
  for (const action of listed(actions)) {
    if (action === "notify") state.notify = true;
    if (tweakName(action) === "sound") {
      const value = tweakValue(action);
      state.sound = typeof value === "string" ? value : value === true ? "default" : null;
    }
    if (tweakName(action) === "highlight") state.highlight = tweakValue(action) === true;
  }
  return state;
}

/** Turns notifying on or off. Sound and highlight mean nothing without it, so that they go too. */
export function withNotify(actions: unknown, notify: boolean): AnyAction[] {
  const list = listed(actions).filter((action) => action !== "dont_notify");
  if (notify) return list.includes("notify") ? list : ["notify", ...list];
  return list.filter((action) => action !== "notify" && tweakName(action) !== "sound" && tweakName(action) !== "highlight");
}

/** Sets the sound, or takes it away with `null`. A sound needs a notification. */
export function withSound(actions: unknown, sound: string | null): AnyAction[] {
  return withTweak(actions, "sound", sound === null ? null : { set_tweak: "sound", value: sound });
}

/** Turns the highlight on or off. A highlight needs a notification. */
export function withHighlight(actions: unknown, highlight: boolean): AnyAction[] {
  return withTweak(actions, "highlight", highlight ? { set_tweak: "highlight" } : null);
}

function withTweak(actions: unknown, name: string, tweak: AnyAction | null): AnyAction[] {
  const list = tweak === null ? listed(actions) : withNotify(actions, true);
  const first = list.findIndex((action) => tweakName(action) === name);
  const rest = list.filter((action) => tweakName(action) !== name);
  if (tweak !== null) rest.splice(first < 0 ? rest.length : first, 0, tweak);
  return rest;
}

function listed(actions: unknown): AnyAction[] {
  return Array.isArray(actions) ? (actions as AnyAction[]) : [];
}

function tweakName(action: unknown): unknown {
  return typeof action === "object" && action !== null ? (action as { set_tweak?: unknown }).set_tweak : undefined;
}

function tweakValue(action: unknown): unknown {
  const { value } = action as { value?: unknown };
  return value ?? true;
}
