//! Why a condition holds or does not.
//!
//! Whether it holds is given; here is only looked for what to say about it. Each family of conditions
//! has its module. Where the facts do not tell why, as under a dialect that reads the condition
//! differently, the reason is the plain `condition_holds` or `condition_does_not_hold`.

mod call;
mod codes;
mod context;
mod missing;
mod name;
mod pattern;
mod related;
mod value;

use serde::Serialize;
use serde_json::Value;

use super::{Facts, Span};
use crate::condition::{Condition, Misfit};

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
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
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

/// Looks for the reason why a condition holds or does not.
pub(super) fn find(condition: &Condition, matched: bool, facts: &Facts<'_>) -> Finding {
    let Found { reason, actual, spans } = match condition {
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
        Condition::Never(misfit) => Found::new(never(misfit), None),
    };
    let fallback = || {
        if matched {
            Reason::new("condition_holds", "the condition holds")
        } else {
            Reason::new("condition_does_not_hold", "the condition does not hold")
        }
    };
    // The evaluator is right: a reason for the opposite, found under another reading, is none.
    let reason = reason.filter(|reason| codes::says(reason.code) == Some(matched)).unwrap_or_else(fallback);
    debug_assert_eq!(codes::says(reason.code), Some(matched), "`{}` contradicts the evaluation", reason.code);
    Finding { reason, actual, spans: if matched { spans } else { Vec::new() } }
}

fn never(misfit: &Misfit) -> Reason {
    match misfit {
        Misfit::UnknownKind(kind) => Reason::new(
            "unknown_condition",
            format!("the condition kind {} is unknown", super::sentence::Quoted(kind)),
        ),
        Misfit::Invalid { message, .. } => Reason::new("invalid_condition", message.as_str()),
    }
}
