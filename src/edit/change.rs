//! One edit, checked and ready to be done.

use serde_json::{Map, Value};

use super::{Content, Placement, content::check_name, list};
use crate::{PushRulesError, RuleKind, Ruleset, error::ErrorCode, ruleset::type_name};

/// A change of one rule.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub(super) kind: RuleKind,
    pub(super) rule_id: String,
    pub(super) change: Change,
}

/// What a client can do to a rule.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Put(Content, Placement),
    Delete,
    Enabled(bool),
    Actions(Vec<Value>),
}

impl Edit {
    /// The edit that puts a rule. Error paths call the id `id_path` and the object that holds
    /// `fields` `root`.
    pub(super) fn put(
        kind: RuleKind,
        rule_id: &str,
        fields: &Map<String, Value>,
        placement: Placement,
        id_path: &str,
        root: &str,
    ) -> Result<Self, PushRulesError> {
        check_name(kind, rule_id, id_path)?;
        let content = Content::read(kind, fields, root)?;
        Ok(Self { kind, rule_id: rule_id.to_owned(), change: Change::Put(content, placement) })
    }

    /// The rules after the edit.
    pub(super) fn apply(&self, rules: &Ruleset) -> Result<Ruleset, PushRulesError> {
        let name = self.kind.as_str();
        rules.edited(|lists| match lists.get_mut(name) {
            Some(Value::Array(list)) => self.apply_to(list),
            // Some servers write `null` for a list without rules.
            None | Some(Value::Null) => {
                let mut list = Vec::new();
                self.apply_to(&mut list)?;
                lists.insert(name.to_owned(), Value::Array(list));
                Ok(())
            }
            Some(other) => {
                let message = format!("`{name}` is {}, not an array of rules", type_name(other));
                Err(PushRulesError::new(ErrorCode::InvalidRules, format!("rules.{name}"), message))
            }
        })
    }

    /// Changes the list of the kind, or answers why not and changes nothing.
    pub(super) fn apply_to(&self, list: &mut Vec<Value>) -> Result<(), PushRulesError> {
        let (kind, rule_id) = (self.kind, self.rule_id.as_str());
        match &self.change {
            Change::Put(content, placement) => list::put(list, kind, rule_id, content, placement),
            Change::Delete => list::delete(list, kind, rule_id),
            Change::Enabled(enabled) => list::set(list, kind, rule_id, "enabled", &Value::Bool(*enabled)),
            Change::Actions(actions) => {
                list::set(list, kind, rule_id, "actions", &Value::Array(actions.clone()))
            }
        }
    }
}
