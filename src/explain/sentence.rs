//! How sentences speak of names and values.

use std::fmt;

use serde_json::Value;

use super::Span;
use crate::{
    condition::{Number, Scalar},
    json,
};

/// The longest text that is quoted in full, in characters.
const LONGEST: usize = 80;

/// A name or a text in backticks, on one line and not too long.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`")?;
        for (position, c) in self.0.chars().enumerate() {
            if position == LONGEST {
                f.write_str("…")?;
                break;
            }
            match c {
                '\n' => f.write_str("\\n")?,
                '\t' => f.write_str("\\t")?,
                c if c.is_control() => f.write_str("\u{fffd}")?,
                c => write!(f, "{c}")?,
            }
        }
        f.write_str("`")
    }
}

/// A value in backticks: a string without its quotation marks.
pub(super) struct QuotedValue<'a>(pub(super) &'a Value);

impl fmt::Display for QuotedValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::String(text) => Quoted(text).fmt(f),
            other => Quoted(&json::text_of(other)).fmt(f),
        }
    }
}

/// A value with its type: ``the string `1` ``, `true` and `null` for themselves.
pub(super) struct Typed<'a>(pub(super) &'a Value);

impl fmt::Display for Typed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Value::Null => "",
            Value::Bool(_) => "the boolean ",
            Value::Number(_) => "the number ",
            Value::String(_) => "the string ",
            Value::Array(_) => "the array ",
            Value::Object(_) => "the object ",
        })?;
        QuotedValue(self.0).fmt(f)
    }
}

/// Where something is in a text.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.start, self.end)
    }
}

/// A number with its noun.
pub(super) struct Count(pub(super) u64, pub(super) &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.0, self.1, if self.0 == 1 { "" } else { "s" })
    }
}

/// A value of a condition as JSON.
pub(super) fn value_of(scalar: &Scalar) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(*value),
        Scalar::Number(Number::Integer(value)) => Value::from(*value),
        Scalar::Number(Number::Other(value)) => Value::from(*value),
        Scalar::String(text) => Value::from(text.as_str()),
    }
}
