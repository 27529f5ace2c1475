//! Why a value equals or contains another, or does not (R29–R32).

use serde_json::Value;

use super::{Found, Reason, missing::missing};
use crate::{
    condition::{Number, PropertyPath, Scalar},
    explain::{
        facts::Facts,
        sentence::{Count, Quoted, QuotedValue, Typed, value_of},
    },
    json,
    ruleset::type_name,
    text::{Glob, Scope, fold},
};

/// The reason of an `event_property_is`.
pub(super) fn find_is(path: &PropertyPath, wanted: &Scalar, matched: bool, facts: &Facts<'_>) -> Found {
    let Some(actual) = facts.get_to_compare(&path.names) else {
        return Found::new(missing(path, facts.event(), "the event"), None);
    };
    let key = Quoted(&path.key);
    let reason = if matched {
        let source = if facts.is_from_context(&path.names) { ", by the context" } else { "" };
        Reason::new("property_equals", format!("{key} is {}{source}", QuotedValue(actual)))
    } else {
        differs(&key, actual, wanted)
    };
    Found::new(reason, Some(actual.clone()))
}

fn differs(key: &Quoted<'_>, actual: &Value, wanted: &Scalar) -> Reason {
    let (value, expected) = (QuotedValue(actual), value_of(wanted));
    let expected_value = QuotedValue(&expected);
    match (Scalar::of(actual), wanted) {
        (None, _) => Reason::new(
            "property_not_comparable",
            format!("{key} is {}; only strings, integers, booleans and null are compared", type_name(actual)),
        ),
        (Some(Scalar::Number(Number::Other(_))), _) => Reason::new(
            "property_not_comparable",
            format!("{key} is {value}, not an integer within ±(2^53 − 1)"),
        ),
        (Some(Scalar::String(actual)), Scalar::String(wanted)) => {
            if fold(&actual) == fold(wanted) {
                let message = format!("{key} is {value}, not {expected_value}: upper and lower case count");
                Reason::new("differs_in_case", message)
            } else if is_meant_as_pattern(&actual, wanted) {
                let message = format!(
                    "{key} is {value}, not {expected_value}: the values are compared exactly, without \
                     wildcards"
                );
                Reason::new("wildcards_are_literal", message)
            } else {
                Reason::new("different_value", format!("{key} is {value}, not {expected_value}"))
            }
        }
        _ if std::mem::discriminant(actual) == std::mem::discriminant(&expected) => {
            Reason::new("different_value", format!("{key} is {value}, not {expected_value}"))
        }
        _ => Reason::new("different_type", format!("{key} is {}, not {}", Typed(actual), Typed(&expected))),
    }
}

fn is_meant_as_pattern(actual: &str, wanted: &str) -> bool {
    !Glob::is_literal(wanted) && Glob::new(&fold(wanted)).matches(&fold(actual), Scope::Whole)
}

/// The reason of an `event_property_contains`.
pub(super) fn find_contains(path: &PropertyPath, wanted: &Scalar, matched: bool, facts: &Facts<'_>) -> Found {
    let Some(actual) = facts.get_to_compare(&path.names) else {
        return Found::new(missing(path, facts.event(), "the event"), None);
    };
    let key = Quoted(&path.key);
    let expected = value_of(wanted);
    let reason = match actual {
        _ if matched => Reason::new("array_contains", format!("{key} contains {}", QuotedValue(&expected))),
        Value::Array(elements) => lacks(&key, elements, &expected),
        other => {
            let message = format!("{key} is {}; only arrays contain values", type_name(other));
            Reason::new("property_not_an_array", message)
        }
    };
    Found::new(reason, Some(actual.clone()))
}

fn lacks(key: &Quoted<'_>, elements: &[Value], expected: &Value) -> Reason {
    let wanted = QuotedValue(expected);
    let text = |value: &Value| value.as_str().map(|text| fold(text).into_owned());
    let folded = text(expected);
    if let Some(close) = elements.iter().find(|element| folded.is_some() && text(element) == folded) {
        let message =
            format!("{key} contains {}, not {wanted}: upper and lower case count", QuotedValue(close));
        return Reason::new("differs_in_case", message);
    }
    // `1` and `"1"` look the same where people write them.
    let shown = plain(expected);
    if let Some(close) = elements.iter().find(|element| {
        std::mem::discriminant(*element) != std::mem::discriminant(expected) && plain(element) == shown
    }) {
        let message = format!("{key} contains {}, not {}", Typed(close), Typed(expected));
        return Reason::new("different_type", message);
    }
    let message = match elements.len() {
        0 => format!("{key} is an empty array, without {wanted}"),
        1 => format!("{key} has 1 element, and it is not {wanted}"),
        count => format!("{key} has {}, none of them {wanted}", Count(count as u64, "element")),
    };
    Reason::new("array_lacks", message)
}

/// A value without the quotation marks of a string; `None` for what is not compared.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
        other => Some(json::text_of(other)),
    }
}
