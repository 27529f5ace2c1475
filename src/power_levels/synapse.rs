//! Power levels in Synapse (A15).
//!
//! They are read for every event, whether a rule asks for them or not, and what cannot be read fails the
//! evaluation as a whole: nobody is notified then.

use serde_json::Value;

use crate::{Context, text::trim};

/// The levels that matter to one event.
#[derive(Debug)]
pub(crate) struct Levels<'a> {
    of_sender: i128,
    notifications: Option<&'a Value>,
    /// Room versions before 10: what is not an integer is made one.
    converts: bool,
}

/// What a creator has in room version 12 and later.
const CREATOR: i128 = 1 << 53;
/// What the creator of an older room has as long as there are no power levels.
const FIRST_CREATOR: i128 = 100;
/// What a notification needs, whatever its key is.
const DEFAULT: i128 = 50;

impl<'a> Levels<'a> {
    /// The levels of a sender.
    ///
    /// # Errors
    /// Why they cannot be read.
    pub(crate) fn read(context: &'a Context, sender: &str) -> Result<Self, &'static str> {
        let version: Option<u32> = context.room_version.as_deref().and_then(|version| version.parse().ok());
        let content = context.power_levels.as_ref();
        let is_new = version.is_some_and(|version| version >= 12);
        let of_sender = if is_new && context.creators.iter().any(|creator| creator == sender) {
            CREATOR
        } else if let Some(content) = content {
            let users = match content.get("users") {
                None => None,
                Some(Value::Object(users)) => users.get(sender),
                Some(_) => return Err("the `users` of the power levels are not an object"),
            };
            let given = |level: &&Value| !level.is_null();
            match users.filter(given).or_else(|| content.get("users_default").filter(given)) {
                Some(level) => integer(level).ok_or("the power level of the sender is not an integer")?,
                None => 0,
            }
        } else if !is_new && context.creators.first().is_some_and(|creator| creator == sender) {
            FIRST_CREATOR
        } else {
            0
        };
        i64::try_from(of_sender).map_err(|_| "the power level of the sender has more than 64 bits")?;
        let levels = Self {
            of_sender,
            notifications: content.and_then(|content| content.get("notifications")),
            converts: version.is_some_and(|version| version < 10),
        };
        match levels.notifications {
            None => {}
            Some(Value::Object(notifications)) => {
                for level in notifications.values() {
                    levels.needed(level)?;
                }
            }
            Some(_) => return Err("the `notifications` of the power levels are not an object"),
        }
        Ok(levels)
    }

    /// Whether the sender may notify with a key.
    pub(crate) fn suffice(&self, key: &str) -> bool {
        let needed = self
            .notifications
            .and_then(|notifications| self.needed(notifications.get(key)?).ok()?)
            .unwrap_or(DEFAULT);
        self.of_sender >= needed
    }

    /// The level that is needed; `None` if what stands there counts for nothing.
    fn needed(&self, level: &Value) -> Result<Option<i128>, &'static str> {
        let value = match level {
            Value::Number(number) if number.is_i64() => number.as_i64().map(i128::from),
            Value::Bool(value) => Some(i128::from(*value)),
            other if self.converts => match integer(other) {
                Some(value) => Some(value),
                None => return Ok(None),
            },
            _ => None,
        };
        value
            .filter(|value| i64::try_from(*value).is_ok())
            .map(Some)
            .ok_or("a level in `notifications` is not an integer of 64 bits")
    }
}

/// `int(value)` of Python.
#[expect(clippy::cast_possible_truncation, reason = "what is too large is refused by its size afterwards")]
fn integer(value: &Value) -> Option<i128> {
    match value {
        Value::Bool(value) => Some(i128::from(*value)),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => Some(i128::from(value)),
            (None, Some(value)) => Some(i128::from(value)),
            (None, None) => Some(number.as_f64()?.trunc() as i128),
        },
        Value::String(text) => integer_of_text(text),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn integer_of_text(text: &str) -> Option<i128> {
    // The separators U+001C to U+001F are spaces only in texts that are not ASCII.
    let is_separator = |c: char| !text.is_ascii() && ('\u{1c}'..='\u{1f}').contains(&c);
    let text = trim(text, &|c| c.is_whitespace() || is_separator(c));
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
        value = value.saturating_mul(10).saturating_add(digit(c)?);
        after_digit = true;
    }
    after_digit.then_some(sign * value)
}

/// The value of a decimal digit of any script.
fn digit(c: char) -> Option<i128> {
    let code_point = u32::from(c);
    let before = ZEROS.partition_point(|zero| *zero <= code_point).checked_sub(1)?;
    let value = code_point - ZEROS.get(before)?;
    (value < 10).then(|| i128::from(value))
}

/// The zeros of all scripts: each begins a run of ten digits.
#[rustfmt::skip]
const ZEROS: &[u32] = &[
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0,
    0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30,
    0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0,
    0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec,
    0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

#[cfg(test)]
mod tests {
    use regex_syntax::hir::{Class, HirKind};
    use serde_json::json;

    use super::{Levels, digit, integer};
    use crate::Context;

    /// Every digit that is known here is one, with the value of its place in the run.
    #[test]
    fn digits_are_decimal_digits() {
        let hir = regex_syntax::parse(r"\p{Nd}").unwrap();
        let HirKind::Class(Class::Unicode(class)) = hir.kind() else { panic!("not a class: {hir:?}") };
        let mut known = 0;
        for c in '\0'..=char::MAX {
            if let Some(value) = digit(c) {
                assert!(class.iter().any(|range| range.start() <= c && c <= range.end()), "{c:?}");
                assert!((0..10).contains(&value));
                known += 1;
            }
        }
        assert_eq!(known, 660);
    }

    #[test]
    fn python_integers() {
        for (value, expected) in [
            (json!(20.9), Some(20)),
            (json!(-20.9), Some(-20)),
            (json!(true), Some(1)),
            (json!("1_0"), Some(10)),
            (json!(" +7 "), Some(7)),
            (json!("٥١"), Some(51)),
            (json!("\u{1f}60"), None),
            (json!("\u{1f}٥١"), Some(51)),
            (json!("\u{b}60\u{a0}"), Some(60)),
            (json!("_1"), None),
            (json!("1__0"), None),
            (json!("5.5"), None),
            (json!(""), None),
            (json!("+ 5"), None),
            (json!([1]), None),
            (json!(null), None),
        ] {
            assert_eq!(integer(&value), expected, "{value}");
        }
    }

    #[test]
    fn a15_levels() {
        let levels = |version: &str, content| {
            let mut context = Context::new("@me:x");
            context.room_version = Some(version.to_owned());
            context.creators = vec!["@creator:x".to_owned(), "@other:x".to_owned()];
            context.power_levels = content;
            context
        };
        let may = |context: &Context, sender: &str, key: &str| {
            Levels::read(context, sender).map(|levels| levels.suffice(key))
        };
        // No power levels: the first creator, up to room version 11.
        let none = levels("10", None);
        assert_eq!(may(&none, "@creator:x", "room"), Ok(true));
        assert_eq!(may(&none, "@other:x", "room"), Ok(false));
        let new = levels("12", Some(json!({"users": {"@other:x": 0}, "notifications": {"room": 100}})));
        assert_eq!(may(&new, "@other:x", "room"), Ok(true));
        assert_eq!(may(&new, "@third:x", "room"), Ok(false));
        // 50 is needed for any key.
        let some = levels("10", Some(json!({"users": {"@a:x": "50"}, "users_default": 49})));
        for key in ["room", "", "org.example"] {
            assert_eq!(may(&some, "@a:x", key), Ok(true));
            assert_eq!(may(&some, "@b:x", key), Ok(false));
        }
        // One level that cannot be read fails everything, in old rooms it only gets lost.
        let odd = json!({"users_default": 50, "notifications": {"x": "abc", "room": "51"}});
        assert!(may(&levels("10", Some(odd.clone())), "@a:x", "room").is_err());
        assert_eq!(may(&levels("9", Some(odd.clone())), "@a:x", "room"), Ok(false));
        assert_eq!(may(&levels("9", Some(odd)), "@a:x", "x"), Ok(true));
        for content in [
            json!({"users": []}),
            json!({"users_default": "abc"}),
            json!({"users_default": 1e30}),
            json!({"notifications": null}),
            json!({"notifications": {"x": 1.0}}),
            json!({"notifications": {"x": 9_223_372_036_854_775_808_u64}}),
        ] {
            assert!(may(&levels("10", Some(content.clone())), "@a:x", "room").is_err(), "{content}");
        }
    }
}
