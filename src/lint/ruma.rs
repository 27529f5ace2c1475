//! What makes ruma refuse a whole set of rules (A25, A26): it reads all of it or nothing.

use serde_json::Value;

use super::{
    Implementation,
    catalogue::REJECTED_BY_RUMA,
    report::{Report, Subject},
};
use crate::{diagnostic::pointer, json, kind::RuleKind, ruleset::type_name};

/// The largest integer that ruma reads: 2^53 − 1.
const MAX_INTEGER: u64 = (1 << 53) - 1;

/// A place in a rule, as JSON pointer, and what is wrong with it.
type Fault = (String, String);

/// Rules; those with bad ids are the business of `not_a_room_id` and `not_a_user_id`.
pub(super) fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    // Without MSC4306 ruma does not look at that list.
    if subject.rule.kind() == RuleKind::Postcontent || !report.cares_for(Implementation::Ruma) {
        return;
    }
    if let Some((at, what)) = fault_of_rule(subject) {
        report.rule(&REJECTED_BY_RUMA, subject.rule, &at, format!("{what}; ruma refuses the whole set"));
    }
}

pub(super) fn check_lists(report: &mut Report<'_>) {
    if !report.cares_for(Implementation::Ruma) {
        return;
    }
    let rules = report.rules;
    for (name, list) in rules.lists() {
        if let Ok(kind) = name.parse()
            && kind != RuleKind::Postcontent
            && !list.is_array()
        {
            let message =
                format!("`{name}` is {}, not an array; ruma refuses the whole set", type_name(list));
            report.list(&REJECTED_BY_RUMA, kind, None, message);
        }
    }
}

fn fault_of_rule(subject: &Subject<'_>) -> Option<Fault> {
    let rule = subject.rule;
    let Value::Object(fields) = rule.as_value() else {
        return Some((String::new(), "the rule is not an object".to_owned()));
    };
    let of_field = |name: &str, wanted: &str, fits: fn(&Value) -> bool| match fields.get(name) {
        None => Some((String::new(), format!("the rule has no `{name}`"))),
        Some(value) if !fits(value) => {
            Some((pointer("", name), format!("`{name}` is {}, not {wanted}", type_name(value))))
        }
        Some(_) => None,
    };
    of_field("rule_id", "a string", Value::is_string)
        .or_else(|| of_field("default", "a boolean", Value::is_boolean))
        .or_else(|| of_field("enabled", "a boolean", Value::is_boolean))
        .or_else(|| of_field("actions", "an array", Value::is_array))
        .or_else(|| {
            let needed = rule.kind() == RuleKind::Content;
            needed.then(|| of_field("pattern", "a string", Value::is_string)).flatten()
        })
        .or_else(|| {
            let given = rule.kind().has_conditions() && fields.contains_key("conditions");
            given.then(|| of_field("conditions", "an array", Value::is_array)).flatten()
        })
        .or_else(|| {
            let conditions = subject.conditions.iter();
            conditions.filter_map(|given| within(&given.at, fault_of_condition(given.value)?)).next()
        })
        .or_else(|| {
            let actions = rule.actions().unwrap_or_default().iter().enumerate();
            actions
                .filter_map(|(i, action)| {
                    within(&pointer("/actions", &i.to_string()), fault_of_action(action)?)
                })
                .next()
        })
}

fn within(at: &str, (inner, what): Fault) -> Option<Fault> {
    Some((format!("{at}{inner}"), what))
}

fn fault_of_condition(condition: &Value) -> Option<Fault> {
    let needs = |name: &str, fits: &dyn Fn(&Value) -> bool| match condition.get(name) {
        None => Some((String::new(), format!("the condition has no `{name}`"))),
        Some(value) if !fits(value) => {
            Some((pointer("", name), format!("`{name}` cannot be `{}`", json::text_of(value))))
        }
        Some(_) => None,
    };
    let key = || needs("key", &Value::is_string);
    match condition.get("kind").and_then(Value::as_str) {
        None => needs("kind", &Value::is_string),
        Some("event_match") => key().or_else(|| needs("pattern", &Value::is_string)),
        Some("event_property_is" | "event_property_contains") => key().or_else(|| needs("value", &is_scalar)),
        Some("room_member_count") => needs("is", &|is| is.as_str().is_some_and(is_member_count)),
        Some("sender_notification_permission") => key(),
        // Other kinds are kept as they are.
        Some(_) => None,
    }
}

fn fault_of_action(action: &Value) -> Option<Fault> {
    match action {
        Value::String(_) => None,
        Value::Object(fields) => match (fields.get("set_tweak")?, fields.get("value")) {
            (Value::String(tweak), value) => match (tweak.as_str(), value) {
                ("sound", None | Some(Value::Null)) => {
                    Some((String::new(), "the sound has no `value`".to_owned()))
                }
                ("sound", Some(value)) if !value.is_string() => {
                    Some(("/value".to_owned(), format!("the sound cannot be `{}`", json::text_of(value))))
                }
                ("highlight", Some(value)) if !value.is_boolean() && !value.is_null() => {
                    Some(("/value".to_owned(), format!("the highlight cannot be `{}`", json::text_of(value))))
                }
                _ => None,
            },
            (other, _) => Some(("/set_tweak".to_owned(), format!("`set_tweak` is {}", type_name(other)))),
        },
        other => Some((String::new(), format!("an action is {}", type_name(other)))),
    }
}

fn is_scalar(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => number.as_i64().is_some_and(|number| number.unsigned_abs() <= MAX_INTEGER),
        Value::Array(_) | Value::Object(_) => false,
    }
}

/// Its grammar of `is` (R35) also has a plus sign, and ends where its integers end.
fn is_member_count(is: &str) -> bool {
    let prefixes = ["==", "<=", ">=", "<", ">"];
    let digits = prefixes.into_iter().find_map(|prefix| is.strip_prefix(prefix)).unwrap_or(is);
    digits.parse::<u64>().is_ok_and(|count| count <= MAX_INTEGER)
}
