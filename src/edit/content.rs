//! What of a rule a client may say, and what a server demands of it.

use serde_json::{Map, Value};

use super::refused;
use crate::{PushRulesError, RuleKind, error::ErrorCode, ruleset::type_name};

/// The part of a rule that `PUT …/{kind}/{ruleId}` replaces (R81).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Content {
    actions: Vec<Value>,
    /// What the rule matches, by the name of its field; room and sender rules have none (R10).
    matcher: Option<(&'static str, Value)>,
}

/// The field that says what rules of a kind match.
pub(super) const fn matcher_name(kind: RuleKind) -> Option<&'static str> {
    match kind {
        RuleKind::Override | RuleKind::Postcontent | RuleKind::Underride => Some("conditions"),
        RuleKind::Content => Some("pattern"),
        RuleKind::Room | RuleKind::Sender => None,
    }
}

impl Content {
    /// Reads it from a rule or the body of a request, which error paths call `root`.
    pub(super) fn read(
        kind: RuleKind,
        fields: &Map<String, Value>,
        root: &str,
    ) -> Result<Self, PushRulesError> {
        let matcher = match matcher_name(kind) {
            None => None,
            Some(name) => {
                let value = fields
                    .get(name)
                    .ok_or_else(|| refused(root, format!("the {kind} rule has no `{name}`")))?;
                if kind == RuleKind::Content {
                    check_pattern(value, &format!("{root}.{name}"))?;
                } else {
                    check_conditions(value, &format!("{root}.{name}"))?;
                }
                Some((name, value.clone()))
            }
        };
        let actions =
            fields.get("actions").ok_or_else(|| refused(root, "the rule has no `actions`".to_owned()))?;
        Ok(Self { actions: read_actions(actions, &format!("{root}.actions"))?, matcher })
    }

    /// The fields as they are sent.
    pub(super) fn to_fields(&self) -> Map<String, Value> {
        let mut fields = Map::new();
        self.write(&mut fields);
        fields
    }

    /// Replaces these fields of a rule.
    pub(super) fn write(&self, rule: &mut Map<String, Value>) {
        if let Some((name, value)) = &self.matcher {
            rule.insert((*name).to_owned(), value.clone());
        }
        rule.insert("actions".to_owned(), Value::Array(self.actions.clone()));
    }
}

/// Whether the API would let a client create a rule with this kind and id (R11).
pub(super) fn check_name(kind: RuleKind, rule_id: &str, path: &str) -> Result<(), PushRulesError> {
    if kind == RuleKind::Postcontent {
        let message = "only servers create `postcontent` rules".to_owned();
        return Err(
            PushRulesError::new(ErrorCode::InvalidRule, "kind", message).answered(400, "M_INVALID_PARAM")
        );
    }
    if rule_id.is_empty() {
        return Err(refused(path, "the rule id is empty".to_owned()));
    }
    if rule_id.starts_with('.') {
        let message = format!("the rule id `{rule_id}` starts with a dot: such rules are the server's");
        return Err(PushRulesError::new(ErrorCode::DefaultRule, path, message)
            .with_help("only its actions and whether it is enabled can be changed")
            .answered(400, "M_UNKNOWN"));
    }
    if rule_id.contains(['/', '\\']) {
        return Err(refused(path, format!("the rule id `{rule_id}` contains a slash or a backslash"))
            .with_help("for a room or a sender write an override rule with a condition instead"));
    }
    Ok(())
}

fn check_pattern(pattern: &Value, path: &str) -> Result<(), PushRulesError> {
    match pattern {
        Value::String(_) => Ok(()),
        other => Err(refused(path, format!("`pattern` is {}, not a string", type_name(other)))),
    }
}

/// A server looks at no more than the kind: a condition that it does not know matches nothing (R42).
fn check_conditions(conditions: &Value, path: &str) -> Result<(), PushRulesError> {
    let Value::Array(conditions) = conditions else {
        return Err(refused(path, format!("`conditions` is {}, not an array", type_name(conditions))));
    };
    for (position, condition) in conditions.iter().enumerate() {
        let path = format!("{path}.{position}");
        let Value::Object(fields) = condition else {
            return Err(refused(path, format!("a condition is {}, not an object", type_name(condition))));
        };
        match fields.get("kind") {
            Some(Value::String(_)) => {}
            Some(other) => {
                let message = format!("`kind` is {}, not a string", type_name(other));
                return Err(refused(format!("{path}.kind"), message));
            }
            None => return Err(refused(path, "the condition has no `kind`".to_owned())),
        }
    }
    Ok(())
}

/// Reads an array of actions. The historical ones say nothing, but servers take and keep them (R48).
pub(super) fn read_actions(actions: &Value, path: &str) -> Result<Vec<Value>, PushRulesError> {
    let Value::Array(actions) = actions else {
        return Err(refused(path, format!("`actions` is {}, not an array", type_name(actions))));
    };
    for (position, action) in actions.iter().enumerate() {
        let error = |message: String| Err(refused(format!("{path}.{position}"), message));
        match action {
            Value::String(name) => match name.as_str() {
                "notify" | "dont_notify" | "coalesce" | "org.matrix.msc3768.notify_in_app" => {}
                _ => return error(format!("the action `{name}` is unknown")),
            },
            Value::Object(fields) => match fields.get("set_tweak") {
                Some(Value::String(_)) => {}
                Some(other) => {
                    return error(format!("`set_tweak` is {}, not a string", type_name(other)));
                }
                None => {
                    let name = fields.keys().next().map_or("{}", String::as_str);
                    return error(format!("the action `{name}` is unknown"));
                }
            },
            other => {
                return error(format!("an action is {}, not a string or an object", type_name(other)));
            }
        }
    }
    Ok(actions.clone())
}
