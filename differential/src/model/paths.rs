//! From a key to a property of the event.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::traits::{Numbers, Paths, Traits};

/// What stands at a path.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found<'a> {
    Text(Cow<'a, str>),
    /// Half of a surrogate pair: a string to JavaScript, and to nobody else.
    HalfPair,
    Null,
    Bool(bool),
    Integer(i64),
    Double(f64),
    Array(&'a [Value]),
    /// An object, or anything that equals nothing.
    Other,
}

/// The property at a key, as the traits read it.
pub(super) fn find<'a>(traits: &Traits, key: &str, event: &'a Value) -> Option<Found<'a>> {
    match traits.paths {
        Paths::Parsed => {
            let value = parse(key).iter().try_fold(event, |value, name| value.as_object()?.get(name))?;
            found(traits, value)
        }
        Paths::Flattened => found(traits, flattened(event, String::new(), key)?),
        Paths::Js => walk(traits, key, event),
    }
}

pub(super) fn found<'a>(traits: &Traits, value: &'a Value) -> Option<Found<'a>> {
    Some(match value {
        Value::String(text) => Found::Text(Cow::Borrowed(text)),
        Value::Null => Found::Null,
        Value::Bool(value) => Found::Bool(*value),
        Value::Number(value) => number(traits, value)?,
        Value::Array(list) => Found::Array(list),
        Value::Object(_) => Found::Other,
    })
}

/// A number, if numbers of its shape exist for the traits.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "that is what some peers do"
)]
pub(super) fn number(traits: &Traits, number: &Number) -> Option<Found<'static>> {
    const MAX: u64 = (1 << 53) - 1;
    let safe = |value: i64| value.unsigned_abs() <= MAX;
    match traits.numbers {
        Numbers::Integral => {
            let double = number.as_f64()?;
            Some(match number.as_i64() {
                Some(value) if safe(value) => Found::Integer(value),
                None if double.trunc() == double && double.abs() <= MAX as f64 => {
                    Found::Integer(double as i64)
                }
                // Compared with nothing, because no condition can name it.
                _ => Found::Other,
            })
        }
        Numbers::Integers53 => number.as_i64().filter(|&value| safe(value)).map(Found::Integer),
        Numbers::Integers64 => number.as_i64().map(Found::Integer),
        Numbers::Doubles => number.as_f64().map(Found::Double),
    }
}

/// The names of a key, as the specification splits it.
pub(super) fn parse(key: &str) -> Vec<String> {
    let mut names = vec![];
    let mut name = String::new();
    let mut chars = key.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('.', _) => names.push(std::mem::take(&mut name)),
            ('\\', Some(&next @ ('.' | '\\'))) => {
                name.push(next);
                chars.next();
            }
            (c, _) => name.push(c),
        }
    }
    names.push(name);
    names
}

/// Looks for a key among the paths of all properties, spelled in the one way in which they are.
fn flattened<'a>(value: &'a Value, path: String, key: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let name = name.replace('\\', r"\\").replace('.', r"\.");
            flattened(value, if path.is_empty() { name } else { format!("{path}.{name}") }, key)
        }),
        value => (path == key).then_some(value),
    }
}

/// All paths of the event, for whoever wants to know what is below one.
pub(super) fn flattened_paths(traits: &Traits, value: &Value, path: &str, paths: &mut Vec<String>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (name, value) in fields {
                let name = name.replace('\\', r"\\").replace('.', r"\.");
                let path = if path.is_empty() { name } else { format!("{path}.{name}") };
                flattened_paths(traits, value, &path, paths);
            }
        }
        value => {
            if found(traits, value).is_some() {
                paths.push(path.to_owned());
            }
        }
    }
}

/// A place in the world of JavaScript objects.
#[derive(Clone, Copy)]
enum Place<'a> {
    Json(&'a Value),
    Text(&'a str),
    HalfPair,
    Count(usize),
    Constructor(&'static str),
    Prototype(&'static str),
    Null,
}

fn walk<'a>(traits: &Traits, key: &str, event: &'a Value) -> Option<Found<'a>> {
    static EMPTY: Value = Value::Null;
    let names = parse(key);
    let mut names = names.iter().map(String::as_str).peekable();
    let mut place = match names.peek() {
        Some(&"content") => {
            names.next();
            match event.get("content") {
                None | Some(Value::Null) => Place::Json(empty_object()),
                Some(content) => Place::Json(content),
            }
        }
        Some(&"type") => {
            names.next();
            Place::Json(event.get("type").unwrap_or(&EMPTY))
        }
        _ => Place::Json(event),
    };
    for name in names {
        place = step(place, name)?;
    }
    Some(match place {
        Place::Json(value) => found(traits, value)?,
        Place::Text(text) => Found::Text(Cow::Borrowed(text)),
        Place::HalfPair => Found::HalfPair,
        Place::Count(count) => Found::Double(count as f64),
        Place::Null => Found::Null,
        Place::Prototype("Array") => Found::Array(&[]),
        Place::Prototype("String") => Found::Other,
        Place::Constructor(_) | Place::Prototype(_) => Found::Other,
    })
}

fn empty_object() -> &'static Value {
    static EMPTY: std::sync::LazyLock<Value> =
        std::sync::LazyLock::new(|| Value::Object(serde_json::Map::new()));
    &EMPTY
}

/// One property access. Own properties first, then the few inherited ones that lead to something
/// that conditions can compare.
fn step<'a>(place: Place<'a>, name: &str) -> Option<Place<'a>> {
    let own = match place {
        Place::Json(Value::Object(fields)) => fields.get(name).map(Place::Json),
        Place::Json(Value::Array(list)) => match name {
            "length" => Some(Place::Count(list.len())),
            name => index(name).and_then(|at| list.get(at)).map(Place::Json),
        },
        Place::Json(Value::String(text)) => in_text(text, name),
        Place::Text(text) => in_text(text, name),
        Place::HalfPair => match name {
            "length" => Some(Place::Count(1)),
            "0" => Some(Place::HalfPair),
            _ => None,
        },
        Place::Constructor(of) => match name {
            "name" => Some(Place::Text(of)),
            "length" => Some(Place::Count(1)),
            "prototype" => Some(Place::Prototype(of)),
            _ => None,
        },
        Place::Prototype(of) => match name {
            "constructor" => Some(Place::Constructor(of)),
            "length" if ["Array", "String", "Function"].contains(&of) => Some(Place::Count(0)),
            "name" if of == "Function" => Some(Place::Text("")),
            "__proto__" if of == "Object" => Some(Place::Null),
            "__proto__" => Some(Place::Prototype("Object")),
            _ => None,
        },
        _ => None,
    };
    own.or_else(|| {
        let class = match place {
            Place::Json(Value::Object(_)) => "Object",
            Place::Json(Value::Array(_)) => "Array",
            Place::Json(Value::String(_)) | Place::Text(_) | Place::HalfPair => "String",
            Place::Json(Value::Number(_)) | Place::Count(_) => "Number",
            Place::Json(Value::Bool(_)) => "Boolean",
            Place::Constructor(_) => "Function",
            Place::Json(Value::Null) | Place::Null | Place::Prototype(_) => return None,
        };
        match name {
            "constructor" => Some(Place::Constructor(class)),
            "__proto__" => Some(Place::Prototype(class)),
            "name" if class == "Function" => Some(Place::Text("")),
            _ => None,
        }
    })
}

fn in_text<'a>(text: &'a str, name: &str) -> Option<Place<'a>> {
    if name == "length" {
        return Some(Place::Count(text.encode_utf16().count()));
    }
    let wanted = index(name)?;
    let mut at = 0;
    for (start, c) in text.char_indices() {
        if (at..at + c.len_utf16()).contains(&wanted) {
            return Some(match c.len_utf16() {
                1 => Place::Text(&text[start..start + c.len_utf8()]),
                _ => Place::HalfPair,
            });
        }
        at += c.len_utf16();
    }
    None
}

/// An array index, in its only spelling.
fn index(name: &str) -> Option<usize> {
    let at: usize = name.parse().ok()?;
    (at.to_string() == name).then_some(at)
}
