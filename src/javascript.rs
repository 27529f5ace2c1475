//! What JavaScript makes of JSON values, for the dialect that runs there.

use serde_json::Value;

use crate::{condition::Number, json, text::trim};

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
            Number::Other(value) => number_to_text(value),
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
        other => json::text_of(other),
    }
}

/// A number that is no safe integer, as JavaScript writes it: without an exponent from 10^-6 up to
/// 10^21, else with the sign of the exponent.
fn number_to_text(number: f64) -> String {
    // serde_json finds the same digits, but goes over to exponents elsewhere.
    let text = json::text_of(&Value::from(number));
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let whole = mantissa.bytes().filter(|&byte| byte != b'-').take_while(|&byte| byte != b'.').count();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_start_matches('0');
    // Where the point is among the significant digits.
    let point = exponent.parse::<isize>().unwrap_or_default() + whole.cast_signed()
        - (digits.len() - significant.len()).cast_signed();
    let digits = significant.trim_end_matches('0');

    let mut text = String::from(if number < 0.0 { "-" } else { "" });
    if !(-5..=21).contains(&point) {
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        text.push_str(first);
        if !rest.is_empty() {
            text.push('.');
            text.push_str(rest);
        }
        text.push_str(if point > 0 { "e+" } else { "e" });
        text.push_str(&(point - 1).to_string());
        return text;
    }
    match usize::try_from(point) {
        Ok(point) if point > 0 => {
            let (whole, fraction) = digits.split_at_checked(point).unwrap_or((digits, ""));
            text.push_str(whole);
            text.extend(std::iter::repeat_n('0', point - whole.len()));
            if !fraction.is_empty() {
                text.push('.');
                text.push_str(fraction);
            }
        }
        _ => {
            text.push_str("0.");
            text.extend(std::iter::repeat_n('0', point.unsigned_abs()));
            text.push_str(digits);
        }
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
    let mut number = String::from(if whole.is_empty() { "0" } else { whole });
    match (fraction, rest.strip_prefix('.')) {
        (Some(0), Some(rest)) => number.push_str(rest),
        _ => number.push_str(rest),
    }
    // (And as any value: a parser of numbers only would bring the code that formats floats in its errors.)
    let number = json::parse(&number).ok().and_then(|value| value.as_f64());
    number.map_or(f64::NAN, |value| sign * value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::to_text;

    #[test]
    fn a18_numbers_as_texts() {
        for (number, text) in [
            (json!(0), "0"),
            (json!(-0.0), "0"),
            (json!(50.0), "50"),
            (json!(-1.5), "-1.5"),
            (json!(100.5), "100.5"),
            (json!(0.1), "0.1"),
            (json!(1.5e-6), "0.0000015"),
            (json!(1e-6), "0.000001"),
            (json!(1.25e-7), "1.25e-7"),
            (json!(-1e-10), "-1e-10"),
            (json!(9_007_199_254_740_993_i64), "9007199254740992"),
            (json!(9_223_372_036_854_775_808_u64), "9223372036854776000"),
            (json!(i64::MIN), "-9223372036854776000"),
            (json!(1e20), "100000000000000000000"),
            (json!(1e21), "1e+21"),
            (json!(1.2345e22), "1.2345e+22"),
            (json!(f64::MAX), "1.7976931348623157e+308"),
            (json!([1e30, null, [1.5]]), "1e+30,,1.5"),
        ] {
            assert_eq!(to_text(&number), text, "{number}");
        }
    }
}
