//! Why a condition holds or does not.
//!
//! Whether it holds is given; here is only looked for what to say about it. Each family of conditions
//! has its module, and [`dialect`] says what is different elsewhere. Where the facts do not tell why,
//! the reason is the plain `condition_holds`, `condition_does_not_hold` or `dialect_reading`.

mod call;
mod codes;
mod context;
mod dialect;
mod missing;
mod name;
mod pattern;
mod related;
mod value;

use serde::Serialize;
use serde_json::Value;

use super::{Facts, Span};
use crate::{
    condition::{Condition, Misfit},
    dialect::Chosen,
    kind::RuleKind,
};

/// Why something is as it is: a code for programs and a sentence for people.
///
/// Reasons of rules have the codes that [`RuleStatus`](crate::RuleStatus) lists. These are the codes of
/// conditions:
///
#[doc = include_str!("codes.md")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Which reason it is, stable across versions, in `snake_case`.
    pub code: &'static str,
    /// One plain English sentence with the facts, lower-case and without a full stop.
    pub message: String,
}

impl Reason {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Whether it is that of a condition that does not hold, but at a glance looks as if it should.
    pub(super) fn is_near_miss(&self) -> bool {
        codes::is_near_miss(self.code)
    }
}

/// What there is to say about a condition.
pub(super) struct Finding {
    pub(super) reason: Reason,
    pub(super) actual: Option<Value>,
    pub(super) spans: Vec<Span>,
}

/// What a family of conditions has found. A reason is `None` if the facts do not tell one.
#[derive(Default)]
struct Found {
    reason: Option<Reason>,
    actual: Option<Value>,
    spans: Vec<Span>,
}

impl Found {
    fn new(reason: impl Into<Option<Reason>>, actual: Option<Value>) -> Self {
        Self { reason: reason.into(), actual, spans: Vec::new() }
    }
}

/// A condition of a rule, and how it turned out.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) condition: &'a Condition,
    /// The kind of the rule.
    pub(super) kind: RuleKind,
    pub(super) matched: bool,
}

/// Looks for the reason why a condition holds or does not.
pub(super) fn find(subject: &Subject<'_>, facts: &Facts<'_>) -> Finding {
    let matched = subject.matched;
    let elsewhere = if facts.dialect.is_spec() { None } else { dialect::find(subject, facts) };
    let found = elsewhere.unwrap_or_else(|| as_specified(subject.condition, matched, facts));
    let fallback = || {
        if !facts.dialect.is_spec() {
            dialect::fallback(matched, facts.dialect)
        } else if matched {
            Reason::new("condition_holds", "the condition holds")
        } else {
            Reason::new("condition_does_not_hold", "the condition does not hold")
        }
    };
    // The evaluator is right: a reason for the opposite, found under another reading, is none.
    let fits = |reason: &Reason| codes::fits(reason.code, matched);
    let reason = found.reason.filter(fits).unwrap_or_else(fallback);
    debug_assert!(fits(&reason), "`{}` contradicts the evaluation", reason.code);
    Finding { reason, actual: found.actual, spans: if matched { found.spans } else { Vec::new() } }
}

fn as_specified(condition: &Condition, matched: bool, facts: &Facts<'_>) -> Found {
    match condition {
        Condition::EventMatch { path, pattern } => pattern::find(path, pattern, matched, facts),
        Condition::PropertyIs { path, value } => value::find_is(path, value, matched, facts),
        Condition::PropertyContains { path, value } => value::find_contains(path, value, matched, facts),
        Condition::ContainsDisplayName => name::find(matched, facts),
        Condition::MemberCount(is) => context::find_member_count(*is, facts),
        Condition::SenderNotificationPermission { key } => context::find_permission(key, matched, facts),
        Condition::RoomVersionSupports { feature } => context::find_feature(feature, matched, facts),
        Condition::ThreadSubscription { subscribed } => context::find_thread(*subscribed, matched, facts),
        Condition::CallStarted => call::find(matched, facts),
        Condition::RelatedEventMatch { rel_type, property, include_fallbacks } => {
            related::find(rel_type, property.as_ref(), *include_fallbacks, matched, facts)
        }
        Condition::Never(misfit) => Found::new(never(misfit, facts.dialect), None),
    }
}

fn never(misfit: &Misfit, dialect: Chosen) -> Reason {
    match misfit {
        Misfit::UnknownKind(kind) => {
            let kind = super::sentence::Quoted(kind);
            let message = if dialect.is_spec() {
                format!("the condition kind {kind} is unknown")
            } else {
                format!("{} does not know the condition kind {kind}", dialect.name)
            };
            Reason::new("unknown_condition", message)
        }
        Misfit::Invalid { message, .. } => Reason::new("invalid_condition", message.as_str()),
    }
}
