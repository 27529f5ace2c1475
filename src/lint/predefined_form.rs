//! Predefined rules in a form in which those of different servers and owners can be compared.
//!
//! Servers differ in the order of conditions and tweaks, and some say `highlight: false` where the
//! specification says nothing (R63); the owner's id stands in the conditions (R53).

use serde_json::{Map, Value};

use super::actions::tweaks;
use crate::{
    condition::{self, Condition, Scalar},
    defaults::localpart,
    kind::RuleKind,
    ruleset::{Rule, Ruleset},
};

/// The three rules that spec v1.17 removed (R58).
pub(super) const LEGACY_MENTIONS: [(RuleKind, &str); 3] = [
    (RuleKind::Override, ".m.rule.contains_display_name"),
    (RuleKind::Override, ".m.rule.roomnotif"),
    (RuleKind::Content, ".m.rule.contains_user_name"),
];

pub(super) fn is_legacy_mention(kind: RuleKind, rule_id: &str) -> bool {
    LEGACY_MENTIONS.contains(&(kind, rule_id))
}

/// The owner of the rules, as the predefined rules name him.
pub(super) fn owner(rules: &Ruleset) -> Option<String> {
    let named = [".m.rule.is_user_mention", ".m.rule.invite_for_me"].into_iter().find_map(|id| {
        let slot = slot(rules.rule(RuleKind::Override, id)?)?;
        localpart(slot.text).map(|_| slot.text)
    });
    named.map(str::to_owned)
}

/// Where a predefined rule names its owner.
pub(super) struct Slot<'a> {
    /// JSON pointer within the rule.
    pub(super) at: String,
    pub(super) text: &'a str,
    /// Whether it is the localpart only.
    pub(super) is_localpart: bool,
}

pub(super) fn slot(rule: Rule<'_>) -> Option<Slot<'_>> {
    let field = |key: &str, name: &str| {
        let (position, condition) = rule
            .conditions()?
            .iter()
            .enumerate()
            .find(|(_, condition)| condition.get("key").and_then(Value::as_str) == Some(key))?;
        let text = condition.get(name)?.as_str()?;
        Some(Slot { at: format!("/conditions/{position}/{name}"), text, is_localpart: false })
    };
    match (rule.kind(), rule.rule_id()?) {
        (RuleKind::Override, ".m.rule.invite_for_me") => field("state_key", "pattern"),
        (RuleKind::Override, ".m.rule.is_user_mention") => field(r"content.m\.mentions.user_ids", "value"),
        (RuleKind::Content, ".m.rule.contains_user_name") => {
            Some(Slot { at: "/pattern".to_owned(), text: rule.pattern()?, is_localpart: true })
        }
        _ => None,
    }
}

/// Whether two rules have the same conditions, whoever their owners are.
pub(super) fn same_conditions(a: Rule<'_>, b: Rule<'_>) -> bool {
    if a.kind() == RuleKind::Content {
        // The one content rule looks for its owner.
        return a.pattern().is_some() == b.pattern().is_some();
    }
    let (a, b) = (anonymous(a), anonymous(b));
    a.len() == b.len()
        && a.iter().all(|wanted| b.contains(wanted))
        && b.iter().all(|wanted| a.contains(wanted))
}

/// The conditions with the owner struck out.
fn anonymous(rule: Rule<'_>) -> Vec<Condition> {
    let owner = slot(rule).map(|slot| slot.text.to_owned());
    let mut conditions: Vec<_> = rule.conditions().unwrap_or_default().iter().map(condition::parse).collect();
    for condition in &mut conditions {
        if let Condition::EventMatch { pattern: text, .. }
        | Condition::PropertyContains { value: Scalar::String(text), .. } = condition
            && Some(&*text) == owner.as_ref()
        {
            text.clear();
        }
    }
    conditions
}

/// What actions mean: whether they notify, and the tweaks but for `highlight: false`, which is what
/// no tweak means too (R47).
#[derive(Debug, PartialEq)]
pub(super) struct Effect {
    notify: bool,
    tweaks: Map<String, Value>,
}

pub(super) fn effect(actions: &[Value]) -> Effect {
    let mut tweaks: Map<_, _> =
        tweaks(actions).map(|(_, name, value)| (name.to_owned(), value.clone())).collect();
    if tweaks.get("highlight") == Some(&Value::Bool(false)) {
        tweaks.remove("highlight");
    }
    Effect { notify: actions.iter().any(|action| action.as_str() == Some("notify")), tweaks }
}
