//! From the JSON of a condition to its meaning.

use serde_json::{Map, Value};

use super::{Condition, MemberCountIs, Misfit, Number, PropertyPath, Scalar};
use crate::ruleset::type_name;

/// Reads one condition. What cannot be understood becomes [`Condition::Never`].
pub(crate) fn parse(condition: &Value) -> Condition {
    read(condition).unwrap_or_else(Condition::Never)
}

fn read(condition: &Value) -> Result<Condition, Misfit> {
    let Value::Object(fields) = condition else {
        return Err(invalid("", format!("a condition is {}, not an object", type_name(condition))));
    };
    Ok(match string(fields, "kind", "/kind")? {
        "event_match" => Condition::EventMatch {
            path: key(fields)?,
            pattern: string(fields, "pattern", "/pattern")?.to_owned(),
        },
        "event_property_is" | "com.beeper.msc3758.exact_event_match" => {
            Condition::PropertyIs { path: key(fields)?, value: value(fields)? }
        }
        "event_property_contains" | "org.matrix.msc3966.exact_event_property_contains" => {
            Condition::PropertyContains { path: key(fields)?, value: value(fields)? }
        }
        "contains_display_name" => Condition::ContainsDisplayName,
        "room_member_count" => {
            let is = string(fields, "is", "/is")?;
            Condition::MemberCount(MemberCountIs::parse(is).ok_or_else(|| {
                invalid(
                    "/is",
                    format!(
                        "`is` is `{is}`, not a decimal number with an optional `==`, `<`, `>`, `<=` or `>=`"
                    ),
                )
            })?)
        }
        "sender_notification_permission" => {
            Condition::SenderNotificationPermission { key: string(fields, "key", "/key")?.to_owned() }
        }
        "org.matrix.msc3931.room_version_supports" => {
            Condition::RoomVersionSupports { feature: string(fields, "feature", "/feature")?.to_owned() }
        }
        "io.element.msc4306.thread_subscription" => {
            Condition::ThreadSubscription { subscribed: boolean(fields, "subscribed", "/subscribed")? }
        }
        "org.matrix.msc3914.call_started" | "call_started" => Condition::CallStarted,
        "im.nheko.msc3664.related_event_match" | "related_event_match" => related_event_match(fields)?,
        kind => return Err(Misfit::UnknownKind(kind.to_owned())),
    })
}

fn related_event_match(fields: &Map<String, Value>) -> Result<Condition, Misfit> {
    let property = match (fields.get("key"), fields.get("pattern")) {
        (None, None) => None,
        _ => Some((key(fields)?, string(fields, "pattern", "/pattern")?.to_owned())),
    };
    let include_fallbacks = match fields.get("include_fallbacks") {
        None => false,
        Some(_) => boolean(fields, "include_fallbacks", "/include_fallbacks")?,
    };
    Ok(Condition::RelatedEventMatch {
        rel_type: string(fields, "rel_type", "/rel_type")?.to_owned(),
        property,
        include_fallbacks,
    })
}

fn key(fields: &Map<String, Value>) -> Result<PropertyPath, Misfit> {
    string(fields, "key", "/key").map(PropertyPath::parse)
}

/// The `value` to compare with: only what the specification can compare (R29).
fn value(fields: &Map<String, Value>) -> Result<Scalar, Misfit> {
    let Some(value) = fields.get("value") else {
        return Err(missing("value"));
    };
    match Scalar::of(value) {
        None => Err(invalid(
            "/value",
            format!(
                "`value` is {}; only strings, integers, booleans and null are compared",
                type_name(value)
            ),
        )),
        Some(Scalar::Number(Number::Other(_))) => {
            Err(invalid("/value", format!("`value` is `{value}`, not an integer within ±(2^53 − 1)")))
        }
        Some(scalar) => Ok(scalar),
    }
}

fn string<'a>(fields: &'a Map<String, Value>, name: &str, at: &'static str) -> Result<&'a str, Misfit> {
    match fields.get(name) {
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(invalid(at, format!("`{name}` is {}, not a string", type_name(other)))),
        None => Err(missing(name)),
    }
}

fn boolean(fields: &Map<String, Value>, name: &str, at: &'static str) -> Result<bool, Misfit> {
    match fields.get(name) {
        Some(Value::Bool(value)) => Ok(*value),
        Some(other) => Err(invalid(at, format!("`{name}` is {}, not a boolean", type_name(other)))),
        None => Err(missing(name)),
    }
}

/// Points at the condition itself: the field does not exist.
fn missing(name: &str) -> Misfit {
    invalid("", format!("the condition has no `{name}`"))
}

fn invalid(at: &'static str, message: String) -> Misfit {
    Misfit::Invalid { at, message }
}
