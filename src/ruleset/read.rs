//! What one rule of a document means, and what is wrong with it.

use serde_json::Value;

use super::{Rule, javascript::read_in_javascript, type_name};
use crate::{
    condition::{self, Condition, Fault, Misfit, PropertyPath, Scalar},
    diagnostic::{Severity, pointer},
    dialect::{Chosen, Faults, Ids},
    kind::RuleKind,
};

/// A rule that can be tried: its implicit conditions (R10) made explicit.
pub(crate) struct ReadRule<'a> {
    pub(crate) enabled: bool,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) actions: &'a [Value],
    /// Why the evaluation ends with an exception when all conditions hold, in a dialect where it can.
    /// The conditions after the one that throws are left out then.
    pub(crate) throws: Option<&'static str>,
}

/// Something to say about a rule; becomes a [`Diagnostic`](crate::Diagnostic).
pub(crate) struct Problem {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    /// JSON pointer within the rule.
    pub(crate) at: String,
    pub(crate) message: String,
}

impl Problem {
    /// Whether the rule as a whole cannot be understood because of it.
    pub(crate) fn spoils_the_rule(&self) -> bool {
        // Deeper are single conditions and actions.
        self.severity == Severity::Error && self.at.bytes().filter(|&byte| byte == b'/').count() < 2
    }
}

/// Reads a rule and reports its problems. `None` when the rule as a whole cannot be understood: it
/// then never matches. Problems of single conditions and actions leave the rest of the rule in
/// force, as a condition that cannot match and an action that does nothing.
pub(crate) fn read<'a>(rule: Rule<'a>, report: &mut dyn FnMut(Problem)) -> Option<ReadRule<'a>> {
    read_as(rule, Chosen::SPEC, report)
}

/// Reads a rule as a dialect does. One that refuses whole sets has not [refused](super::refusal) this.
pub(crate) fn read_as<'a>(
    rule: Rule<'a>,
    dialect: Chosen,
    report: &mut dyn FnMut(Problem),
) -> Option<ReadRule<'a>> {
    if dialect.faults == Faults::Thrown {
        return read_in_javascript(rule, dialect);
    }
    let mut problem = |code, severity, at: &str, message: String| {
        report(Problem { code, severity, at: at.to_owned(), message });
    };
    let Value::Object(fields) = rule.as_value() else {
        let message = format!("the rule is {}, not an object", type_name(rule.as_value()));
        problem("not_an_object", Severity::Error, "", message);
        return None;
    };

    // Every fault is reported, not just the first one; `usable` collects the verdict.
    let mut usable = true;
    if rule.rule_id().is_none() {
        usable = false;
        match fields.get("rule_id") {
            None => problem("missing_rule_id", Severity::Error, "", "the rule has no `rule_id`".to_owned()),
            Some(other) => problem(
                "invalid_rule_id",
                Severity::Error,
                "/rule_id",
                format!("`rule_id` is {}, not a string", type_name(other)),
            ),
        }
    }
    match fields.get("enabled") {
        Some(Value::Bool(_)) => {}
        None => problem(
            "missing_enabled",
            Severity::Warning,
            "",
            "the rule has no `enabled`; it counts as enabled".to_owned(),
        ),
        Some(other) => {
            usable = false;
            let message = format!("`enabled` is {}, not a boolean", type_name(other));
            problem("invalid_enabled", Severity::Error, "/enabled", message);
        }
    }
    let conditions = read_conditions(rule, dialect, &mut problem).unwrap_or_else(|| {
        usable = false;
        Vec::new()
    });
    let actions = rule.actions().unwrap_or_else(|| {
        usable = false;
        match fields.get("actions") {
            None => problem("missing_actions", Severity::Error, "", "the rule has no `actions`".to_owned()),
            Some(other) => problem(
                "invalid_actions",
                Severity::Error,
                "/actions",
                format!("`actions` is {}, not an array", type_name(other)),
            ),
        }
        &[]
    });
    for (position, action) in actions.iter().enumerate() {
        crate::action::check(action, &mut |code, severity, at, message| {
            let at = format!("{}{at}", pointer("/actions", &position.to_string()));
            problem(code, severity, &at, message);
        });
    }
    usable.then(|| ReadRule { enabled: rule.is_enabled(), conditions, actions, throws: None })
}

fn read_conditions(
    rule: Rule<'_>,
    dialect: Chosen,
    problem: &mut dyn FnMut(&'static str, Severity, &str, String),
) -> Option<Vec<Condition>> {
    match rule.kind() {
        RuleKind::Content => {
            let Some(pattern) = rule.pattern() else {
                let (at, message) = match rule.as_value().get("pattern") {
                    None => ("", "the content rule has no `pattern`".to_owned()),
                    Some(other) => ("/pattern", format!("`pattern` is {}, not a string", type_name(other))),
                };
                problem("missing_pattern", Severity::Error, at, message);
                return None;
            };
            Some(vec![body_condition(pattern)])
        }
        RuleKind::Room | RuleKind::Sender => {
            Some(vec![id_condition(rule.kind(), rule.rule_id().unwrap_or_default(), dialect)])
        }
        RuleKind::Override | RuleKind::Postcontent | RuleKind::Underride => {
            match rule.as_value().get("conditions") {
                // "A rule with no conditions always matches" (R9).
                None => Some(Vec::new()),
                Some(Value::Array(conditions)) => Some(
                    conditions
                        .iter()
                        .enumerate()
                        .map(|(i, c)| read_condition(i, c, dialect, problem))
                        .collect(),
                ),
                Some(other) => {
                    let message = format!("`conditions` is {}, not an array", type_name(other));
                    problem("invalid_conditions", Severity::Error, "/conditions", message);
                    None
                }
            }
        }
    }
}

/// The condition that a content rule implies.
pub(super) fn body_condition(pattern: &str) -> Condition {
    Condition::EventMatch { path: PropertyPath::of(&["content", "body"]), pattern: pattern.to_owned() }
}

/// The condition that a room or sender rule implies.
pub(super) fn id_condition(kind: RuleKind, rule_id: &str, dialect: Chosen) -> Condition {
    let (property, ids) = match kind {
        RuleKind::Sender => (dialect.sender_property, dialect.sender_ids),
        _ => ("room_id", dialect.room_ids),
    };
    let path = PropertyPath::of(&[property]);
    match ids {
        Ids::Exact => Condition::PropertyIs { path, value: Scalar::String(rule_id.to_owned()) },
        Ids::Pattern => Condition::EventMatch { path, pattern: rule_id.to_owned() },
    }
}

fn read_condition(
    position: usize,
    value: &Value,
    dialect: Chosen,
    problem: &mut dyn FnMut(&'static str, Severity, &str, String),
) -> Condition {
    let condition = match condition::parse_as(value, dialect) {
        Ok(condition) => condition,
        Err(Fault::Never(misfit)) => Condition::Never(misfit),
        // Only the dialect with a reader of its own throws.
        Err(Fault::Thrown(message)) => {
            Condition::Never(Misfit::Invalid { at: "", message: message.to_owned() })
        }
    };
    if let Condition::Never(misfit) = &condition {
        let at = pointer("/conditions", &position.to_string());
        match misfit {
            Misfit::UnknownKind(kind) => problem(
                "unknown_condition",
                Severity::Warning,
                &format!("{at}/kind"),
                format!("the condition kind `{kind}` is unknown; the rule never matches"),
            ),
            Misfit::Invalid { at: within, message } => problem(
                "invalid_condition",
                Severity::Error,
                &format!("{at}{within}"),
                format!("{message}; the rule never matches"),
            ),
        }
    }
    condition
}
