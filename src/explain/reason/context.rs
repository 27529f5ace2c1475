//! Why a condition on what the context says holds or does not.

use serde_json::Value;

use super::{Found, Reason, missing::missing};
use crate::{
    condition::{Comparison, MemberCountIs, PropertyPath},
    explain::{
        facts::Facts,
        sentence::{Count, Quoted, QuotedValue},
    },
    power_levels::{Level, PowerLevels},
};

/// The reason of a `room_member_count` (R35).
pub(super) fn find_member_count(is: MemberCountIs, facts: &Facts<'_>) -> Found {
    let Some(count) = facts.context.member_count else {
        return Found::new(Reason::new("member_count_unknown", "the context has no `member_count`"), None);
    };
    let wanted = match is.comparison {
        Comparison::Equal => "exactly",
        Comparison::Less => "less than",
        Comparison::Greater => "more than",
        Comparison::LessOrEqual => "at most",
        Comparison::GreaterOrEqual => "at least",
    };
    let (code, but) = if is.holds(count) {
        ("member_count_fits", "as the rule wants:")
    } else {
        ("member_count_differs", "the rule wants")
    };
    let message = format!("{}, {but} {wanted} {}", Count(count, "member"), is.count);
    Found::new(Reason::new(code, message), Some(Value::from(count)))
}

/// The reason of a `sender_notification_permission` (R37–R41). What it looked at is the sender's level.
pub(super) fn find_permission(key: &str, matched: bool, facts: &Facts<'_>) -> Found {
    let context = facts.context;
    let Some(content) = &context.power_levels else {
        return Found::new(Reason::new("power_levels_unknown", "the context has no `power_levels`"), None);
    };
    let path = PropertyPath::of(&["sender"]);
    let sender = match facts.get(&path.names) {
        Some(Value::String(sender)) => sender,
        Some(other) => {
            let message = format!("`sender` is {}, not a string", crate::ruleset::type_name(other));
            return Found::new(Reason::new("property_not_a_string", message), None);
        }
        None => return Found::new(missing(&path, facts.event(), "the event"), None),
    };
    let levels =
        PowerLevels { content, room_version: context.room_version.as_deref(), creators: &context.creators };
    let needed = levels.needed_to_notify(key);
    let code = if matched { "power_level_suffices" } else { "power_level_too_low" };
    let (message, actual) = match levels.of_user(sender) {
        Level::Number(level) => (
            format!("the sender has power level {level}, {} notifications need {needed}", Quoted(key)),
            Value::from(level),
        ),
        Level::Infinite => (
            format!(
                "the sender created the room and is above all power levels, {} notifications need {needed}",
                Quoted(key)
            ),
            Value::from("infinite"),
        ),
    };
    Found::new(Reason::new(code, message), Some(actual))
}

/// The reason of a `room_version_supports` (MSC3931).
pub(super) fn find_feature(feature: &str, matched: bool, facts: &Facts<'_>) -> Found {
    let features = &facts.context.room_features;
    let reason = if matched {
        Reason::new("feature_supported", format!("`room_features` of the context has {}", Quoted(feature)))
    } else if features.is_empty() {
        Reason::new("feature_not_supported", "the context has no `room_features`")
    } else {
        let message = format!("`room_features` of the context does not have {}", Quoted(feature));
        Reason::new("feature_not_supported", message)
    };
    let actual = (!features.is_empty()).then(|| Value::from(features.clone()));
    Found::new(reason, actual)
}

/// The reason of a `thread_subscription` (MSC4306).
pub(super) fn find_thread(subscribed: bool, matched: bool, facts: &Facts<'_>) -> Found {
    let known = facts.context.thread_subscribed;
    let actual = known.map(Value::from);
    let path = PropertyPath::of(&["content", "m.relates_to", "rel_type"]);
    let rel_type = facts.get(&path.names);
    let follows = |yes| if yes { "follows" } else { "does not follow" };
    let reason = match (rel_type, known) {
        (None, _) => Reason::new(
            "not_in_thread",
            format!("the event is in no thread: it has no {}", Quoted(&path.key)),
        ),
        (Some(rel_type), _) if rel_type.as_str() != Some("m.thread") => Reason::new(
            "not_in_thread",
            format!(
                "the event is in no thread: {} is {}, not `m.thread`",
                Quoted(&path.key),
                QuotedValue(rel_type)
            ),
        ),
        (_, None) => Reason::new("thread_subscription_unknown", "the context has no `thread_subscribed`"),
        (_, Some(known)) if matched => Reason::new(
            "thread_subscription_fits",
            format!("the event is in a thread that the user {}", follows(known)),
        ),
        (_, Some(known)) => Reason::new(
            "thread_subscription_differs",
            format!(
                "the user {} the thread, the rule wants one that the user {}",
                follows(known),
                follows(subscribed)
            ),
        ),
    };
    Found::new(reason, actual)
}
