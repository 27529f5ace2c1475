//! The modes, and what decides which default applies to a room.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    context::Context,
    error::{ErrorCode, PushRulesError},
    fields::Fields,
};

/// How much of a room notifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomMode {
    /// Every message notifies.
    AllMessages,
    /// Only mentions and keywords notify.
    MentionsAndKeywords,
    /// Nothing notifies, mentions included.
    Mute,
}

impl RoomMode {
    /// All modes.
    pub const ALL: [Self; 3] = [Self::AllMessages, Self::MentionsAndKeywords, Self::Mute];

    /// The name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AllMessages => "all_messages",
            Self::MentionsAndKeywords => "mentions_and_keywords",
            Self::Mute => "mute",
        }
    }
}

impl fmt::Display for RoomMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RoomMode {
    type Err = PushRulesError;

    /// # Errors
    /// `invalid_argument` at `mode` when it is none of the three names.
    fn from_str(name: &str) -> Result<Self, PushRulesError> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == name).ok_or_else(|| {
            PushRulesError::new(ErrorCode::InvalidArgument, "mode", format!("`{name}` is not a room mode"))
                .with_help("the modes are `all_messages`, `mentions_and_keywords` and `mute`")
        })
    }
}

/// A type of rooms with a default mode of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RoomType {
    /// Messages are encrypted.
    pub encrypted: bool,
    /// The room has exactly two members.
    pub one_to_one: bool,
}

impl RoomType {
    /// The four types.
    pub const ALL: [Self; 4] = [
        Self { encrypted: true, one_to_one: true },
        Self { encrypted: false, one_to_one: true },
        Self { encrypted: false, one_to_one: false },
        Self { encrypted: true, one_to_one: false },
    ];
}

/// What is known about a room; what is missing is unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RoomTraits {
    /// Whether messages are encrypted.
    pub encrypted: Option<bool>,
    /// Whether the room has exactly two members.
    pub one_to_one: Option<bool>,
}

impl RoomTraits {
    /// Reads the traits from JSON: `encrypted` and `one_to_one`, or `member_count` as in a
    /// [`Context`], which a whole context may be given for. `null` counts as missing, other fields
    /// are ignored.
    ///
    /// # Errors
    /// `invalid_context` with the path of a value of the wrong type.
    pub fn from_value(value: &Value) -> Result<Self, PushRulesError> {
        let fields = Fields::of(value, "context", ErrorCode::InvalidContext)?;
        let one_to_one = match fields.boolean("one_to_one")? {
            Some(one_to_one) => Some(one_to_one),
            None => fields.count("member_count")?.map(|count| count == 2),
        };
        Ok(Self { encrypted: fields.boolean("encrypted")?, one_to_one })
    }

    /// The types that the room may be of.
    pub(super) fn possible_types(self) -> impl Iterator<Item = RoomType> {
        RoomType::ALL.into_iter().filter(move |room| {
            self.encrypted.is_none_or(|encrypted| encrypted == room.encrypted)
                && self.one_to_one.is_none_or(|one_to_one| one_to_one == room.one_to_one)
        })
    }
}

/// Two members are a one-to-one room, as `room_member_count` of the default rules has it (R56). A
/// context does not tell whether the room is encrypted.
impl From<&Context> for RoomTraits {
    fn from(context: &Context) -> Self {
        Self { encrypted: None, one_to_one: context.member_count.map(|count| count == 2) }
    }
}

impl From<RoomType> for RoomTraits {
    fn from(room: RoomType) -> Self {
        Self { encrypted: Some(room.encrypted), one_to_one: Some(room.one_to_one) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{RoomMode, RoomTraits};

    #[test]
    fn names_are_those_of_json() {
        for mode in RoomMode::ALL {
            assert_eq!(json!(mode), json!(mode.as_str()));
            assert_eq!(mode.as_str().parse(), Ok(mode));
        }
        let error = "loud".parse::<RoomMode>().unwrap_err();
        assert_eq!(error.message, "`loud` is not a room mode");
    }

    #[test]
    fn traits_come_from_a_context() {
        let traits = |value| RoomTraits::from_value(&value);
        let known = |encrypted, one_to_one| Ok(RoomTraits { encrypted, one_to_one });
        assert_eq!(traits(json!({"member_count": 2})), known(None, Some(true)));
        assert_eq!(traits(json!({"member_count": 3, "encrypted": true})), known(Some(true), Some(false)));
        assert_eq!(traits(json!({"member_count": 3, "one_to_one": true})), known(None, Some(true)));
        assert_eq!(traits(json!({"user_id": "@a:x", "encrypted": null})), known(None, None));
        assert_eq!(traits(json!({"encrypted": "yes"})).unwrap_err().path, "context.encrypted");
    }
}
