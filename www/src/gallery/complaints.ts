/**
 * The complaints of the project's tests as examples: real cases, each with the threads in which people discussed it. It is
 * loaded when somebody wants to see them.
 * @module
 */
import { type Context, defaultRules, type Event, type GlobalRules, type Rule, type RulesetContent, type RuleKind } from "../engine/core.ts";

export interface Complaint {
  readonly id: string;
  readonly title: string;
  /** `owner/repository#number` */
  readonly threads: readonly string[];
  readonly story: string;
  readonly answer: string;
  /** The sentence in which the engine says where implementations part. */
  readonly parting?: string;
  readonly rules: GivenRules;
  readonly event: Event;
  readonly context: Context;
}

interface PredefinedRules {
  readonly default: "v1.16" | "v1.19";
  readonly add?: { readonly [K in RuleKind]?: readonly Rule[] };
}

type GivenRules = PredefinedRules | RulesetContent;

const FILES: Record<string, Omit<Complaint, "id">> = import.meta.glob("../../../tests/complaints/*.json", { eager: true, import: "default" });

/** In the order in which they are told. */
export const SECTIONS: readonly { readonly title: string; readonly ids: readonly string[] }[] = [
  {
    title: "Keywords",
    ids: [
      "keyword_inside_a_longer_word",
      "keyword_next_to_accents",
      "which_globs_are_meant",
      "keyword_that_freezes",
      "encrypted_as_the_server_sees_it",
      "encrypted_after_decryption",
    ],
  },
  {
    title: "Names and mentions",
    ids: [
      "mxid_contains_display_name",
      "legacy_rule_out_of_force",
      "mention_settings_after_msc4210",
      "display_name_of_punctuation",
      "display_name_is_the_server_name",
      "display_name_with_braces",
    ],
  },
  {
    title: "Rooms and people",
    ids: ["empty_actions_mute", "room_rule_behind_an_override", "sender_rule_never_applies", "own_events"],
  },
  { title: "When a set or a room breaks", ids: ["set_rejected_for_one_field", "power_levels_as_strings"] },
];

export const COMPLAINTS: ReadonlyMap<string, Complaint> = new Map(
  Object.entries(FILES).map(([path, complaint]) => {
    const id = path.replace(/^.*\/|\.json$/g, "");
    return [id, { id, ...complaint }];
  }),
);

/** The rules of a complaint, in the shape of `GET /pushrules/`. */
export function rulesOf({ rules, context }: Complaint): GlobalRules {
  if (!("default" in rules)) return { global: rules };
  const predefined = defaultRules(context.user_id, { version: rules.default });
  const added = Object.entries(rules.add ?? {}) as [RuleKind, Rule[]][];
  return { global: { ...predefined, ...Object.fromEntries(added.map(([kind, more]) => [kind, join(more, predefined[kind] ?? [])])) } };
}

/** Before the predefined rules, but below `.m.rule.master`, as on a server. */
function join(added: readonly Rule[], predefined: readonly Rule[]): Rule[] {
  const masters = predefined.filter(({ rule_id }) => rule_id === ".m.rule.master");
  return [...masters, ...added, ...predefined.filter((rule) => !masters.includes(rule))];
}
