//! Power levels.

use ruma_common::UserId;
use serde_json::{Map, Value};

use super::traits::{Levels, Traits};
use crate::generate::Case;

/// What power levels say, if anything can be said.
pub(super) enum Verdict {
    May(bool),
    /// The levels cannot be read, and the whole evaluation with them.
    Unreadable,
}

pub(super) fn sender_may_notify(traits: &Traits, key: &str, case: &Case) -> Verdict {
    let content = case.context.get("power_levels").filter(|levels| !levels.is_null());
    let sender = case.event.get("sender").and_then(Value::as_str);
    match traits.levels {
        Levels::Spec => Verdict::May(
            content.zip(sender).is_some_and(|(content, sender)| spec(key, content, sender, case)),
        ),
        Levels::Synapse => {
            synapse(Some(key), content, sender, case).map_or(Verdict::Unreadable, Verdict::May)
        }
        Levels::Js => Verdict::May(sender.is_some_and(|sender| js(key, content, sender, case))),
        Levels::Ruma => Verdict::May(
            content
                .zip(sender)
                .is_some_and(|(content, sender)| ruma(key, content, sender, case) == Some(true)),
        ),
    }
}

/// Synapse reads power levels for every event, asked or not.
pub(super) fn readable(traits: &Traits, case: &Case) -> bool {
    let content = case.context.get("power_levels").filter(|levels| !levels.is_null());
    let sender = case.event.get("sender").and_then(Value::as_str);
    traits.levels != Levels::Synapse || synapse(None, content, sender, case).is_some()
}

fn version(case: &Case) -> Option<&str> {
    case.context.get("room_version").and_then(Value::as_str)
}

fn is_creator(user: &str, case: &Case) -> bool {
    case.context
        .get("creators")
        .and_then(Value::as_array)
        .is_some_and(|list| list.iter().any(|id| id == user))
}

fn spec(key: &str, content: &Value, sender: &str, case: &Case) -> bool {
    const MAX: f64 = ((1_i64 << 53) - 1) as f64;
    let number: Option<Option<u32>> = version(case).map(|version| version.parse().ok());
    if matches!(number, Some(Some(12..))) && is_creator(sender, case) {
        return true;
    }
    let old = matches!(number, None | Some(Some(..10)));
    let level = |value: &Value| -> Option<f64> {
        let level = match value {
            Value::Number(number) => number.as_f64()?,
            Value::String(text) if old => {
                text.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']).parse::<i64>().ok()? as f64
            }
            _ => return None,
        };
        (level.trunc() == level && level.abs() <= MAX).then_some(level)
    };
    let has = content
        .get("users")
        .and_then(|users| level(users.get(sender)?))
        .or_else(|| level(content.get("users_default")?))
        .unwrap_or(0.0);
    let needs = content.get("notifications").and_then(|levels| level(levels.get(key)?)).unwrap_or(50.0);
    has >= needs
}

/// `None`: an exception. Without a key: whether the sender's level and the levels wanted can be
/// handed to the evaluator at all.
fn synapse(key: Option<&str>, content: Option<&Value>, sender: Option<&str>, case: &Case) -> Option<bool> {
    let number = version(case).and_then(|version| version.parse::<u32>().ok());
    let sender = sender.unwrap_or_default();
    let empty = Value::Object(Map::new());
    let creators = case.context.get("creators").and_then(Value::as_array);
    let has: i128 = if number.is_some_and(|number| number >= 12) && is_creator(sender, case) {
        1 << 53
    } else if let Some(content) = content {
        let users = content.get("users").unwrap_or(&empty).as_object()?;
        match users.get(sender).filter(|level| !level.is_null()) {
            Some(level) => python_int(level)?,
            None => match content.get("users_default").filter(|level| !level.is_null()) {
                Some(level) => python_int(level)?,
                None => 0,
            },
        }
    } else if number.is_none_or(|number| number < 12)
        && creators.and_then(|list| list.first()).is_some_and(|id| id == sender)
    {
        100
    } else {
        0
    };
    i64::try_from(has).ok()?;
    let wanted = content.and_then(|content| content.get("notifications")).unwrap_or(&empty).as_object()?;
    let mut levels = Map::new();
    for (name, value) in wanted {
        let level = match value {
            Value::Number(number) if number.is_i64() => number.as_i64().map(i128::from),
            // A boolean is an integer to Python, but not of its type.
            Value::Bool(value) => Some(i128::from(*value)),
            value if number.is_some_and(|number| number < 10) => match python_int(value) {
                Some(level) => Some(level),
                None => continue,
            },
            _ => None,
        };
        levels.insert(name.clone(), Value::from(i64::try_from(level?).ok()?));
    }
    let needs = |key: &str| levels.get(key).and_then(Value::as_i64).unwrap_or(50);
    Some(key.is_none_or(|key| has >= i128::from(needs(key))))
}

/// `int(value)` of Python.
#[expect(clippy::cast_possible_truncation, reason = "that is what it does")]
fn python_int(value: &Value) -> Option<i128> {
    match value {
        Value::Bool(value) => Some(i128::from(*value)),
        Value::Number(number) => match number.as_i64() {
            Some(value) => Some(i128::from(value)),
            None => Some(match number.as_u64() {
                Some(value) => i128::from(value),
                None => number.as_f64()?.trunc() as i128,
            }),
        },
        Value::String(text) => {
            // What a space is depends on whether there is anything beyond ASCII in the text.
            let text = match text.is_ascii() {
                true => text.trim_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']),
                false => text.trim_matches(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)),
            };
            let (sign, digits) = match text.strip_prefix('-') {
                Some(digits) => (-1, digits),
                None => (1, text.strip_prefix('+').unwrap_or(text)),
            };
            let mut value: i128 = 0;
            let mut after_digit = false;
            for c in digits.chars() {
                if c == '_' && after_digit {
                    after_digit = false;
                    continue;
                }
                value = value.checked_mul(10)?.checked_add(decimal(c)?)?;
                after_digit = true;
            }
            after_digit.then_some(sign * value)
        }
        _ => None,
    }
}

/// The decimal digits that the generator makes: ASCII and Arabic-Indic.
fn decimal(c: char) -> Option<i128> {
    match c {
        '0'..='9' => Some(i128::from(u32::from(c) - 0x30)),
        '\u{660}'..='\u{669}' => Some(i128::from(u32::from(c) - 0x660)),
        _ => None,
    }
}

fn js(key: &str, content: Option<&Value>, sender: &str, case: &Case) -> bool {
    if key.is_empty() {
        return false;
    }
    let version = version(case).unwrap_or("1");
    let has_creators = !version.parse::<u32>().is_ok_and(|number| (1..=11).contains(&number));
    let has = match content {
        None => 0.0,
        Some(_) if has_creators && is_creator(sender, case) => f64::INFINITY,
        Some(content) => {
            let level = content.get("users").and_then(|users| users.as_object()?.get(sender)?.as_f64());
            match level.filter(|level| level.trunc() == *level) {
                Some(level) => level,
                None => content.get("users_default").map_or(0.0, js_number),
            }
        }
    };
    let needs = content
        .and_then(|content| content.get("notifications")?.as_object()?.get(key)?.as_f64())
        .unwrap_or(50.0);
    has >= needs
}

/// `Number(value)` of JavaScript.
fn js_number(value: &Value) -> f64 {
    match value {
        Value::Null => 0.0,
        Value::Bool(value) => f64::from(*value),
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Value::String(text) => js_number_of_text(text),
        Value::Array(list) => match list.as_slice() {
            [] => 0.0,
            [Value::Null] => 0.0,
            [one @ (Value::String(_) | Value::Number(_) | Value::Array(_))] => js_number(one),
            _ => f64::NAN,
        },
        Value::Object(_) => f64::NAN,
    }
}

fn js_number_of_text(text: &str) -> f64 {
    let text = text.trim_matches(|c: char| (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}');
    if text.is_empty() {
        return 0.0;
    }
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return u64::from_str_radix(digits, 16).map_or(f64::NAN, |value| value as f64);
    }
    if text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-')) {
        text.parse().unwrap_or(f64::NAN)
    } else {
        f64::NAN
    }
}

/// `None`: the content does not parse, which is as good as no content.
fn ruma(key: &str, content: &Value, sender: &str, case: &Case) -> Option<bool> {
    <&UserId>::try_from(sender).ok()?;
    let mut has = None;
    if let Some(users) = content.get("users") {
        for (user, level) in users.as_object()? {
            <&UserId>::try_from(user.as_str()).ok()?;
            let level = ruma_level(level)?;
            if user == sender {
                has = Some(level);
            }
        }
    }
    let default = content.get("users_default").map_or(Some(0), ruma_level)?;
    let needs = match content.get("notifications") {
        None => 50,
        Some(Value::Object(levels)) => levels.get("room").map_or(Some(50), ruma_level)?,
        // serde takes an array for the fields of a structure, of which there is one.
        Some(Value::Array(levels)) if levels.len() <= 1 => levels.first().map_or(Some(50), ruma_level)?,
        Some(_) => return None,
    };
    if key != "room" {
        return Some(false);
    }
    if version(case) == Some("12") && is_creator(sender, case) {
        return Some(true);
    }
    Some(has.unwrap_or(default) >= needs)
}

fn ruma_level(value: &Value) -> Option<i64> {
    let level = match value {
        Value::Number(number) => number.as_i64()?,
        Value::String(text) => {
            let text = text.trim();
            match text.strip_prefix('+') {
                // A second sign would be one too many, but u64 takes it.
                Some(digits) => digits.parse::<u64>().ok()?.try_into().ok()?,
                None => text.parse().ok()?,
            }
        }
        _ => return None,
    };
    (level.unsigned_abs() < 1 << 53).then_some(level)
}
