//! Fields that mean nothing where they stand, and rules that are too long to be stored.

use serde_json::Value;

use super::{
    Implementation,
    catalogue::{IGNORED_CONDITIONS, IGNORED_PATTERN, MISPLACED_FIELD, TOO_LONG_FOR_SYNAPSE},
    report::{Report, Subject},
};
use crate::{condition::Condition, json, kind::RuleKind};

/// The longest conditions and actions, as JSON, that Synapse accepts (R11).
const SYNAPSE_RULE_BYTES: usize = 1024;

pub(super) fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let rule = subject.rule;
    let fields = rule.as_value();
    if !rule.kind().has_conditions()
        && let Some(Value::Array(conditions)) = fields.get("conditions")
        && !conditions.is_empty()
    {
        let message = format!("a {} rule has no conditions of its own; these are ignored", rule.kind());
        report.rule(&IGNORED_CONDITIONS, rule, "/conditions", message);
    }
    if rule.kind() != RuleKind::Content && fields.get("pattern").is_some_and(|pattern| !pattern.is_null()) {
        let message =
            format!("only content rules have a `pattern`; it is ignored in a rule of kind `{}`", rule.kind());
        report.rule(&IGNORED_PATTERN, rule, "/pattern", message);
    }
    for given in &subject.conditions {
        let (kind, field, but) = match given.meaning {
            Condition::EventMatch { .. } => ("event_match", "value", ", except by Element Web"),
            Condition::PropertyIs { .. } => ("event_property_is", "pattern", ""),
            Condition::PropertyContains { .. } => ("event_property_contains", "pattern", ""),
            _ => continue,
        };
        if given.value.get(field).is_some_and(|value| !value.is_null()) {
            let message = format!("`{kind}` has no `{field}`; it is ignored{but}");
            report.rule(&MISPLACED_FIELD, rule, &format!("{}/{field}", given.at), message);
        }
    }
    if !subject.predefined && report.cares_for(Implementation::Synapse) {
        check_length(subject, report);
    }
}

fn check_length(subject: &Subject<'_>, report: &mut Report<'_>) {
    for name in ["conditions", "pattern", "actions"] {
        let Some(value) = subject.rule.as_value().get(name) else { continue };
        let length = json::text_of(value).len();
        if length > SYNAPSE_RULE_BYTES {
            let message = format!("`{name}` is {length} bytes of JSON");
            report.rule(&TOO_LONG_FOR_SYNAPSE, subject.rule, &format!("/{name}"), message);
        }
    }
}
