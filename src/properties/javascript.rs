//! Accessing properties as JavaScript does (A11): beside the members of objects there are the elements
//! and the length of arrays and texts, and what all values inherit from their prototypes.
//!
//! Of what is inherited, only what leads to something that conditions can compare is known here:
//! `constructor`, `prototype` and `__proto__`, with `name` and `length`.

use serde_json::Value;

use super::{Properties, Property, dialect};
use crate::{condition::Number, dialect::Numbers};

/// A place in the world of JavaScript values.
#[derive(Debug, Clone, Copy)]
enum Place<'v> {
    Json(&'v Value),
    /// The content that an event without one has.
    EmptyObject,
    Text(&'v str),
    /// Half of a character beyond U+FFFF.
    HalfCharacter,
    Count(usize),
    Constructor(Type),
    Prototype(Type),
    Null,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Object,
    Array,
    String,
    Number,
    Boolean,
    Function,
}

/// A text of one unit that no pattern and no value has: U+FFFF is no character.
const HALF_CHARACTER: &str = "\u{ffff}";

pub(super) fn find(event: &Value, names: &[String], into: &mut Properties) -> Property {
    // The content that is looked at is never null.
    let (start, names) = match names.split_first() {
        Some((first, rest)) if first == "content" => match event.get("content") {
            None | Some(Value::Null) => (Place::EmptyObject, rest),
            Some(content) => (Place::Json(content), rest),
        },
        _ => (Place::Json(event), names),
    };
    match names.iter().try_fold(start, |place, name| place.get(name)) {
        None => Property::Absent,
        Some(Place::Json(value)) => dialect::property(value, Numbers::Doubles, into),
        Some(Place::Text(text)) => Property::Text(into.keep(text)),
        Some(Place::HalfCharacter) => Property::Text(into.keep(HALF_CHARACTER)),
        Some(Place::Count(count)) => Property::Number(Number::of_u64(count as u64)),
        Some(Place::Null) => Property::Null,
        Some(Place::Prototype(Type::Array)) => Property::Array(into.elements.len(), 0),
        Some(Place::EmptyObject | Place::Constructor(_) | Place::Prototype(_)) => Property::Container,
    }
}

impl<'v> Place<'v> {
    /// The property of a name, own or inherited; `None` is `undefined`.
    fn get(self, name: &str) -> Option<Self> {
        self.own(name).or_else(|| match name {
            "constructor" => self.inherits_from().map(Place::Constructor),
            "__proto__" => self.inherits_from().map(Place::Prototype),
            "name" if self.inherits_from() == Some(Type::Function) => Some(Place::Text("")),
            _ => None,
        })
    }

    fn own(self, name: &str) -> Option<Self> {
        match self {
            Self::Json(Value::Object(object)) => object.get(name).map(Place::Json),
            Self::Json(Value::Array(elements)) if name == "length" => Some(Self::Count(elements.len())),
            Self::Json(Value::Array(elements)) => elements.get(index(name)?).map(Place::Json),
            Self::Json(Value::String(text)) => Self::of_text(text, name),
            Self::Text(text) => Self::of_text(text, name),
            Self::HalfCharacter => match name {
                "length" => Some(Self::Count(1)),
                "0" => Some(Self::HalfCharacter),
                _ => None,
            },
            Self::Constructor(of) => match name {
                "name" => Some(Self::Text(of.name())),
                "length" => Some(Self::Count(1)),
                "prototype" => Some(Self::Prototype(of)),
                _ => None,
            },
            Self::Prototype(of) => match (name, of) {
                ("constructor", of) => Some(Self::Constructor(of)),
                ("length", Type::Array | Type::String | Type::Function) => Some(Self::Count(0)),
                ("name", Type::Function) => Some(Self::Text("")),
                ("__proto__", Type::Object) => Some(Self::Null),
                ("__proto__", _) => Some(Self::Prototype(Type::Object)),
                _ => None,
            },
            Self::Json(_) | Self::EmptyObject | Self::Count(_) | Self::Null => None,
        }
    }

    fn of_text(text: &'v str, name: &str) -> Option<Self> {
        if name == "length" {
            return Some(Self::Count(text.encode_utf16().count()));
        }
        let wanted = index(name)?;
        let mut units = 0;
        for (at, c) in text.char_indices() {
            let next = units + c.len_utf16();
            if wanted < next {
                return match c.len_utf16() {
                    1 => text.get(at..at + c.len_utf8()).map(Place::Text),
                    _ => Some(Self::HalfCharacter),
                };
            }
            units = next;
        }
        None
    }

    const fn inherits_from(self) -> Option<Type> {
        Some(match self {
            Self::Json(Value::Object(_)) | Self::EmptyObject => Type::Object,
            Self::Json(Value::Array(_)) => Type::Array,
            Self::Json(Value::String(_)) | Self::Text(_) | Self::HalfCharacter => Type::String,
            Self::Json(Value::Number(_)) | Self::Count(_) => Type::Number,
            Self::Json(Value::Bool(_)) => Type::Boolean,
            Self::Constructor(_) => Type::Function,
            Self::Json(Value::Null) | Self::Prototype(_) | Self::Null => return None,
        })
    }
}

impl Type {
    const fn name(self) -> &'static str {
        match self {
            Self::Object => "Object",
            Self::Array => "Array",
            Self::String => "String",
            Self::Number => "Number",
            Self::Boolean => "Boolean",
            Self::Function => "Function",
        }
    }
}

/// The index that a name is, in its only spelling.
fn index(name: &str) -> Option<usize> {
    let is_canonical =
        name == "0" || (!name.starts_with('0') && name.bytes().all(|byte| byte.is_ascii_digit()));
    is_canonical.then(|| name.parse().ok())?
}
