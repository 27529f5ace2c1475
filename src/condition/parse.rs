//! From the JSON of a condition to its meaning.

use serde_json::{Map, Value};

use super::{Condition, MemberCountIs, Misfit, PropertyPath, Scalar};
use crate::{
    dialect::{Chosen, Faults, Kinds},
    javascript::{self, is_truthy},
    json,
    ruleset::type_name,
};

/// Why a condition of some dialect has no meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It matches no event.
    Never(Misfit),
    /// An evaluation that reaches it ends with an exception.
    Thrown(&'static str),
}

impl From<Misfit> for Fault {
    fn from(misfit: Misfit) -> Self {
        Self::Never(misfit)
    }
}

/// Reads one condition. What cannot be understood becomes [`Condition::Never`].
pub(crate) fn parse(condition: &Value) -> Condition {
    match parse_as(condition, Chosen::SPEC) {
        Ok(condition) => condition,
        Err(Fault::Never(misfit)) => Condition::Never(misfit),
        // Only one dialect throws.
        Err(Fault::Thrown(message)) => Condition::Never(invalid("", message.to_owned())),
    }
}

/// Reads one condition as a dialect does.
pub(crate) fn parse_as(condition: &Value, dialect: Chosen) -> Result<Condition, Fault> {
    let throws = dialect.faults == Faults::Thrown;
    let Value::Object(fields) = condition else {
        if throws && condition.is_null() {
            return Err(Fault::Thrown("a condition is null"));
        }
        let message = format!("a condition is {}, not an object", type_name(condition));
        return Err(invalid("", message).into());
    };
    let kind = string(fields, "kind", "/kind")?;
    if !dialect.knows(kind) {
        return Err(Misfit::UnknownKind(kind.to_owned()).into());
    }
    Ok(match kind {
        "event_match" => {
            let path = key(fields, dialect)?;
            match fields.get("value") {
                // Compared exactly, and instead of the pattern (A11c).
                Some(value) if throws && is_truthy(value) => {
                    let Value::String(value) = value else {
                        return Err(invalid("/value", "`value` is not a string".to_owned()).into());
                    };
                    Condition::PropertyIs { path, value: Scalar::String(value.clone()) }
                }
                _ => {
                    Condition::EventMatch { path, pattern: string(fields, "pattern", "/pattern")?.to_owned() }
                }
            }
        }
        "event_property_is" | "com.beeper.msc3758.exact_event_match" => {
            Condition::PropertyIs { path: key(fields, dialect)?, value: value(fields, dialect)? }
        }
        "event_property_contains" | "org.matrix.msc3966.exact_event_property_contains" => {
            Condition::PropertyContains { path: key(fields, dialect)?, value: value(fields, dialect)? }
        }
        "contains_display_name" => Condition::ContainsDisplayName,
        "room_member_count" => {
            if throws && fields.get("is").is_some_and(|is| !is.is_string() && is_truthy(is)) {
                return Err(Fault::Thrown("the `is` of a condition is not a string"));
            }
            let is = string(fields, "is", "/is")?;
            Condition::MemberCount(MemberCountIs::parse(is, dialect.kinds).ok_or_else(|| {
                invalid(
                    "/is",
                    format!(
                        "`is` is `{is}`, not a decimal number with an optional `==`, `<`, `>`, `<=` or `>=`"
                    ),
                )
            })?)
        }
        "sender_notification_permission" => match fields.get("key") {
            // Any value names a level; the empty name none.
            Some(key) if throws && is_truthy(key) => {
                Condition::SenderNotificationPermission { key: javascript::to_text(key) }
            }
            Some(Value::String(key)) if throws && key.is_empty() => {
                return Err(invalid("/key", "`key` is empty".to_owned()).into());
            }
            _ => Condition::SenderNotificationPermission { key: string(fields, "key", "/key")?.to_owned() },
        },
        "org.matrix.msc3931.room_version_supports" => {
            Condition::RoomVersionSupports { feature: string(fields, "feature", "/feature")?.to_owned() }
        }
        "io.element.msc4306.thread_subscription" => {
            Condition::ThreadSubscription { subscribed: boolean(fields, "subscribed", "/subscribed")? }
        }
        "org.matrix.msc3914.call_started" | "call_started" => Condition::CallStarted,
        _ => related_event_match(fields, dialect)?,
    })
}

fn related_event_match(fields: &Map<String, Value>, dialect: Chosen) -> Result<Condition, Fault> {
    // Synapse takes null for missing, and ignores a pattern that has no key.
    let lax = dialect.kinds == Kinds::Synapse;
    let given = |name: &str| fields.get(name).filter(|value| !(lax && value.is_null()));
    let property = match (given("key"), given("pattern")) {
        (None, None) => None,
        (None, Some(Value::String(_))) if lax => None,
        _ => Some((key(fields, dialect)?, string(fields, "pattern", "/pattern")?.to_owned())),
    };
    let include_fallbacks = match given("include_fallbacks") {
        None => false,
        Some(_) => boolean(fields, "include_fallbacks", "/include_fallbacks")?,
    };
    Ok(Condition::RelatedEventMatch {
        rel_type: string(fields, "rel_type", "/rel_type")?.to_owned(),
        property,
        include_fallbacks,
    })
}

fn key(fields: &Map<String, Value>, dialect: Chosen) -> Result<PropertyPath, Fault> {
    if dialect.faults == Faults::Thrown {
        match fields.get("key") {
            Some(Value::String(key)) if key.is_empty() => {
                return Err(invalid("/key", "`key` is empty".to_owned()).into());
            }
            // What can be iterated over is taken for a list of characters.
            Some(Value::Array(list)) => {
                let parts: Option<String> = list.iter().map(Value::as_str).collect();
                return parts
                    .map(|key| PropertyPath::parse(&key))
                    .ok_or(Fault::Thrown("the `key` of a condition is not a string"));
            }
            Some(key) if !key.is_string() && is_truthy(key) => {
                return Err(Fault::Thrown("the `key` of a condition is not a string"));
            }
            _ => {}
        }
    }
    Ok(PropertyPath::parse(string(fields, "key", "/key")?))
}

/// The `value` to compare with: only what can be compared (R29).
fn value(fields: &Map<String, Value>, dialect: Chosen) -> Result<Scalar, Misfit> {
    let Some(value) = fields.get("value") else {
        return Err(missing("value"));
    };
    match value {
        Value::Number(number) => {
            dialect.reading.numbers.of_condition(number).map(Scalar::Number).ok_or_else(|| {
                invalid(
                    "/value",
                    format!("`value` is `{}`, not an integer within ±(2^53 − 1)", json::text_of(value)),
                )
            })
        }
        _ => Scalar::of(value).ok_or_else(|| {
            invalid(
                "/value",
                format!(
                    "`value` is {}; only strings, integers, booleans and null are compared",
                    type_name(value)
                ),
            )
        }),
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
