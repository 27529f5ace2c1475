//! Reading rules as matrix-js-sdk does: nothing is checked before it is needed, and what is of the
//! wrong type then either counts for nothing or throws (A25, A26).

use serde_json::Value;

use super::{
    Rule,
    read::{ReadRule, body_condition, id_condition},
};
use crate::{
    condition::{self, Condition, Fault},
    dialect::Chosen,
    javascript::is_truthy,
    kind::RuleKind,
};

/// Reads a rule. `None` when it can neither match nor throw.
pub(super) fn read_in_javascript<'a>(rule: Rule<'a>, dialect: Chosen) -> Option<ReadRule<'a>> {
    let fields = match rule.as_value() {
        Value::Object(fields) => fields,
        // Even asking whether it is enabled throws.
        Value::Null => return Some(thrown("a rule is null")),
        _ => return None,
    };
    let (conditions, thrown_by_condition) = conditions(rule, dialect)?;
    let (actions, thrown_by_actions) = match fields.get("actions") {
        Some(Value::Array(actions)) if actions.contains(&Value::Null) => (&[][..], Some("an action is null")),
        Some(Value::Array(actions)) => (actions.as_slice(), None),
        // A string is a list of characters, none of which is an action.
        Some(Value::String(_)) => (&[][..], None),
        _ => (&[][..], Some("the actions of a rule are not an array")),
    };
    Some(ReadRule {
        enabled: fields.get("enabled").is_some_and(is_truthy),
        conditions,
        actions,
        throws: thrown_by_condition.or(thrown_by_actions),
    })
}

/// A rule, or what stands in its place, that throws as soon as it is reached.
pub(crate) const fn thrown<'a>(reason: &'static str) -> ReadRule<'a> {
    ReadRule { enabled: true, conditions: Vec::new(), actions: &[], throws: Some(reason) }
}

/// Why a list of rules throws when it is reached.
pub(crate) fn thrown_by_list(list: &Value) -> Option<&'static str> {
    (is_truthy(list) && !list.is_array() && !list.is_string()).then_some("a list of rules is not an array")
}

fn conditions(rule: Rule<'_>, dialect: Chosen) -> Option<(Vec<Condition>, Option<&'static str>)> {
    let implied = |condition| Some((vec![condition], None));
    match rule.kind() {
        // An empty pattern and an empty id count as none.
        RuleKind::Content => implied(body_condition(rule.pattern().filter(|pattern| !pattern.is_empty())?)),
        kind @ (RuleKind::Room | RuleKind::Sender) => {
            implied(id_condition(kind, rule.rule_id().filter(|id| !id.is_empty())?, dialect))
        }
        RuleKind::Override | RuleKind::Postcontent | RuleKind::Underride => {
            let list = match rule.as_value().get("conditions") {
                None | Some(Value::Null) => &[][..],
                Some(Value::Array(list)) => list.as_slice(),
                Some(_) => return Some((Vec::new(), Some("the conditions of a rule are not an array"))),
            };
            let mut conditions = Vec::new();
            for condition in list {
                conditions.push(match condition::parse_as(condition, dialect) {
                    Ok(condition) => condition,
                    Err(Fault::Never(misfit)) => Condition::Never(misfit),
                    Err(Fault::Thrown(reason)) => return Some((conditions, Some(reason))),
                });
            }
            Some((conditions, None))
        }
    }
}
