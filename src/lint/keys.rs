//! Keys that address nothing, or not what was meant (R17–R21).

use serde_json::Value;

use super::{
    Implementation,
    catalogue::{
        ARRAY_INDEX_KEY, HIDDEN_FROM_SYNAPSE, PROPERTY_TYPE_MISMATCH, REDUNDANT_ESCAPE, UNESCAPED_DOT,
        UNKNOWN_PROPERTY,
    },
    property_types::{Type, type_of},
    report::{Given, Report, Subject},
};
use crate::{
    condition::{Condition, Number, PropertyPath, Scalar},
    json,
};

/// What an event has at its top level for clients (R21), and `redacts` of older room versions.
const TOP_LEVEL: [&str; 9] = [
    "type",
    "sender",
    "room_id",
    "event_id",
    "state_key",
    "origin_server_ts",
    "content",
    "unsigned",
    "redacts",
];

/// The beginnings of namespaced names, whose dots are easily left unescaped.
const NAMESPACES: [[&str; 2]; 7] = [
    ["org", "matrix"],
    ["io", "element"],
    ["im", "vector"],
    ["im", "nheko"],
    ["im", "fluffychat"],
    ["com", "beeper"],
    ["chat", "commet"],
];

pub(super) fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for given in &subject.conditions {
        match &given.meaning {
            Condition::EventMatch { path, .. } => {
                check_path(subject, given, path, report);
                check_type(subject, given, path, |wanted| wanted == Type::String, report);
            }
            Condition::PropertyIs { path, value } => {
                check_path(subject, given, path, report);
                let given_type = scalar_type(value);
                check_type(subject, given, path, |wanted| Some(wanted) == given_type, report);
            }
            Condition::PropertyContains { path, .. } => {
                check_path(subject, given, path, report);
                check_type(subject, given, path, |wanted| wanted == Type::Array, report);
            }
            Condition::RelatedEventMatch { property: Some((path, _)), .. } => {
                check_path(subject, given, path, report);
            }
            _ => {}
        }
    }
}

fn check_path(subject: &Subject<'_>, given: &Given<'_>, path: &PropertyPath, report: &mut Report<'_>) {
    let rule = subject.rule;
    let at = format!("{}/key", given.at);
    let key = &path.key;
    if let Some(name) = split_name(&path.names) {
        let message = format!(
            "`{key}` looks for a property `{name}` within which there are others, because of a dot that is not escaped"
        );
        report.rule(&UNESCAPED_DOT, rule, &at, message);
    } else if let Some(first) = path.names.first().filter(|name| !TOP_LEVEL.contains(&name.as_str())) {
        let message = format!("events have no `{first}` at their top level, as the key `{key}` wants");
        report.rule(&UNKNOWN_PROPERTY, rule, &at, message);
    }
    let is_position = |name: &&String| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(position) = path.names.iter().skip(1).find(is_position) {
        let message =
            format!("`{position}` in the key `{key}` is a property's name, not a position in an array");
        report.rule(&ARRAY_INDEX_KEY, rule, &at, message);
    }
    if PropertyPath::of(&path.names.iter().map(String::as_str).collect::<Vec<_>>()).key != *key {
        let message =
            format!("`{key}` has a backslash that escapes nothing; Synapse and ruma never match such a key");
        report.rule(&REDUNDANT_ESCAPE, rule, &at, message);
    }
    if matches!(path.names.first().map(String::as_str), Some("event_id" | "unsigned"))
        && report.cares_for(Implementation::Synapse)
    {
        let message = format!("Synapse does not see `{key}`");
        report.rule(&HIDDEN_FROM_SYNAPSE, rule, &at, message);
    }
}

/// The first part of a namespaced name that was split at a dot.
fn split_name(names: &[String]) -> Option<&str> {
    let pairs = names.iter().zip(names.iter().skip(1));
    pairs
        .filter(|(first, second)| {
            first.as_str() == "m" || NAMESPACES.contains(&[first.as_str(), second.as_str()])
        })
        .map(|(first, _)| first.as_str())
        .next()
}

fn check_type(
    subject: &Subject<'_>,
    given: &Given<'_>,
    path: &PropertyPath,
    fits: impl Fn(Type) -> bool,
    report: &mut Report<'_>,
) {
    let Some(wanted) = type_of(path).filter(|&wanted| !fits(wanted)) else { return };
    let kind = given.value.get("kind").and_then(Value::as_str).unwrap_or_default();
    let (field, message) = match given.value.get("value") {
        Some(value) if kind != "event_match" && wanted != Type::Array && wanted != Type::Object => (
            "value",
            format!(
                "`{}` is {wanted} in events; `{kind}` never matches it with `{}`",
                path.key,
                json::text_of(value)
            ),
        ),
        _ => ("kind", format!("`{}` is {wanted} in events, which `{kind}` never matches", path.key)),
    };
    report.rule(&PROPERTY_TYPE_MISMATCH, subject.rule, &format!("{}/{field}", given.at), message);
}

const fn scalar_type(value: &Scalar) -> Option<Type> {
    match value {
        Scalar::String(_) => Some(Type::String),
        Scalar::Bool(_) => Some(Type::Boolean),
        Scalar::Number(Number::Integer(_)) => Some(Type::Integer),
        Scalar::Null | Scalar::Number(Number::Other(_)) => None,
    }
}
