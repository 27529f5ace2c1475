//! What JavaScript makes of JSON values, for the dialect that runs there.

use serde_json::Value;

use crate::{condition::Number, text::trim};

/// Whether a value counts as true in a condition.
pub(crate) fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// `String(value)`.
pub(crate) fn to_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => match Number::of(number) {
            Number::Integer(value) => value.to_string(),
            Number::Other(_) => with_signed_exponent(&number.to_string()),
        },
        Value::Array(list) => {
            let mut text = String::new();
            for (position, item) in list.iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                if !item.is_null() {
                    text.push_str(&to_text(item));
                }
            }
            text
        }
        Value::Object(_) => "[object Object]".to_owned(),
        other => other.to_string(),
    }
}

/// `1e+30` instead of `1e30`.
fn with_signed_exponent(number: &str) -> String {
    let mut text = String::new();
    let mut after_e = false;
    for c in number.chars() {
        if after_e && c.is_ascii_digit() {
            text.push('+');
        }
        text.push(c);
        after_e = c == 'e';
    }
    text
}

/// `Number(value)`, as operators like `>=` take it.
pub(crate) fn to_number(value: &Value) -> f64 {
    match value {
        Value::Null => 0.0,
        Value::Bool(value) => f64::from(u8::from(*value)),
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Value::String(text) => number_of_text(text),
        Value::Array(_) => number_of_text(&to_text(value)),
        Value::Object(_) => f64::NAN,
    }
}

#[expect(clippy::cast_precision_loss, reason = "doubles are what there is")]
fn number_of_text(text: &str) -> f64 {
    let text = trim(text, &|c| (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}');
    if text.is_empty() {
        return 0.0;
    }
    for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let digits = Some(digits).filter(|digits| !digits.starts_with('+'));
            let value = digits.and_then(|digits| u64::from_str_radix(digits, radix).ok());
            return value.map_or(f64::NAN, |value| value as f64);
        }
    }
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1.0, text),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if text == "Infinity" {
        return sign * f64::INFINITY;
    }
    // The rest is as in JSON, but for zeros in front and digits that may be missing on one side of the
    // point. (Parsing a float in another way would add a second parser to the module.)
    let (whole, rest) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
    let fraction = rest.strip_prefix('.').map(|rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    if whole.is_empty() && fraction.unwrap_or(0) == 0 {
        return f64::NAN;
    }
    let whole = whole.trim_start_matches('0');
    let mut json = String::from(if whole.is_empty() { "0" } else { whole });
    match (fraction, rest.strip_prefix('.')) {
        (Some(0), Some(rest)) => json.push_str(rest),
        _ => json.push_str(rest),
    }
    // (And as any value: a parser of numbers only would bring the code that formats floats in its errors.)
    let number = serde_json::from_str::<Value>(&json).ok().and_then(|value| value.as_f64());
    number.map_or(f64::NAN, |value| sign * value)
}
