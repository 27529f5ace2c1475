//! Keywords: words that notify wherever they are said.

use serde::Serialize;
use serde_json::Value;

use super::{
    actions::{Effect, is_live, is_predefined, tweak, users_id},
    edits,
    rule_id::free_rule_id,
};
use crate::{
    edit::{delete_rule, set_rule_actions},
    error::{ErrorCode, PushRulesError},
    hash::Names,
    kind::RuleKind,
    ruleset::{Rule, Ruleset},
};

/// A keyword that notifies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Keyword {
    /// The glob that is looked for, as whole words in the body of messages.
    pub keyword: String,
    /// The content rule that is in force for it.
    pub rule_id: String,
    /// Whether messages with it are highlighted.
    pub highlight: bool,
    /// The sound, if any.
    pub sound: Option<String>,
}

/// The user's keywords, most important first: content rules that are not predefined, are enabled and
/// notify. A keyword with several rules is listed once; the first enabled one of them decides, and a
/// keyword that it silences is not listed.
#[must_use]
pub fn keywords(rules: &Ruleset) -> Vec<Keyword> {
    let mut seen = Names::default();
    user_rules(rules)
        .filter(|rule| is_live(*rule))
        .filter_map(|rule| {
            let (keyword, rule_id) = (rule.pattern()?, rule.rule_id()?);
            let effect = Effect::of(rule);
            (seen.insert(keyword) && effect.notify).then(|| Keyword {
                keyword: keyword.to_owned(),
                rule_id: rule_id.to_owned(),
                highlight: effect.highlight,
                sound: effect.sound,
            })
        })
        .collect()
}

/// Rules with one more keyword.
///
/// A new keyword becomes a content rule with the keyword as its pattern and its id, which notifies
/// with the default sound and highlights, as `.m.rule.contains_user_name` did (matrix-rust-sdk leaves
/// the highlight out, and messages with the keyword then do not count as highlights). A keyword that
/// the API does not allow as an id (`.net`, `and/or`; R11), or whose id another rule has, gets a rule
/// with a similar id.
///
/// If the keyword has rules already, none is created: nothing changes if it is in force; otherwise
/// the rule that silences it gets the actions above, or the first of its disabled rules is enabled.
///
/// # Errors
/// `invalid_argument` at `keyword` when it is empty: such a pattern matches no word; `invalid_rules`
/// when `content` of the set is not a list.
pub fn add_keyword(rules: &Ruleset, keyword: &str) -> Result<Ruleset, PushRulesError> {
    if keyword.is_empty() {
        return Err(PushRulesError::new(ErrorCode::InvalidArgument, "keyword", "the keyword is empty"));
    }
    if let Some(rule_id) = rule_to_revive(rules, keyword) {
        let mut result = rules.clone();
        let rule = rules.rule(RuleKind::Content, rule_id);
        if !rule.is_some_and(|rule| Effect::of(rule).notify) {
            result = set_rule_actions(&result, RuleKind::Content, rule_id, &keyword_actions())?;
        }
        result = edits::enable(&result, RuleKind::Content, rule_id)?;
        // In a broken set another rule may have the id.
        if keywords(&result).iter().any(|listed| listed.keyword == keyword) {
            return Ok(result);
        }
    }
    let rule_id = free_rule_id(rules, RuleKind::Content, keyword);
    let rule = vec![("rule_id", rule_id.into()), ("pattern", keyword.into()), ("actions", keyword_actions())];
    edits::put(rules, RuleKind::Content, rule)
}

/// The rule that decides about a keyword, or the first one that would if it were enabled.
fn rule_to_revive<'a>(rules: &'a Ruleset, keyword: &str) -> Option<&'a str> {
    let live = || rules_for(rules, keyword).find(|rule| is_live(*rule));
    let disabled = || rules_for(rules, keyword).find(|rule| !rule.is_enabled());
    live().or_else(disabled)?.rule_id()
}

/// Rules without a keyword: all content rules of the user's with this pattern are deleted, disabled
/// and silent ones too. Without such a rule nothing changes.
///
/// # Errors
/// Those of [`delete_rule`]; none is expected, as only rules that exist and are the user's are deleted.
pub fn remove_keyword(rules: &Ruleset, keyword: &str) -> Result<Ruleset, PushRulesError> {
    let mut result = rules.clone();
    let next = |rules: &Ruleset| rules_for(rules, keyword).find_map(Rule::rule_id).map(str::to_owned);
    while let Some(rule_id) = next(&result) {
        result = delete_rule(&result, RuleKind::Content, &rule_id)?;
    }
    Ok(result)
}

fn user_rules(rules: &Ruleset) -> impl Iterator<Item = Rule<'_>> {
    rules.rules(RuleKind::Content).filter(|rule| !is_predefined(*rule))
}

/// The user's rules for a keyword that edits can reach.
fn rules_for<'a>(rules: &'a Ruleset, keyword: &str) -> impl Iterator<Item = Rule<'a>> {
    user_rules(rules).filter(move |rule| rule.pattern() == Some(keyword) && users_id(rules, *rule).is_some())
}

fn keyword_actions() -> Value {
    vec![Value::from("notify"), tweak("sound", Some("default")), tweak("highlight", None)].into()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{add_keyword, keywords, remove_keyword};
    use crate::{ErrorCode, RuleKind, Ruleset, default_rules};

    fn rule(rule_id: &str, pattern: &str, enabled: bool, actions: Value) -> Value {
        json!({"rule_id": rule_id, "pattern": pattern, "enabled": enabled, "actions": actions,
            "default": false})
    }

    fn with(content: &[Value]) -> Ruleset {
        let mut document = default_rules("@a:x", &Default::default()).unwrap().into_value();
        document["content"].as_array_mut().unwrap().extend_from_slice(content);
        Ruleset::from_value(document).unwrap()
    }

    fn words(rules: &Ruleset) -> Vec<String> {
        keywords(rules).into_iter().map(|keyword| keyword.keyword).collect()
    }

    #[test]
    fn keywords_are_the_users_rules_in_force() {
        let sound = json!({"set_tweak": "sound", "value": "ring"});
        let highlight = json!({"set_tweak": "highlight"});
        let rules = with(&[
            rule("cat", "cat", true, json!(["notify"])),
            rule("dog", "dog", false, json!(["notify"])),
            rule("cow", "cow", true, json!(["dont_notify"])),
            rule("cow again", "cow", true, json!(["notify"])),
            rule("cat again", "cat", true, json!(["notify", sound])),
            rule("hen id", "hen", true, json!(["notify", sound, highlight])),
            json!({"rule_id": ".m.rule.contains_user_name", "pattern": "a", "enabled": true,
                "default": true, "actions": ["notify"]}),
            json!("broken"),
        ]);
        assert_eq!(
            json!(keywords(&rules)),
            json!([
                {"keyword": "cat", "rule_id": "cat", "highlight": false, "sound": null},
                {"keyword": "hen", "rule_id": "hen id", "highlight": true, "sound": "ring"},
            ])
        );
    }

    #[test]
    fn a_new_keyword_gets_a_rule() {
        let rules = add_keyword(&with(&[]), "rocket").unwrap();
        assert_eq!(
            rules.rule(RuleKind::Content, "rocket").unwrap().as_value(),
            &json!({
                "rule_id": "rocket", "default": false, "enabled": true, "pattern": "rocket",
                "actions": ["notify", {"set_tweak": "sound", "value": "default"}, {"set_tweak": "highlight"}],
            })
        );
        assert_eq!(add_keyword(&rules, "rocket").unwrap(), rules);
        assert_eq!(remove_keyword(&rules, "rocket").unwrap(), with(&[]));
    }

    #[test]
    fn after_adding_it_is_a_keyword_and_after_removing_it_is_not() {
        let sets = [
            with(&[]),
            with(&[rule("w", "w", false, json!(["notify"])), rule("v", "w", false, json!(["notify"]))]),
            with(&[rule("w", "w", true, json!([]))]),
            with(&[rule("w", "w", true, json!([])), rule("v", "w", true, json!(["notify"]))]),
            with(&[rule("w", "w", false, json!([])), rule("v", "w", true, json!(["notify"]))]),
            with(&[rule("w", "something else", true, json!(["notify"]))]),
            with(&[rule("w", "w", false, json!("broken"))]),
            with(&[rule("w", "w", true, json!("broken"))]),
        ];
        for rules in &sets {
            for keyword in ["w", ".net", "and/or", r"\o/", "été", "*"] {
                let added = add_keyword(rules, keyword).unwrap();
                assert!(words(&added).iter().any(|word| word == keyword), "{keyword} {rules:?}");
                assert_eq!(add_keyword(&added, keyword).unwrap(), added);
                let removed = remove_keyword(&added, keyword).unwrap();
                assert!(!words(&removed).iter().any(|word| word == keyword), "{keyword} {rules:?}");
                assert_eq!(remove_keyword(&removed, keyword).unwrap(), removed);
            }
            assert_eq!(
                words(&add_keyword(rules, "x").unwrap()).len(),
                words(rules).len() + 1,
                "other keywords stay"
            );
        }
    }

    #[test]
    fn nothing_changes_for_a_keyword_in_force() {
        let rules =
            with(&[rule("w", "w", false, json!(["notify"])), rule("v", "w", true, json!(["notify"]))]);
        assert_eq!(add_keyword(&rules, "w").unwrap(), rules);
    }

    #[test]
    fn an_empty_keyword_is_an_error() {
        let error = add_keyword(&with(&[]), "").unwrap_err();
        assert_eq!((error.code, error.path.as_str()), (ErrorCode::InvalidArgument, "keyword"));
    }
}
