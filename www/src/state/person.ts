/**
 * Who asks. Some predefined rules name their owner, and some events name whom they are meant for: both follow when
 * somebody else asks.
 * @module
 */
import { type Context, type Event, defaultRules, type Rule, type RulesetContent } from "../engine/core.ts";
import { loose } from "../words/loose.ts";
import type { Document } from "./document.ts";

/** The predefined rules that name the owner. */
const NAMES_OWNER: ReadonlySet<string> = new Set([
  ".m.rule.invite_for_me",
  ".m.rule.is_user_mention",
  ".m.rule.contains_user_name",
]);

/** The document with another person asking. Imported rules stay as they are: they have an owner. */
export function askedBy(user_id: string, { rules, event, context, baseline }: Document): Partial<Document> {
  const before = context.user_id;
  const next: { context: Context; event?: Event; rules?: Document["rules"] } = { context: { ...context, user_id } };
  const owned = baseline === undefined ? ownedBy(user_id) : undefined;
  if (owned !== undefined) {
    next.rules = { ...rules, global: mapRules(rules.global, (rule) => followed(rule, owned)) };
    next.event = addressed(event, before, user_id);
  }
  return next;
}

/** The predefined rules that name this person; `undefined` if that is no Matrix ID, or not yet. */
function ownedBy(user_id: string): ReadonlyMap<string, Rule> | undefined {
  if (!/^@[^:]*:./.test(user_id)) return undefined;
  const rules = Object.values(defaultRules(user_id, { version: "v1.16" })).flat();
  return new Map(rules.filter((rule) => NAMES_OWNER.has(rule.rule_id)).map((rule) => [rule.rule_id, rule]));
}

/** What a rule matches is that of the same predefined rule; what it does is the person's choice. */
function followed(rule: Rule, owned: ReadonlyMap<string, Rule>): Rule {
  const model = rule?.default === true ? owned.get(rule.rule_id) : undefined;
  if (model === undefined) return rule;
  const { conditions, pattern } = model;
  return { ...rule, ...(conditions && { conditions }), ...(pattern !== undefined && { pattern }) };
}

function mapRules(rules: RulesetContent, act: (rule: Rule) => Rule): RulesetContent {
  const entries = Object.entries(rules).map(([kind, list]) => [kind, Array.isArray(list) ? list.map(act) : list]);
  return Object.fromEntries(entries);
}

function addressed(event: Event, before: string, now: string): Event {
  const content = loose(event.content);
  const mentions = loose(content["m.mentions"]);
  const { user_ids } = mentions;
  return {
    ...event,
    ...(event.state_key === before && { state_key: now }),
    ...(Array.isArray(user_ids) && {
      content: {
        ...content,
        "m.mentions": { ...mentions, user_ids: user_ids.map((id) => (id === before ? now : id)) },
      },
    }),
  };
}
