//! One event in all dialects, and where they part.

use serde::Serialize;
use serde_json::Value;

use super::{Dialect, Options};
use crate::{Context, Evaluation, Event, Ruleset, error::PushRulesError};

/// What all dialects say about an event.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DialectComparison {
    /// The answer of each dialect, the specification's first.
    pub answers: Vec<DialectAnswer>,
    /// What they do not agree about; empty if they all say the same.
    pub differences: Vec<DialectDifference>,
}

/// What one dialect says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DialectAnswer {
    /// The dialect.
    pub dialect: Dialect,
    /// Its evaluation; that of no match if it refuses the rules or fails on the event.
    pub evaluation: Evaluation,
    /// Why it refuses or fails, one English clause.
    pub rejection: Option<String>,
}

/// A field of the evaluations that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DialectDifference {
    /// The field of [`Evaluation`], or `rejection`.
    pub field: &'static str,
    /// The dialects by what they say; the specification is in the first group.
    pub groups: Vec<DialectGroup>,
}

/// Dialects that agree about a field.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DialectGroup {
    /// What they say: the field as JSON; for `rejection` whether there is one.
    pub value: Value,
    /// Who says so.
    pub dialects: Vec<Dialect>,
}

/// Evaluates an event in all dialects and groups them by their answers.
///
/// ```
/// use matrix_push_rules::{Context, Dialect, Ruleset, compare_dialects};
///
/// let rules = Ruleset::from_json(r#"{"sender": [
///     {"rule_id": "@bob:example.org", "actions": ["notify"], "enabled": true, "default": false}
/// ]}"#)?;
/// let event = r#"{"type": "m.room.message", "sender": "@bob:example.org", "content": {"body": "hello"}}"#;
/// let comparison = compare_dialects(event, &rules, &Context::new("@alice:example.org"))?;
/// let notify = &comparison.differences[0];
/// assert_eq!(notify.field, "notify");
/// assert_eq!(notify.groups[0].dialects, [Dialect::Spec, Dialect::Ruma]);
/// assert_eq!(notify.groups[1].dialects, [Dialect::Synapse, Dialect::JsSdk]);
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
///
/// # Errors
/// `invalid_json` or `invalid_event` when the event is not a JSON object.
pub fn compare_dialects<'e>(
    event: impl Into<Event<'e>>,
    rules: &Ruleset,
    context: &Context,
) -> Result<DialectComparison, PushRulesError> {
    let event = event.into();
    let mut answers = Vec::with_capacity(Dialect::ALL.len());
    for dialect in Dialect::ALL {
        let compiled = rules.compile(&Options::from(dialect));
        let mut evaluator = compiled.evaluator();
        let evaluation = evaluator.evaluate(event, context)?.clone();
        let rejection = evaluator.rejection().map(str::to_owned);
        answers.push(DialectAnswer { dialect, evaluation, rejection });
    }
    let differences = FIELDS
        .into_iter()
        .map(|(field, value)| DialectDifference { field, groups: groups(&answers, value) })
        .filter(|difference| difference.groups.len() > 1)
        .collect();
    Ok(DialectComparison { answers, differences })
}

/// What is compared. The actions are those of the rule, and what they mean is in the other fields.
const FIELDS: [(&str, fn(&DialectAnswer) -> Value); 7] = [
    ("rejection", |answer| Value::Bool(answer.rejection.is_some())),
    ("notify", |answer| Value::Bool(answer.evaluation.notify)),
    ("notify_in_app", |answer| Value::Bool(answer.evaluation.notify_in_app)),
    ("highlight", |answer| Value::Bool(answer.evaluation.highlight)),
    ("sound", |answer| answer.evaluation.sound.as_deref().map_or(Value::Null, Value::from)),
    ("tweaks", |answer| Value::Object(answer.evaluation.tweaks.clone())),
    ("rule", |answer| {
        let rule = answer.evaluation.rule.as_ref();
        rule.map_or(Value::Null, |rule| {
            let fields = [("kind", rule.kind.as_str()), ("rule_id", rule.rule_id.as_str())];
            fields.into_iter().map(|(name, text)| (name.to_owned(), Value::from(text))).collect()
        })
    }),
];

fn groups(answers: &[DialectAnswer], value: fn(&DialectAnswer) -> Value) -> Vec<DialectGroup> {
    let mut groups: Vec<DialectGroup> = Vec::new();
    for answer in answers {
        let value = value(answer);
        match groups.iter_mut().find(|group| group.value == value) {
            Some(group) => group.dialects.push(answer.dialect),
            None => groups.push(DialectGroup { value, dialects: vec![answer.dialect] }),
        }
    }
    groups
}
