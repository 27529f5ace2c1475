/**
 * The rules as the settings of a client: default modes, mentions, keywords and rooms. What the engine makes of them, read
 * and changed in one place.
 * @module
 */
import type { DefaultRoomMode, GlobalRules, Keyword, RoomMode, RuleKind, SettingsMismatch } from "../engine/core.ts";
import type { Full } from "../engine/full.ts";
import { type Entry, ruleNamed, rulesOf } from "./lists.ts";

export interface Settings {
  /** Whether anything notifies at all; `null` where there is no rule that could keep it from that. */
  readonly notifies: boolean | null;
  readonly defaults: readonly DefaultSetting[];
  readonly switches: readonly SwitchSetting[];
  readonly keywords: readonly Keyword[];
  readonly rooms: readonly RoomSetting[];
  /** What the settings cannot say about these rules. */
  readonly mismatches: readonly SettingsMismatch[];
}

/** What rooms of a size do without a choice of their own. */
export interface DefaultSetting {
  readonly oneToOne: boolean;
  /** `null` where encrypted rooms differ from others. */
  readonly mode: DefaultRoomMode | null;
}

/** Some predefined rules that are one thing to people. */
export interface SwitchSetting {
  readonly name: string;
  readonly on: boolean;
}

/** A room with a mode of its own. */
export interface RoomSetting {
  readonly roomId: string;
  readonly mode: RoomMode;
}

const MASTER = ".m.rule.master";

/** What people know as one thing may be several rules: the new ones, and those that they replaced. */
const SWITCHES: readonly { name: string; rules: readonly (readonly [RuleKind, string])[]; silences?: true }[] = [
  {
    name: "Mentions of me",
    rules: [
      ["override", ".m.rule.is_user_mention"],
      ["override", ".m.rule.contains_display_name"],
      ["content", ".m.rule.contains_user_name"],
    ],
  },
  {
    name: "Mentions of the whole room",
    rules: [
      ["override", ".m.rule.is_room_mention"],
      ["override", ".m.rule.roomnotif"],
    ],
  },
  { name: "Invitations", rules: [["override", ".m.rule.invite_for_me"]] },
  { name: "Calls", rules: [["underride", ".m.rule.call"]] },
  // This rule keeps messages of bots silent: it is off when they notify.
  { name: "Messages from bots", rules: [["override", ".m.rule.suppress_notices"]], silences: true },
];

/** Reads the settings. */
export function readSettings(engine: Full, rules: GlobalRules): Settings {
  const master = ruleNamed(rules, "override", MASTER);
  return {
    notifies: master ? master.enabled === false : null,
    defaults: [true, false].map((oneToOne) => {
      const [plain, encrypted] = [false, true].map((each) => engine.defaultRoomMode(rules, { encrypted: each, one_to_one: oneToOne }));
      return { oneToOne, mode: plain === encrypted && plain !== undefined ? plain : null };
    }),
    switches: SWITCHES.flatMap(({ name, rules: names, silences }) => {
      const rule = names.map(([kind, id]) => ruleNamed(rules, kind, id)).find((found) => found !== undefined);
      return rule ? [{ name, on: (rule.enabled !== false) !== (silences ?? false) }] : [];
    }),
    keywords: engine.keywords(rules),
    rooms: readRooms(engine, rules),
    mismatches: engine.simpleSettings(rules).mismatches,
  };
}

/** Lets anything notify, or nothing. */
export function setNotifies(engine: Full, rules: GlobalRules, notifies: boolean): GlobalRules {
  return engine.setRuleEnabled(rules, "override", MASTER, !notifies);
}

/** Sets a default mode, for encrypted rooms and others alike. */
export function setDefault(engine: Full, rules: GlobalRules, oneToOne: boolean, mode: DefaultRoomMode): GlobalRules {
  const plain = engine.setDefaultRoomMode(rules, { encrypted: false, one_to_one: oneToOne }, mode);
  return engine.setDefaultRoomMode(plain, { encrypted: true, one_to_one: oneToOne }, mode);
}

/** Sets all rules of a switch that are there. */
export function setSwitch(engine: Full, rules: GlobalRules, name: string, on: boolean): GlobalRules {
  const found = SWITCHES.find((each) => each.name === name);
  return (found?.rules ?? [])
    .filter(([kind, id]) => ruleNamed(rules, kind, id))
    .reduce((edited, [kind, id]) => engine.setRuleEnabled(edited, kind, id, on !== (found?.silences ?? false)), rules);
}

/**
 * The rooms with a mode of their own. The engine is asked about each room with nothing but the rules that name it, for
 * there may be hundreds.
 */
function readRooms(engine: Full, rules: GlobalRules): RoomSetting[] {
  const naming = new Map<string, { override: Entry[]; room: Entry[] }>();
  const name = (roomId: unknown, kind: "override" | "room", rule: Entry) => {
    if (typeof roomId !== "string" || !roomId.startsWith("!")) return;
    const entry = naming.get(roomId) ?? { override: [], room: [] };
    entry[kind].push(rule);
    naming.set(roomId, entry);
  };
  for (const rule of rulesOf(rules, "override")) {
    for (const condition of Array.isArray(rule?.conditions) ? rule.conditions : []) {
      if (condition?.kind === "event_match" && condition["key"] === "room_id") name(condition["pattern"], "override", rule);
    }
  }
  for (const rule of rulesOf(rules, "room")) name(rule?.rule_id, "room", rule);
  return [...naming].flatMap(([roomId, about]) => {
    const { user_defined: mode } = engine.roomMode({ global: about as object }, roomId, {});
    return mode === null ? [] : [{ roomId, mode }];
  });
}
