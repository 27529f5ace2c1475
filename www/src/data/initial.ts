/**
 * What the page opens with: the question that most people come with. "Why did my keyword not fire?"
 * @module
 */
import { defaultRules, type GlobalRules, type Rule } from "../engine/core.ts";
import type { Document } from "../state/document.ts";
import { presetNamed } from "./presets.ts";

const ME = "@alice:example.org";

/** As clients create it. */
const KEYWORD: Rule = {
  rule_id: "rocket",
  default: false,
  enabled: true,
  pattern: "rocket",
  actions: ["notify", { set_tweak: "sound", value: "default" }, { set_tweak: "highlight" }],
};

/** What a server has for a user who changed nothing. */
export function predefinedRules(user_id: string): GlobalRules {
  return { global: defaultRules(user_id, { sets: ["polls"] }) };
}

export function initialDocument(): Document {
  const { global } = predefinedRules(ME);
  return {
    rules: { global: { ...global, content: [KEYWORD, ...(global.content ?? [])] } },
    ...presetNamed("message").make({ user_id: ME, display_name: "Alice", power_levels: {} }),
  };
}
