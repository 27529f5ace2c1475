//! Who may do what in a room: the content of `m.room.power_levels` (R37–R41).

pub(crate) mod javascript;
pub(crate) mod ruma;
pub(crate) mod synapse;

use serde_json::Value;

use crate::{
    condition::{Number, Scalar},
    text::trim,
};

/// The power levels of a room as an evaluation needs them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PowerLevels<'a> {
    /// The content of `m.room.power_levels`; `{}` means its defaults.
    pub(crate) content: &'a Value,
    pub(crate) room_version: Option<&'a str>,
    /// The sender of `m.room.create` and its `additional_creators`.
    pub(crate) creators: &'a [String],
}

/// A sender's level: a number, or beyond all numbers for creators in room version 12 and later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Number(i64),
    Infinite,
}

/// The level that `notifications.<key>` has when the event does not say (R38; for keys other than
/// `room` see A15).
const DEFAULT_NOTIFICATION_LEVEL: i64 = 50;

impl PowerLevels<'_> {
    /// The level of a user (R39, R40).
    pub(crate) fn of_user(&self, user_id: &str) -> Level {
        if self.creators_are_infinite() && self.creators.iter().any(|creator| creator == user_id) {
            return Level::Infinite;
        }
        let level = self
            .content
            .get("users")
            .and_then(|users| self.level(users.get(user_id)?))
            .or_else(|| self.level(self.content.get("users_default")?));
        Level::Number(level.unwrap_or(0))
    }

    /// The level that a notification of the whole room needs (R37, R38).
    pub(crate) fn needed_to_notify(&self, key: &str) -> i64 {
        self.content
            .get("notifications")
            .and_then(|notifications| self.level(notifications.get(key)?))
            .unwrap_or(DEFAULT_NOTIFICATION_LEVEL)
    }

    /// An integer, or in room versions 1–9 a string that holds one (R41). Anything else counts as
    /// absent. A room whose version is not given may be an old one.
    fn level(&self, value: &Value) -> Option<i64> {
        match Scalar::of(value)? {
            Scalar::Number(Number::Integer(level)) => Some(level),
            Scalar::String(text) if self.has_string_levels() => {
                let text = trim(&text, &|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}'));
                match Number::of_i64(text.parse().ok()?) {
                    Number::Integer(level) => Some(level),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn has_string_levels(&self) -> bool {
        self.version_number().is_none_or(|number| number < 10) && self.is_plain_version()
    }

    fn creators_are_infinite(&self) -> bool {
        self.version_number().is_some_and(|number| number >= 12)
    }

    /// Whether the version is one of the numbered ones, or not given. A custom version follows the
    /// newest rules that are known for sure: integers only.
    fn is_plain_version(&self) -> bool {
        self.room_version.is_none() || self.version_number().is_some()
    }

    /// A version is a name: `012` and `+12` are custom ones.
    fn version_number(&self) -> Option<u32> {
        let version = self.room_version?;
        let is_number = version.bytes().all(|b| b.is_ascii_digit()) && !version.starts_with('0');
        if is_number { version.parse().ok() } else { None }
    }
}
