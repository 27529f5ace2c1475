//! The edits that settings are made of, beyond those of the API itself.

use serde_json::Value;

use crate::{
    edit::{Placement, put_rule, set_rule_enabled},
    error::PushRulesError,
    json,
    kind::RuleKind,
    ruleset::Ruleset,
};

/// Puts a rule in force: created as the most important one of the user's in its kind, or updated in
/// its place, and enabled in any case. The API keeps an existing rule disabled (R14), which made rules
/// that clients deleted and added again stay silent
/// (<https://github.com/matrix-org/synapse/issues/7743>).
pub(super) fn put(
    rules: &Ruleset,
    kind: RuleKind,
    fields: Vec<(&str, Value)>,
) -> Result<Ruleset, PushRulesError> {
    let rule = Value::Object(json::fields(fields));
    let result = put_rule(rules, kind, &rule, &Placement::default())?;
    let rule_id = rule.get("rule_id").and_then(Value::as_str).unwrap_or_default();
    enable(&result, kind, rule_id)
}

/// Enables a rule, unless it is enabled. `enabled` may be missing; anything but a boolean keeps the rule
/// from being understood.
pub(super) fn enable(rules: &Ruleset, kind: RuleKind, rule_id: &str) -> Result<Ruleset, PushRulesError> {
    let enabled = rules.rule(kind, rule_id).map(|rule| rule.as_value().get("enabled"));
    if matches!(enabled, Some(None | Some(Value::Bool(true)))) {
        return Ok(rules.clone());
    }
    set_rule_enabled(rules, kind, rule_id, true)
}
