//! The values that `event_property_is` and `event_property_contains` compare (R29).

use serde_json::Value;

use crate::dialect::Numbers;

/// A JSON value that is neither an array nor an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Scalar {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
}

/// A JSON number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    /// An integral value within ±(2^53 − 1), however it was written; in Synapse one of 64 bits.
    Integer(i64),
    /// Any other number: no condition of the specification matches it.
    Other(f64),
}

/// The largest integer that Matrix allows in an event: 2^53 − 1 (R29).
const MAX_INTEGER: i64 = (1 << 53) - 1;

impl Scalar {
    /// The value, unless it is an array or an object.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => Self::Number(Number::of(number)),
            Value::String(text) => Self::String(text.clone()),
            Value::Array(_) | Value::Object(_) => return None,
        })
    }
}

#[cfg(target_arch = "wasm32")]
impl Scalar {
    /// The value as JSON.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(Number::Integer(value)) => Value::from(*value),
            Self::Number(Number::Other(value)) => Value::from(*value),
            Self::String(text) => Value::from(text.as_str()),
        }
    }
}

impl Number {
    pub(crate) fn of(number: &serde_json::Number) -> Self {
        match number.as_i64() {
            Some(value) => Self::of_i64(value),
            None => Self::of_f64(number.as_f64().unwrap_or(f64::NAN)),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "beyond 2^53 only the fact that it is beyond counts")]
    pub(crate) const fn of_i64(value: i64) -> Self {
        if value.unsigned_abs() <= MAX_INTEGER.unsigned_abs() {
            Self::Integer(value)
        } else {
            Self::Other(value as f64)
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "beyond 2^53 only the fact that it is beyond counts")]
    pub(crate) fn of_u64(value: u64) -> Self {
        i64::try_from(value).map_or(Self::Other(value as f64), Self::of_i64)
    }

    /// JSON has one type of number, and a JavaScript object cannot tell `1.0` from `1`: an integral
    /// float is the integer.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "the value is integral and within ±(2^53 − 1)"
    )]
    pub(crate) fn of_f64(value: f64) -> Self {
        if value.trunc() == value && value.abs() <= MAX_INTEGER as f64 {
            Self::Integer(value as i64)
        } else {
            Self::Other(value)
        }
    }
}

impl Numbers {
    /// The number in a condition, if there is one that events can be compared with.
    pub(crate) fn of_condition(self, number: &serde_json::Number) -> Option<Number> {
        match self {
            Self::Integral => Some(Number::of(number)).filter(|number| matches!(number, Number::Integer(_))),
            Self::Integers64 => number.as_i64().map(Number::Integer),
            Self::Integers53 => number
                .as_i64()
                .filter(|value| value.unsigned_abs() <= MAX_INTEGER.unsigned_abs())
                .map(Number::Integer),
            Self::Doubles => Some(Number::of(number)),
        }
    }
}
