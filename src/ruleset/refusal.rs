//! Why an implementation refuses a whole set (A18, A25).

use serde_json::Value;

use super::{Rule, Ruleset, server_name::is_server_name, type_name};
use crate::{
    condition::{self, Fault, Misfit},
    dialect::{Chosen, Faults},
    kind::RuleKind,
};

/// The longest identifier, in bytes.
const LONGEST_ID: usize = 255;

/// Why a dialect cannot read the set at all; then nothing in it is in force.
pub(crate) fn refusal(ruleset: &Ruleset, dialect: Chosen) -> Option<String> {
    match dialect.faults {
        Faults::OfRule | Faults::Thrown => None,
        Faults::UnknownActionsOfSet => RuleKind::ALL
            .into_iter()
            .flat_map(|kind| ruleset.rules(kind))
            .find_map(|rule| refusal_of_rule(rule, dialect)),
        Faults::OfSet => RuleKind::ALL.into_iter().find_map(|kind| refusal_of_list(ruleset, kind, dialect)),
    }
}

fn refusal_of_list(ruleset: &Ruleset, kind: RuleKind, dialect: Chosen) -> Option<String> {
    if let Some(list) = ruleset.list_as_it_is(kind).filter(|list| !list.is_array()) {
        return Some(format!("`{kind}` is {}, not an array of rules", type_name(list)));
    }
    ruleset.rules(kind).find_map(|rule| {
        let reason = fault(rule, dialect)?;
        let rule_id = rule.rule_id().unwrap_or_default();
        Some(format!("the {kind} rule `{rule_id}` cannot be read: {reason}"))
    })
}

/// Why a dialect refuses every set that has this rule.
pub(crate) fn refusal_of_rule(rule: Rule<'_>, dialect: Chosen) -> Option<String> {
    match dialect.faults {
        Faults::OfRule | Faults::Thrown => None,
        Faults::UnknownActionsOfSet => rule
            .actions()
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_str)
            .find(|name| !matches!(*name, "notify" | "dont_notify" | "coalesce"))
            .map(|name| format!("the action `{name}` is unknown")),
        Faults::OfSet => fault(rule, dialect),
    }
}

fn fault(rule: Rule<'_>, dialect: Chosen) -> Option<String> {
    let Value::Object(fields) = rule.as_value() else { return Some("it is not an object".to_owned()) };
    let Some(rule_id) = rule.rule_id() else { return Some("its `rule_id` is not a string".to_owned()) };
    for name in ["default", "enabled"] {
        if !fields.get(name).is_some_and(Value::is_boolean) {
            return Some(format!("its `{name}` is not a boolean"));
        }
    }
    let Some(actions) = rule.actions() else { return Some("its `actions` are not an array".to_owned()) };
    if let Some(reason) = actions.iter().find_map(refusal_of_action) {
        return Some(reason.to_owned());
    }
    match rule.kind() {
        RuleKind::Content => rule.pattern().is_none().then(|| "its `pattern` is not a string".to_owned()),
        RuleKind::Room => (!is_room_id(rule_id)).then(|| "its id is not a room id".to_owned()),
        RuleKind::Sender => (!is_user_id(rule_id)).then(|| "its id is not a user id".to_owned()),
        RuleKind::Override | RuleKind::Postcontent | RuleKind::Underride => match fields.get("conditions") {
            None => None,
            Some(Value::Array(conditions)) => {
                conditions.iter().find_map(|condition| match condition::parse_as(condition, dialect) {
                    Err(Fault::Never(Misfit::Invalid { message, .. })) => Some(message),
                    _ => None,
                })
            }
            Some(_) => Some("its `conditions` are not an array".to_owned()),
        },
    }
}

fn refusal_of_action(action: &Value) -> Option<&'static str> {
    match action {
        Value::String(_) => None,
        Value::Object(fields) => match (fields.get("set_tweak"), fields.get("value")) {
            (None, _) => None,
            (Some(Value::String(name)), value) => match (name.as_str(), value) {
                ("sound", value) if !value.is_some_and(Value::is_string) => {
                    Some("the value of a sound is not a string")
                }
                ("highlight", Some(value)) if !value.is_null() && !value.is_boolean() => {
                    Some("the value of a highlight is not a boolean")
                }
                _ => None,
            },
            (Some(_), _) => Some("the `set_tweak` of an action is not a string"),
        },
        _ => Some("an action is neither a string nor an object"),
    }
}

/// Whether ruma takes a text for a room id.
fn is_room_id(id: &str) -> bool {
    id.starts_with('!') && id.len() <= LONGEST_ID && !id.contains('\0')
}

/// Whether ruma takes a text for a user id.
pub(crate) fn is_user_id(id: &str) -> bool {
    let parts = id.strip_prefix('@').and_then(|rest| rest.split_once(':'));
    parts.is_some_and(|(localpart, server_name)| {
        id.len() <= LONGEST_ID && !localpart.contains('\0') && is_server_name(server_name)
    })
}

/// Whether ruma takes a text for an event id.
pub(crate) fn is_event_id(id: &str) -> bool {
    let Some(rest) = id.strip_prefix('$') else { return false };
    match rest.split_once(':') {
        None => true,
        Some((_, server_name)) => id.len() <= LONGEST_ID && is_server_name(server_name),
    }
}
