//! Edits of the list of one kind. Each checks everything first and then changes it all.

use serde_json::{Map, Value};

use super::{Content, Placement};
use crate::{PushRulesError, RuleKind, error::ErrorCode, json, ruleset::MASTER};

/// The id of an entry; none if it is broken.
pub(super) fn id_of(entry: &Value) -> Option<&str> {
    entry.get("rule_id").and_then(Value::as_str)
}

/// Whether an entry is one of the server's rules.
pub(super) fn is_protected(entry: &Value) -> bool {
    id_of(entry).is_some_and(|rule_id| rule_id.starts_with('.'))
        || entry.get("default").and_then(Value::as_bool).unwrap_or(false)
}

pub(super) fn put(
    list: &mut Vec<Value>,
    kind: RuleKind,
    rule_id: &str,
    content: &Content,
    placement: &Placement,
) -> Result<(), PushRulesError> {
    if protected(list, rule_id) {
        return Err(default_rule("rule.rule_id", format!("the {kind} rule `{rule_id}` is the server's"))
            .with_help("only its actions and whether it is enabled can be changed")
            .answered(400, "M_UNKNOWN"));
    }
    let old = position(list, rule_id);
    check_neighbours(list, kind, placement)?;

    let mut rule = match old.and_then(|at| list.get(at)).and_then(Value::as_object) {
        Some(rule) => rule.clone(),
        None => created(rule_id),
    };
    content.write(&mut rule);
    list.retain(|entry| id_of(entry) != Some(rule_id));

    let beside = |neighbour: &str, offset: usize| position(list, neighbour).map(|at| at + offset);
    let target = match (&placement.before, &placement.after) {
        // A rule beside itself stays where it is: it is no longer in the list, so `beside` is none.
        (Some(neighbour), _) => beside(neighbour, 0),
        (None, Some(neighbour)) => beside(neighbour, 1),
        (None, None) => None,
    };
    let at = target.or(old).unwrap_or_else(|| top(list, kind));
    list.insert(at.min(list.len()), Value::Object(rule));
    Ok(())
}

pub(super) fn delete(list: &mut Vec<Value>, kind: RuleKind, rule_id: &str) -> Result<(), PushRulesError> {
    if protected(list, rule_id) {
        return Err(default_rule("rule_id", format!("the {kind} rule `{rule_id}` is the server's"))
            .with_help("disable it instead")
            .answered(404, "M_NOT_FOUND"));
    }
    if position(list, rule_id).is_none() {
        return Err(not_found(kind, rule_id));
    }
    list.retain(|entry| id_of(entry) != Some(rule_id));
    Ok(())
}

/// Sets one field of a rule.
pub(super) fn set(
    list: &mut [Value],
    kind: RuleKind,
    rule_id: &str,
    name: &str,
    value: &Value,
) -> Result<(), PushRulesError> {
    let mut found = false;
    for entry in list.iter_mut().filter(|entry| id_of(entry) == Some(rule_id)) {
        if let Some(rule) = entry.as_object_mut() {
            rule.insert(name.to_owned(), value.clone());
            found = true;
        }
    }
    if found { Ok(()) } else { Err(not_found(kind, rule_id)) }
}

/// Both neighbours must be the user's (R89), but only the one that decides must exist (R87).
fn check_neighbours(list: &[Value], kind: RuleKind, placement: &Placement) -> Result<(), PushRulesError> {
    let both = [("before", &placement.before), ("after", &placement.after)];
    let given = || both.into_iter().filter_map(|(name, id)| id.as_deref().map(|id| (name, id)));
    for (name, neighbour) in given() {
        if neighbour.starts_with('.') || protected(list, neighbour) {
            let message = format!("`{name}` names `{neighbour}`, which is the server's");
            return Err(default_rule(name, message)
                .with_help("user-defined rules stand above those of the server anyway")
                .answered(400, "M_UNKNOWN"));
        }
    }
    match given().next() {
        Some((name, neighbour)) if position(list, neighbour).is_none() => {
            let message = format!("`{name}` names `{neighbour}`, which is no {kind} rule");
            Err(PushRulesError::new(ErrorCode::NotFound, name, message).answered(400, "M_UNKNOWN"))
        }
        _ => Ok(()),
    }
}

/// Where the most important user-defined rule stands: above all rules but `.m.rule.master` (R7, R88).
fn top(list: &[Value], kind: RuleKind) -> usize {
    let is_master = |rule_id| kind == RuleKind::Override && rule_id == MASTER;
    list.iter()
        .position(|entry| id_of(entry).is_some_and(|rule_id| !is_master(rule_id)))
        .unwrap_or(list.len())
}

/// The fields that the server sets: new rules are enabled (R14).
fn created(rule_id: &str) -> Map<String, Value> {
    json::fields(vec![
        ("rule_id", rule_id.into()),
        ("default", Value::Bool(false)),
        ("enabled", Value::Bool(true)),
    ])
}

fn position(list: &[Value], rule_id: &str) -> Option<usize> {
    list.iter().position(|entry| id_of(entry) == Some(rule_id))
}

fn protected(list: &[Value], rule_id: &str) -> bool {
    list.iter().any(|entry| id_of(entry) == Some(rule_id) && is_protected(entry))
}

fn default_rule(path: &str, message: String) -> PushRulesError {
    PushRulesError::new(ErrorCode::DefaultRule, path, message)
}

fn not_found(kind: RuleKind, rule_id: &str) -> PushRulesError {
    PushRulesError::new(ErrorCode::NotFound, "rule_id", format!("there is no {kind} rule `{rule_id}`"))
        .answered(404, "M_NOT_FOUND")
}
