//! Conditions that never hold, hold only somewhere, or are on their way out.

use serde_json::Value;

use super::{
    Implementation,
    catalogue::{
        CONTRADICTORY_CONDITIONS, DEPRECATED_CONDITION, ESCAPED_VALUE, IMPOSSIBLE_MEMBER_COUNT,
        OUTDATED_CONDITION_KIND, OWN_SENDER, PERMISSION_KEY, UNSTABLE_CONDITION,
    },
    implies::{excludes, member_range},
    report::{Given, Report, Subject},
};
use crate::{
    condition::{Condition, Scalar},
    json,
    text::contains,
};

pub(super) fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for given in &subject.conditions {
        check_kind(subject, given, report);
        check_value(subject, given, report);
    }
    check_contradiction(subject, report);
}

fn check_kind(subject: &Subject<'_>, given: &Given<'_>, report: &mut Report<'_>) {
    let rule = subject.rule;
    let kind = given.value.get("kind").and_then(Value::as_str).unwrap_or_default();
    let at = format!("{}/kind", given.at);
    let stable = match kind {
        "com.beeper.msc3758.exact_event_match" => Some("event_property_is"),
        "org.matrix.msc3966.exact_event_property_contains" => Some("event_property_contains"),
        _ => None,
    };
    if let Some(stable) = stable {
        let message = format!("`{kind}` is an old name of `{stable}`");
        report.rule(&OUTDATED_CONDITION_KIND, rule, &at, message);
    }
    if subject.predefined {
        return;
    }
    match &given.meaning {
        Condition::ContainsDisplayName => {
            let message =
                "`contains_display_name` is deprecated and should not be used in new rules".to_owned();
            report.rule(&DEPRECATED_CONDITION, rule, &at, message);
        }
        Condition::RoomVersionSupports { .. }
        | Condition::ThreadSubscription { .. }
        | Condition::CallStarted
        | Condition::RelatedEventMatch { .. } => {
            let message = format!("`{kind}` belongs to a proposal, not to the specification");
            report.rule(&UNSTABLE_CONDITION, rule, &at, message);
        }
        Condition::SenderNotificationPermission { key }
            if key != "room" && report.cares_for(Implementation::Ruma) =>
        {
            let message = format!(
                "the permission for `{key}` has no default in the specification, and ruma never grants it"
            );
            report.rule(&PERMISSION_KEY, rule, &format!("{}/key", given.at), message);
        }
        _ => {}
    }
}

fn check_value(subject: &Subject<'_>, given: &Given<'_>, report: &mut Report<'_>) {
    let rule = subject.rule;
    match &given.meaning {
        Condition::MemberCount(is) if *member_range(*is).end() == 0 => {
            let is = given.value.get("is").and_then(Value::as_str).unwrap_or_default();
            let message = format!("no room has a member count of `{is}`");
            report.rule(&IMPOSSIBLE_MEMBER_COUNT, rule, &format!("{}/is", given.at), message);
        }
        Condition::PropertyIs { path, value: Scalar::String(value) } => {
            check_escape(subject, given, value, report);
            check_owner(subject, given, &path.names, value, "value", report);
        }
        Condition::PropertyContains { value: Scalar::String(value), .. } => {
            check_escape(subject, given, value, report);
        }
        Condition::EventMatch { path, pattern } => {
            check_owner(subject, given, &path.names, pattern, "pattern", report);
        }
        _ => {}
    }
}

/// MSC3930's text escapes values as if they were keys: `m\.poll\.start` is no event type.
fn check_escape(subject: &Subject<'_>, given: &Given<'_>, value: &str, report: &mut Report<'_>) {
    if contains(value, r"\.") {
        let message =
            format!(r"`{value}` contains `\.`, which is not an escape in a value but two characters");
        report.rule(&ESCAPED_VALUE, subject.rule, &format!("{}/value", given.at), message);
    }
}

/// Events of the owner are not evaluated (R67).
fn check_owner(
    subject: &Subject<'_>,
    given: &Given<'_>,
    names: &[String],
    value: &str,
    field: &str,
    report: &mut Report<'_>,
) {
    if names == ["sender"] && report.user_id.as_deref() == Some(value) {
        let message = format!("`{value}` is the owner of the rules");
        report.rule(&OWN_SENDER, subject.rule, &format!("{}/{field}", given.at), message);
    }
}

/// How many conditions are compared with each other: more than any rule has that people wrote.
const MAX_COMPARED: usize = 64;

fn check_contradiction(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (position, later) in subject.conditions.iter().enumerate().take(MAX_COMPARED) {
        let earlier = subject.conditions.iter().take(position);
        if let Some(other) = earlier.into_iter().find(|other| excludes(&other.meaning, &later.meaning)) {
            let [earlier, later_text] = [other.value, later.value].map(json::text_of);
            let message = format!("the conditions `{earlier}` and `{later_text}` never hold together");
            return report.rule(&CONTRADICTORY_CONDITIONS, subject.rule, &later.at, message);
        }
    }
}
