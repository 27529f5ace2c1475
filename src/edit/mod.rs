//! Changing rules: the client-server API as pure functions.
//!
//! [`put_rule`], [`delete_rule`], [`set_rule_enabled`] and [`set_rule_actions`] do to a [`Ruleset`]
//! what the four requests of the same names do to the rules of an account (R80–R91). They return
//! new rules in the shape of the old ones, or the error that a server would answer and no change at
//! all. [`apply`] does the same for a [`Request`], and [`plan()`] finds the fewest requests that turn
//! one set of rules into another. [`compare()`] previews a change on real events.
//!
//! # What a server answers
//! The specification names few of the errors. Where it is silent, [`PushRulesError::status`] and
//! [`PushRulesError::errcode`] are what sytest demands (R90) and Synapse 1.163 answers:
//!
//! | what | answer |
//! |---|---|
//! | a rule that may not be stored, an id that is not allowed, a neighbour that cannot be one | 400 `M_UNKNOWN` |
//! | a user's rule in `postcontent` (MSC4306) | 400 `M_INVALID_PARAM` |
//! | no such rule; deleting a server-default rule | 404 `M_NOT_FOUND` |
//! | no such endpoint below `/pushrules/`; elsewhere; another method | 400, 404, 405 `M_UNRECOGNIZED` |
//!
//! Limits of length and number are a server's configuration and not checked (R11).
//!
//! # Server-default rules
//! A rule is the server's if its id starts with `.` (R7) or `default` is `true`. Its actions and
//! `enabled` can be changed and nothing else (R91); it is no neighbour to name in `before` or
//! `after` (R89).
//!
//! # Broken documents
//! Entries that are not rules stay where they are. An id is a key (R5): should several rules of a
//! kind have it, putting the rule leaves one, deleting it none, and `enabled` and actions are set
//! on all. Only a kind whose list is not a list cannot be edited.

mod change;
mod compare;
mod content;
mod list;
mod plan;
mod request;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::{
    change::{Change, Edit},
    content::Content,
};
pub use self::{
    compare::{Changed, Comparison, compare},
    plan::{Impossible, Plan, plan},
    request::{Request, apply},
};
use crate::{PushRulesError, RuleKind, Ruleset, error::ErrorCode, ruleset::type_name};

/// Where a rule goes: next to a user-defined rule of the same kind.
///
/// Should both be given, `before` decides (R87).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// The rule becomes the next more important one than the rule with this id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The rule becomes the next less important one than the rule with this id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

impl Placement {
    /// Next more important than `rule_id`.
    pub fn before(rule_id: impl Into<String>) -> Self {
        Self { before: Some(rule_id.into()), after: None }
    }

    /// Next less important than `rule_id`.
    pub fn after(rule_id: impl Into<String>) -> Self {
        Self { before: None, after: Some(rule_id.into()) }
    }
}

/// Creates a rule, or replaces what an existing one matches and does: `PUT …/{kind}/{ruleId}` (R81).
///
/// `rule` is an object with `rule_id` and `actions`, with `conditions` for the kinds override and
/// underride and `pattern` for content. As on a server, everything else in it counts for nothing:
/// a rule is created enabled (R14) and `default: false`, and an existing one keeps its `enabled` and
/// any field that the API does not know.
///
/// Without a placement an existing rule keeps its place. A new one becomes the most important
/// user-defined rule of its kind (R88): the first of the list, after `.m.rule.master`.
///
/// # Errors
/// `invalid_rule` if the rule may not be stored (R11, R90), `default_rule` if it or a neighbour is
/// the server's, `not_found` if there is no such neighbour, `invalid_rules` if the list of this kind
/// is not a list.
///
/// ```
/// use matrix_push_rules::{RuleKind, Ruleset, edit::{Placement, put_rule}};
/// use serde_json::json;
///
/// let rules = Ruleset::from_value(json!({}))?;
/// let rocket = json!({"rule_id": "rocket", "pattern": "rocket", "actions": ["notify"]});
/// let rules = put_rule(&rules, RuleKind::Content, &rocket, &Placement::default())?;
/// assert!(rules.rule(RuleKind::Content, "rocket").is_some_and(|rule| rule.is_enabled()));
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
pub fn put_rule(
    rules: &Ruleset,
    kind: RuleKind,
    rule: &Value,
    placement: &Placement,
) -> Result<Ruleset, PushRulesError> {
    let Value::Object(fields) = rule else {
        let message = format!("the rule is {}, not an object", type_name(rule));
        return Err(refused("rule", message));
    };
    let rule_id = match fields.get("rule_id") {
        Some(Value::String(rule_id)) => rule_id,
        Some(other) => {
            let message = format!("`rule_id` is {}, not a string", type_name(other));
            return Err(refused("rule.rule_id", message));
        }
        None => return Err(refused("rule", "the rule has no `rule_id`".to_owned())),
    };
    Edit::put(kind, rule_id, fields, placement.clone(), "rule.rule_id", "rule")?.apply(rules)
}

/// Removes a user-defined rule: `DELETE …/{kind}/{ruleId}` (R80).
///
/// # Errors
/// `not_found` if there is no such rule, `default_rule` if it is the server's, `invalid_rules` if
/// the list of this kind is not a list.
pub fn delete_rule(rules: &Ruleset, kind: RuleKind, rule_id: &str) -> Result<Ruleset, PushRulesError> {
    Edit { kind, rule_id: rule_id.to_owned(), change: Change::Delete }.apply(rules)
}

/// Switches a rule on or off: `PUT …/{kind}/{ruleId}/enabled` (R83). Works on server-default rules.
///
/// # Errors
/// `not_found` if there is no such rule, `invalid_rules` if the list of this kind is not a list.
pub fn set_rule_enabled(
    rules: &Ruleset,
    kind: RuleKind,
    rule_id: &str,
    enabled: bool,
) -> Result<Ruleset, PushRulesError> {
    Edit { kind, rule_id: rule_id.to_owned(), change: Change::Enabled(enabled) }.apply(rules)
}

/// Replaces the actions of a rule: `PUT …/{kind}/{ruleId}/actions` (R85). Works on server-default
/// rules.
///
/// # Errors
/// `invalid_rule` if `actions` is not an array of known actions (R48, R90), `not_found` if there is
/// no such rule, `invalid_rules` if the list of this kind is not a list.
pub fn set_rule_actions(
    rules: &Ruleset,
    kind: RuleKind,
    rule_id: &str,
    actions: &Value,
) -> Result<Ruleset, PushRulesError> {
    let actions = content::read_actions(actions, "actions")?;
    Edit { kind, rule_id: rule_id.to_owned(), change: Change::Actions(actions) }.apply(rules)
}

/// The error of a server that will not store what it was sent.
fn refused(path: impl Into<String>, message: String) -> PushRulesError {
    PushRulesError::new(ErrorCode::InvalidRule, path, message).answered(400, "M_UNKNOWN")
}
