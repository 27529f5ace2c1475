/**
 * What every consumer does with the package: a little of everything, so that nothing can be missing, with the main entry
 * and the full one side by side.
 */
export function scenario({ defaultRules, evaluate, PushRulesError, Ruleset }, full) {
  const user_id = "@alice:example.org";
  const event = { type: "m.room.message", sender: "@bob:example.org", content: { msgtype: "m.text", body: "hi" } };
  const context = { user_id, member_count: 2 };

  const rules = new Ruleset(defaultRules(user_id));
  const { notify, sound, rule } = rules.evaluate(event, context);
  const [fromText] = rules.evaluateAll([JSON.stringify(event)], context);
  rules.free();
  return {
    notify,
    sound,
    rule_id: rule.rule_id,
    from_text: fromText.rule.rule_id,
    group: evaluate(event, defaultRules(user_id), { user_id, member_count: 3 }).rule.rule_id,
    after_free: codeOf(() => rules.evaluate(event, context)),
    wrong: codeOf(() => evaluate(event, {}, {})),
    remarks: full.lint(defaultRules(user_id)),
    in_dialect: new full.Ruleset(defaultRules(user_id), { dialect: "synapse" }).evaluate(event, context).rule.rule_id,
    wrong_in_full: codeOf(() => full.lint(5)),
  };

  function codeOf(act) {
    try {
      act();
      return "no error";
    } catch (error) {
      return error instanceof PushRulesError ? `${error.code} ${error.path}` : String(error);
    }
  }
}

export const expected = {
  notify: true,
  sound: "default",
  rule_id: ".m.rule.room_one_to_one",
  from_text: ".m.rule.room_one_to_one",
  group: ".m.rule.message",
  after_free: "freed ",
  wrong: "invalid_context context.user_id",
  remarks: [],
  in_dialect: ".m.rule.room_one_to_one",
  wrong_in_full: "invalid_rules rules",
};
