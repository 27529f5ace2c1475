//! What the advice is for.

use std::str::FromStr;

use serde_json::Value;

use crate::{
    error::PushRulesError,
    options::{fields, named, wrong_type},
};

/// How to [`lint`](super::lint).
///
/// As JSON: `{"user_id": "@alice:example.org", "implementations": ["synapse", "js-sdk", "ruma"]}`,
/// both optional.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LintOptions {
    /// The owner of the rules. Without it the owner is whom the predefined rules name.
    pub user_id: Option<String>,
    /// The implementations whose peculiarities matter; all by default.
    pub implementations: Vec<Implementation>,
}

impl Default for LintOptions {
    fn default() -> Self {
        Self { user_id: None, implementations: Implementation::ALL.to_vec() }
    }
}

/// An implementation of push rules with peculiarities that rules can run into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Implementation {
    /// The homeserver.
    Synapse,
    /// matrix-js-sdk, in Element Web and Desktop.
    JsSdk,
    /// ruma, in Element X and other clients on matrix-rust-sdk, and in the conduit family of servers.
    Ruma,
}

impl Implementation {
    /// All implementations.
    pub const ALL: [Self; 3] = [Self::Synapse, Self::JsSdk, Self::Ruma];

    /// The name in options.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Synapse => "synapse",
            Self::JsSdk => "js-sdk",
            Self::Ruma => "ruma",
        }
    }
}

impl FromStr for Implementation {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|implementation| implementation.as_str() == name).ok_or(())
    }
}

impl LintOptions {
    /// Reads the options from JSON. `null` counts as missing, unknown fields are ignored.
    ///
    /// # Errors
    /// `invalid_option` with the path of the first value of a wrong type or an unknown name.
    pub fn from_value(value: &Value) -> Result<Self, PushRulesError> {
        let Some(fields) = fields(value)? else { return Ok(Self::default()) };
        let user_id = match fields.get("user_id") {
            None | Some(Value::Null) => None,
            Some(Value::String(user_id)) => Some(user_id.clone()),
            Some(other) => return Err(wrong_type("options.user_id", "`user_id` is", other, "a string")),
        };
        let implementations = match fields.get("implementations") {
            None | Some(Value::Null) => Implementation::ALL.to_vec(),
            Some(Value::Array(names)) => names
                .iter()
                .enumerate()
                .map(|(i, name)| {
                    let path = format!("options.implementations.{i}");
                    named(name, &path, &Implementation::ALL.map(Implementation::as_str))
                })
                .collect::<Result<_, _>>()?,
            Some(other) => {
                return Err(wrong_type("options.implementations", "`implementations` is", other, "an array"));
            }
        };
        Ok(Self { user_id, implementations })
    }
}
