//! Reads the properties of an event as another implementation does (A11).
//!
//! Not fast: every property is looked for from the top.

use serde_json::Value;

use super::{Properties, Property, javascript, require_object};
use crate::{
    compile::{Role, Slots},
    condition::PropertyPath,
    dialect::{Numbers, Paths, Reading},
    error::PushRulesError,
    javascript::is_truthy,
};

pub(super) fn read(event: &Value, slots: &Slots, into: &mut Properties) -> Result<(), PushRulesError> {
    require_object(event)?;
    into.reset(slots.list());
    let reading = slots.reading();
    into.unusable = unusable(event, reading.numbers);
    for (id, slot) in slots.list().iter().enumerate() {
        let property = match slot.role {
            Role::Property => find(event, &slot.path, reading, into),
            Role::Truthy => match slot.path.names.iter().try_fold(event, |value, name| value.get(name)) {
                Some(Value::Object(object)) if object.is_empty() => Property::Absent,
                Some(value) if is_truthy(value) => Property::Container,
                _ => Property::Absent,
            },
        };
        into.set(id, property);
    }
    Ok(())
}

/// The value at a path of an event, for a reading in which all values are those of JSON.
pub(crate) fn value_at<'e>(event: &'e Value, names: &[String], reading: Reading) -> Option<&'e Value> {
    match reading.paths {
        Paths::ComparedWithoutEmptyNames => find_without_empty_names(event, names),
        Paths::Split | Paths::Compared | Paths::JavaScript => descend(event, names),
    }
}

/// Whether a path leads somewhere that only JavaScript knows (A11).
pub(crate) fn is_only_in_javascript(event: &Value, names: &[String], reading: Reading) -> bool {
    reading.paths == Paths::JavaScript
        && descend(event, names).is_none()
        && javascript::find(event, names, &mut Properties::default()) != Property::Absent
}

/// The text at a path of an event.
pub(crate) fn text_at<'e>(event: &'e Value, path: &PropertyPath, reading: Reading) -> Option<&'e str> {
    value_at(event, &path.names, reading).and_then(Value::as_str)
}

/// Why nothing can be said about an event that holds numbers that do not fit.
pub(crate) fn unusable(event: &Value, numbers: Numbers) -> Option<&'static str> {
    (numbers == Numbers::Integers64 && has_huge_integer(event))
        .then_some("the event has an integer of more than 64 bits")
}

fn has_huge_integer(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.values().any(has_huge_integer),
        Value::Array(elements) => elements.iter().any(is_huge_integer),
        value => is_huge_integer(value),
    }
}

/// Whether a number was an integer beyond 64 bits. What is left of one beyond 2^64 is a double: an
/// integer is assumed where JavaScript would write one.
fn is_huge_integer(value: &Value) -> bool {
    let Value::Number(number) = value else { return false };
    if number.as_i64().is_some() {
        return false;
    }
    number.is_u64()
        || number
            .as_f64()
            .is_some_and(|value| value.trunc() == value && (TWO_63..1e21).contains(&value.abs()))
}

const TWO_63: f64 = 9_223_372_036_854_775_808.0;

fn find(event: &Value, path: &PropertyPath, reading: Reading, into: &mut Properties) -> Property {
    match reading.paths {
        Paths::JavaScript => javascript::find(event, &path.names, into),
        Paths::ComparedWithoutEmptyNames => find_without_empty_names(event, &path.names)
            .map_or(Property::Absent, |value| property(value, reading.numbers, into)),
        Paths::Split | Paths::Compared => descend(event, &path.names)
            .map_or(Property::Absent, |value| property(value, reading.numbers, into)),
    }
}

fn descend<'v>(value: &'v Value, names: &[String]) -> Option<&'v Value> {
    names.iter().try_fold(value, |value, name| value.as_object()?.get(name))
}

/// Names that are empty get lost until there is one that is not; of several properties that end up at
/// the same path the last one counts.
fn find_without_empty_names<'v>(value: &'v Value, names: &[String]) -> Option<&'v Value> {
    let object = value.as_object()?;
    let (first, rest) = names.split_first()?;
    let mut found = None;
    for (name, value) in object {
        found = if name.is_empty() {
            let is_here = first.is_empty() && rest.is_empty() && !value.is_object();
            (if is_here { Some(value) } else { find_without_empty_names(value, names) }).or(found)
        } else if name == first {
            descend(value, rest).or(found)
        } else {
            found
        };
    }
    found
}

/// A value that is only present: it equals nothing.
pub(super) fn property(value: &Value, numbers: Numbers, into: &mut Properties) -> Property {
    match value {
        Value::Array(elements) => {
            let start = into.elements.len();
            for element in elements {
                let element = match element {
                    Value::Array(_) | Value::Object(_) => Property::Container,
                    scalar => property(scalar, numbers, into),
                };
                into.elements.push(element);
            }
            Property::Array(start, elements.len())
        }
        Value::Object(_) if is_lost(value, numbers) => Property::Absent,
        Value::Object(_) => Property::Container,
        Value::Number(number) => match numbers.of_condition(number) {
            Some(number) => Property::Number(number),
            None if is_lost(value, numbers) => Property::Absent,
            None => Property::Container,
        },
        Value::Null => Property::Null,
        Value::Bool(value) => Property::Bool(*value),
        Value::String(text) => Property::Text(into.keep(text)),
    }
}

/// Whether ruma keeps nothing of a value: numbers that do not fit, and objects of nothing but such.
fn is_lost(value: &Value, numbers: Numbers) -> bool {
    numbers == Numbers::Integers53
        && match value {
            Value::Number(number) => numbers.of_condition(number).is_none(),
            Value::Object(object) => {
                !object.is_empty() && object.values().all(|value| is_lost(value, numbers))
            }
            _ => false,
        }
}
