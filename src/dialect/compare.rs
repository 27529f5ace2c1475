//! What the implementations answer, side by side, and where they part.

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

use super::{Actions, Dialect};
use crate::{
    Context, Evaluation, Event, ExplainedRule, Explanation, MatchedRule, Offsets, Options, Outcome, Reason,
    RuleKind, RuleStatus, Ruleset, error::PushRulesError, json,
};

/// One value for each dialect; as JSON an object with the names of the dialects.
#[derive(Debug, Clone, PartialEq)]
pub struct PerDialect<T>([T; 4]);

/// The answers of all dialects to the same question.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DialectComparison {
    /// What each answers. Where it is rejected, that is the evaluation of no rule.
    pub evaluations: PerDialect<Evaluation>,
    /// Why a dialect has no evaluation: see [`Explanation::rejection`].
    pub rejected: PerDialect<Option<Reason>>,
    /// Whether all answer the same.
    pub agree: bool,
    /// Which dialects answer the same: the group of `spec` first.
    pub groups: Vec<DialectGroup>,
    /// What is different, if anything is.
    pub differences: Vec<Difference>,
    /// Why, if anything is.
    pub parting: Option<Parting>,
}

/// Dialects that answer the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DialectGroup {
    /// Which they are, in the order of [`Dialect::ALL`].
    pub dialects: Vec<Dialect>,
    /// What they answer.
    pub evaluation: Evaluation,
    /// Whether that is because they reject the set or the event.
    pub rejected: bool,
}

/// Something in which evaluations differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// `rule`, `notify`, `notify_in_app`, `highlight`, `sound` or `tweaks` (those beside `highlight`).
    pub field: &'static str,
    /// What each answers.
    pub values: PerDialect<Value>,
}

/// The first rule about which the dialects do not agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Parting {
    /// The rule; `None` if it is not about a rule, or one without an id.
    pub rule: Option<MatchedRule>,
    /// What became of the rule; `None` where nothing is known of it.
    pub statuses: PerDialect<Option<RuleStatus>>,
    /// Why: the reason of the rule there, or of the rejection; `rule_matched`, `no_match` and `own_event`
    /// where it is not about a rule, `implicit_highlight` and `actions_read` where it is about its actions.
    pub reasons: PerDialect<Reason>,
    /// The same as one sentence.
    pub message: String,
}

impl<T> PerDialect<T> {
    /// Asks every dialect.
    ///
    /// # Errors
    /// That of the first which has one.
    pub(crate) fn try_of<E>(mut ask: impl FnMut(Dialect) -> Result<T, E>) -> Result<Self, E> {
        let [spec, synapse, js_sdk, ruma] = Dialect::ALL;
        Ok(Self([ask(spec)?, ask(synapse)?, ask(js_sdk)?, ask(ruma)?]))
    }

    pub(crate) fn of(mut ask: impl FnMut(Dialect) -> T) -> Self {
        Self(Dialect::ALL.map(&mut ask))
    }

    /// The value of a dialect.
    #[must_use]
    pub const fn get(&self, dialect: Dialect) -> &T {
        let [spec, synapse, js_sdk, ruma] = &self.0;
        match dialect {
            Dialect::Spec => spec,
            Dialect::Synapse => synapse,
            Dialect::JsSdk => js_sdk,
            Dialect::Ruma => ruma,
        }
    }

    /// All values with their dialects, in the order of [`Dialect::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Dialect, &T)> {
        Dialect::ALL.into_iter().zip(&self.0)
    }
}

impl<T: Serialize> Serialize for PerDialect<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (dialect, value) in self.iter() {
            map.serialize_entry(dialect.as_str(), value)?;
        }
        map.end()
    }
}

/// Evaluates an event as every dialect does, and says where they part.
///
/// ```
/// use matrix_push_rules::{Context, Dialect, Ruleset, compare_dialects};
///
/// let rules = Ruleset::from_json(r#"{"content": [
///     {"rule_id": "foo", "pattern": "foo", "actions": ["notify"], "enabled": true, "default": false}
/// ]}"#)?;
/// let event = serde_json::json!({ "sender": "@bob:example.org", "content": { "body": "éfoo" } });
/// let comparison = compare_dialects(&event, &rules, &Context::new("@alice:example.org"))?;
/// assert!(!comparison.agree);
/// assert!(comparison.evaluations.get(Dialect::Ruma).notify);
/// assert!(!comparison.evaluations.get(Dialect::Synapse).notify);
/// assert_eq!(
///     comparison.parting.unwrap().message,
///     "the content rule `foo`: `content.body` contains `foo` at 2–5 (spec, js-sdk, ruma); `content.body` \
///      has `foo` only inside a longer word, `éfoo` at 0–5: to Synapse the letters of all scripts are parts \
///      of words (synapse)",
/// );
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
    compare_dialects_in(event, rules, context, Offsets::Bytes)
}

/// The same, with positions in the body counted as you like.
///
/// # Errors
/// Those of [`compare_dialects`].
pub fn compare_dialects_in<'e>(
    event: impl Into<Event<'e>>,
    rules: &Ruleset,
    context: &Context,
    offsets: Offsets,
) -> Result<DialectComparison, PushRulesError> {
    let event = event.into();
    let explanations = PerDialect::try_of(|dialect| {
        rules.compile(&Options::from(dialect)).explain_in(event, context, offsets)
    })?;
    let groups = groups(&explanations);
    let agree = groups.len() == 1;
    Ok(DialectComparison {
        agree,
        groups,
        differences: differences(&explanations),
        parting: if agree { None } else { Some(parting(&explanations)) },
        rejected: PerDialect::of(|dialect| explanations.get(dialect).rejection.clone()),
        evaluations: PerDialect::of(|dialect| explanations.get(dialect).evaluation.clone()),
    })
}

/// Whether two evaluations mean the same: Element Web writes `highlight` among the tweaks where it is
/// `false`, too.
fn is_same(one: &Evaluation, other: &Evaluation) -> bool {
    FIELDS.iter().all(|(_, value)| value(one) == value(other))
}

type Field = (&'static str, fn(&Evaluation) -> Value);

/// What is compared. The actions are those of the rule, and what they mean is in the other fields.
const FIELDS: [Field; 6] = [
    ("rule", |evaluation| {
        evaluation.rule.as_ref().map_or(Value::Null, |rule| {
            let fields = vec![("kind", rule.kind.as_str().into()), ("rule_id", rule.rule_id.as_str().into())];
            Value::Object(json::fields(fields))
        })
    }),
    ("notify", |evaluation| Value::from(evaluation.notify)),
    ("notify_in_app", |evaluation| Value::from(evaluation.notify_in_app)),
    ("highlight", |evaluation| Value::from(evaluation.highlight)),
    ("sound", |evaluation| Value::from(evaluation.sound.clone())),
    ("tweaks", |evaluation| {
        let tweaks = evaluation.tweaks.iter().filter(|(name, _)| *name != "highlight");
        tweaks.map(|(name, value)| (name.clone(), value.clone())).collect()
    }),
];

fn groups(explanations: &PerDialect<Explanation>) -> Vec<DialectGroup> {
    let mut groups: Vec<DialectGroup> = Vec::new();
    for (dialect, Explanation { evaluation, rejection, .. }) in explanations.iter() {
        let rejected = rejection.is_some();
        let same = groups
            .iter_mut()
            .find(|group| group.rejected == rejected && is_same(&group.evaluation, evaluation));
        match same {
            Some(group) => group.dialects.push(dialect),
            None => groups.push(DialectGroup {
                dialects: vec![dialect],
                evaluation: evaluation.clone(),
                rejected,
            }),
        }
    }
    groups
}

fn differences(explanations: &PerDialect<Explanation>) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (field, value) in FIELDS {
        let values = PerDialect::of(|dialect| value(&explanations.get(dialect).evaluation));
        let first = values.get(Dialect::Spec);
        if values.iter().any(|(_, value)| value != first) {
            differences.push(Difference { field, values });
        }
    }
    differences
}

/// Which rule a rule of another explanation is.
fn same_rule<'x>(rules: &'x [ExplainedRule], wanted: &ExplainedRule) -> Option<&'x ExplainedRule> {
    rules.iter().find(|rule| rule.kind == wanted.kind && rule.position == wanted.position)
}

fn parting(explanations: &PerDialect<Explanation>) -> Parting {
    let has_won = |rule: &&ExplainedRule| rule.status == RuleStatus::Matched;
    let winner = |explanation: &Explanation| {
        explanation.rules.iter().find(has_won).map(|rule| (rule.kind, rule.position))
    };
    let spec = explanations.get(Dialect::Spec);
    // Of the rules that decide for some dialect, the first in the order of the specification.
    let first = spec
        .rules
        .iter()
        .find(|rule| explanations.iter().any(|(_, other)| winner(other) == Some((rule.kind, rule.position))));
    let of_rule =
        |dialect: Dialect| first.and_then(|first| same_rule(&explanations.get(dialect).rules, first));
    let mut winners = explanations.iter().filter(|(_, other)| other.rejection.is_none());
    let same_winner =
        winners.next().is_none_or(|(_, one)| winners.all(|(_, other)| winner(one) == winner(other)));
    let is_rejected = explanations.iter().any(|(_, other)| other.rejection.is_some());
    // Where all that answer agree, it is not about a rule.
    let first = first.filter(|_| !(same_winner && is_rejected));
    let reasons = PerDialect::of(|dialect| {
        let explanation = explanations.get(dialect);
        match (&explanation.rejection, of_rule(dialect)) {
            (Some(rejection), _) => rejection.clone(),
            (None, _) if is_rejected && same_winner => of_outcome(explanation),
            (None, Some(_)) if same_winner => of_actions(dialect, &explanation.evaluation),
            (None, Some(rule)) => rule.reason.clone(),
            (None, None) => of_outcome(explanation),
        }
    });
    let mut message = String::new();
    if let Some(rule) = first {
        message.push_str("the ");
        message.push_str(rule.kind.as_str());
        message.push_str(" rule `");
        message.push_str(rule.rule_id.as_deref().unwrap_or_default());
        message.push_str("`: ");
    }
    message.push_str(&sentence(&reasons));
    Parting {
        rule: first.and_then(|rule| Some(MatchedRule { kind: rule.kind, rule_id: rule.rule_id.clone()? })),
        statuses: PerDialect::of(|dialect| of_rule(dialect).map(|rule| rule.status)),
        reasons,
        message,
    }
}

/// Each reason with the dialects that have it.
fn sentence(reasons: &PerDialect<Reason>) -> String {
    let mut parts: Vec<(&Reason, String)> = Vec::new();
    for (dialect, reason) in reasons.iter() {
        match parts.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => {
                names.push_str(", ");
                names.push_str(dialect.as_str());
            }
            None => parts.push((reason, dialect.as_str().to_owned())),
        }
    }
    let mut sentence = String::new();
    for (reason, names) in parts {
        if !sentence.is_empty() {
            sentence.push_str("; ");
        }
        sentence.push_str(&reason.message);
        sentence.push_str(" (");
        sentence.push_str(&names);
        sentence.push(')');
    }
    sentence
}

/// What is said where the same rule decides, but its actions mean something else (A16–A19).
fn of_actions(dialect: Dialect, evaluation: &Evaluation) -> Reason {
    let behaviour = dialect.behaviour();
    let is_content = evaluation.rule.as_ref().is_some_and(|rule| rule.kind == RuleKind::Content);
    let sets_highlight = evaluation
        .actions
        .iter()
        .any(|action| action.get("set_tweak").and_then(Value::as_str) == Some("highlight"));
    if behaviour.actions == Actions::JsSdk && is_content && !sets_highlight {
        let message = format!(
            "{} highlights what a content rule matches unless the rule says otherwise",
            behaviour.name
        );
        return Reason::new("implicit_highlight", message);
    }
    let tweaks = json::text_of(&evaluation.tweaks.clone().into());
    Reason::new("actions_read", format!("it matches, and its actions set the tweaks `{tweaks}`"))
}

fn of_outcome(explanation: &Explanation) -> Reason {
    match (&explanation.evaluation.rule, explanation.outcome) {
        (Some(rule), _) => {
            Reason::new("rule_matched", format!("the {} rule `{}` matches", rule.kind, rule.rule_id))
        }
        (None, Outcome::OwnEvent) => Reason::new("own_event", "the owner of the rules sent the event"),
        (None, _) => Reason::new("no_match", "no rule matches"),
    }
}
