/**
 * What the page opens with: the question that most people come with. "Why did my keyword not fire?"
 * @module
 */
import { defaultRules, type Rule } from "../engine/core.ts";
import type { Document } from "../state/document.ts";
import { presetNamed } from "./presets.ts";

const ME = "@alice:example.org";

const KEYWORD: Rule = {
  rule_id: "rocket",
  default: false,
  enabled: true,
  pattern: "rocket",
  actions: ["notify", { set_tweak: "sound", value: "default" }, { set_tweak: "highlight" }],
};

export function initialDocument(): Document {
  const context = { user_id: ME, display_name: "Alice", member_count: 5, power_levels: {}, room_id: "!mission:example.org" };
  return {
    rules: { global: { ...defaultRules(ME), content: [KEYWORD] } },
    ...presetNamed("message").make(context),
  };
}
