//! Why an event does or does not notify: the evaluation, rule by rule and condition by condition.
//!
//! [`explain`] walks through the rules with the evaluator's own tests and an observer that writes down
//! the results. What is said about them is worked out afterwards, from the event and the context, by
//! the modules in [`reason`]: words only, no decisions. So an explanation cannot answer differently
//! from [`evaluate`](crate::evaluate()), and evaluating does not pay for explanations.

mod facts;
mod reason;
mod record;
mod rule;
mod sentence;
mod spans;

use serde::Serialize;
use serde_json::Value;

use self::{facts::Facts, record::Record};
pub use self::{
    reason::Reason,
    spans::{Offsets, Span},
};
use crate::{
    CompiledRuleset, Context, Evaluation, Event, Options, RuleKind, Ruleset, error::PushRulesError,
    evaluate::Walked, properties,
};

/// An evaluation with the reasons for it.
///
/// As JSON, the fields of the [`Evaluation`] stand beside `outcome` and `rules`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// What [`evaluate`](crate::evaluate()) answers.
    #[serde(flatten)]
    pub evaluation: Evaluation,
    /// What kind of answer that is.
    pub outcome: Outcome,
    /// Why there is no evaluation, with the outcome `ruleset_rejected`: `set_refused` (the dialect
    /// cannot read the set), `event_not_evaluated` (it cannot read the event or the power levels) or
    /// `exception` (it fails at a rule). Never in the `spec` dialect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejection: Option<Reason>,
    /// All rules in the order of evaluation, those after the one that matched included.
    pub rules: Vec<ExplainedRule>,
}

/// How an evaluation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// A rule matched, and its actions count.
    RuleMatched,
    /// No rule matched: the event does not notify (R3).
    NoMatch,
    /// The owner of the rules sent the event: no rule counts (R67).
    OwnEvent,
    /// The implementation that a dialect stands for refuses the whole set for one bad rule, or fails on
    /// the event: [`Explanation::rejection`] says why.
    RulesetRejected,
}

/// What happened to a rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExplainedRule {
    /// The list that holds the rule.
    pub kind: RuleKind,
    /// Its id, if it has one.
    pub rule_id: Option<String>,
    /// The position in the list.
    #[serde(skip)]
    pub(crate) position: usize,
    /// What became of it.
    pub status: RuleStatus,
    /// Whether the rule can be understood and all its conditions hold: also known of rules that are
    /// switched off, out of force or behind the one that matched.
    pub would_match: bool,
    /// Why it has this status. The codes are those of the status (see [`RuleStatus`]).
    pub reason: Reason,
    /// Its conditions in their order, those that its kind implies included; none for an invalid rule.
    pub conditions: Vec<ExplainedCondition>,
}

/// What became of a rule. The first that applies of: invalid, disabled, suppressed, not reached,
/// matched or not matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RuleStatus {
    /// It is the one whose actions count: `all_conditions_hold`, or `no_conditions` (R9).
    Matched,
    /// A condition does not hold: `condition_does_not_hold`.
    NotMatched,
    /// It is switched off: `disabled` (R6).
    Disabled,
    /// It is out of force for this event: `mentions_present`, for a legacy mention rule and an event
    /// with `m.mentions` (R59), or `extensible_events` (MSC3932).
    Suppressed,
    /// It cannot be understood. The code is that of the [`Diagnostic`](crate::Diagnostic), such as
    /// `missing_actions`. In other dialects also `set_refused` or `exception`, for the rule that is to
    /// blame, `duplicate_rule_id` and `unknown_kind`.
    Invalid,
    /// Its turn did not come: `earlier_match`, `own_event`, or the code of the
    /// [rejection](Explanation::rejection).
    NotReached,
}

/// What happened to a condition.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExplainedCondition {
    /// The condition as it stands in the rule; for content, room and sender rules the one that is
    /// implied (R10), as if it stood there.
    pub condition: Value,
    /// Whether it holds.
    pub matched: bool,
    /// Whether it does not hold, but at a glance looks as if it should: the word is there, inside a longer
    /// one. These are the codes that nearly hold (see [`Reason`]). Absent in JSON unless `true`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub near_miss: bool,
    /// What the condition looked at: the property's value, or that of the context. Absent if there is
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<Value>,
    /// Why it holds or does not. See [`Reason`] for the codes.
    pub reason: Reason,
    /// Where it matches in `content.body`, from left to right without overlaps, for patterns and
    /// display names that do.
    pub spans: Vec<Span>,
}

/// Explains the evaluation of one event: [`Ruleset::compile`] and [`CompiledRuleset::explain`] in one
/// call.
///
/// ```
/// use matrix_push_rules::{Context, Options, RuleStatus, Ruleset, explain};
///
/// let rules = Ruleset::from_json(r#"{
///     "content": [{"rule_id": "foo", "pattern": "foo", "actions": ["notify"], "enabled": true, "default": false}],
///     "underride": [{"rule_id": "pair", "conditions": [{"kind": "room_member_count", "is": "2"}],
///                    "actions": ["notify"], "enabled": true, "default": false}]
/// }"#)?;
/// let event = serde_json::json!({
///     "type": "m.room.message", "sender": "@bob:example.org", "content": { "body": "the foobar" },
/// });
/// let mut context = Context::new("@alice:example.org");
/// context.member_count = Some(3);
///
/// let explanation = explain(&event, &rules, &context, &Options::default())?;
/// assert!(!explanation.evaluation.notify);
/// let [foo, pair] = explanation.rules.as_slice() else { panic!() };
/// assert_eq!(foo.status, RuleStatus::NotMatched);
/// assert_eq!(
///     foo.conditions[0].reason.message,
///     "`content.body` contains `foo` only inside a longer word: `foobar` at 4–10",
/// );
/// assert_eq!(pair.conditions[0].reason.message, "3 members, the rule wants exactly 2");
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
///
/// # Errors
/// See [`CompiledRuleset::explain`].
pub fn explain<'e>(
    event: impl Into<Event<'e>>,
    rules: &Ruleset,
    context: &Context,
    options: &Options,
) -> Result<Explanation, PushRulesError> {
    rules.compile(options).explain(event, context)
}

impl CompiledRuleset {
    /// Explains the evaluation of an event, with [`Offsets::Bytes`].
    ///
    /// ```
    /// use matrix_push_rules::{Context, Options, Ruleset};
    ///
    /// let rules = Ruleset::from_json(r#"{"content": [
    ///     {"rule_id": "fuel", "pattern": "fuel", "actions": ["notify"], "enabled": true, "default": false}
    /// ]}"#)?
    /// .compile(&Options::default());
    /// let event = r#"{"sender": "@bob:example.org", "content": {"body": "Fuel! More fuel!"}}"#;
    /// let explanation = rules.explain(event, &Context::new("@alice:example.org"))?;
    /// let spans = &explanation.rules[0].conditions[0].spans;
    /// assert_eq!(spans.iter().map(|span| (span.start, span.end)).collect::<Vec<_>>(), [(0, 4), (11, 15)]);
    /// # Ok::<(), matrix_push_rules::PushRulesError>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_json` or `invalid_event` when the event is not a JSON object. An explanation reads the
    /// whole event, where an evaluation skips over what no rule asks for: a number or an escape that
    /// cannot be represented is found wherever it is.
    pub fn explain<'e>(
        &self,
        event: impl Into<Event<'e>>,
        context: &Context,
    ) -> Result<Explanation, PushRulesError> {
        self.explain_in(event, context, Offsets::Bytes)
    }

    /// Explains the evaluation of an event, with positions in the body counted as you like.
    ///
    /// # Errors
    /// Those of [`CompiledRuleset::explain`].
    pub fn explain_in<'e>(
        &self,
        event: impl Into<Event<'e>>,
        context: &Context,
        offsets: Offsets,
    ) -> Result<Explanation, PushRulesError> {
        let event = event.into();
        let mut record = Record::default();
        let mut evaluator = self.evaluator();
        let walked = evaluator.observe(event, context, &mut record)?;
        let parsed;
        let event = match event {
            Event::Value(value) => value,
            Event::Json(text) => {
                parsed = properties::parse(text)?;
                &parsed
            }
        };
        let (outcome, matched) = match walked {
            Walked::OwnEvent => (Outcome::OwnEvent, None),
            Walked::NoMatch => (Outcome::NoMatch, None),
            Walked::Matched(position) => (Outcome::RuleMatched, Some(position)),
            Walked::Thrown(_) | Walked::Rejected => (Outcome::RulesetRejected, None),
        };
        let rejection = evaluator.rejection().map(|why| rule::rejection(self, walked, why));
        let facts = Facts::new(event, context, self.program.dialect, offsets);
        Ok(Explanation {
            evaluation: self.program.evaluation(matched).clone(),
            outcome,
            rules: rule::explain_all(self, &record, walked, rejection.as_ref(), &facts),
            rejection,
        })
    }
}
