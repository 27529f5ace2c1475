//! Which predefined rules are wanted.

use std::str::FromStr;

use serde_json::Value;

use crate::{
    error::PushRulesError,
    options::{fields, named, wrong_type},
};

/// The choice of predefined rules for [`default_rules`](super::default_rules).
///
/// As JSON: `{"version": "v1.19" | "v1.16", "sets": ["polls", …]}`, both optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct DefaultRulesOptions {
    /// The specification whose rules are wanted.
    pub version: SpecVersion,
    /// Rules of proposals to add.
    pub sets: Vec<OptInSet>,
}

/// The versions of the specification whose predefined rules differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpecVersion {
    /// v1.17 to v1.19 (R54–R56).
    #[default]
    V1_19,
    /// v1.9 to v1.16: with the three legacy mention rules (R58), as most servers still have them.
    V1_16,
}

/// Rules that a server has only if it implements a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OptInSet {
    /// MSC3930: polls notify like messages. Compares with `event_match` on the unstable event types,
    /// as Synapse does; the escaped values of the proposal's text would never match.
    Polls,
    /// MSC4028: every encrypted event is pushed, so that the client can decide after decrypting.
    EncryptedEvents,
    /// MSC4306: threads notify if the user follows them.
    Threads,
    /// MSC2772: Jitsi widgets notify. Every Synapse has it.
    Jitsi,
}

impl SpecVersion {
    /// All versions.
    pub const ALL: [Self; 2] = [Self::V1_19, Self::V1_16];

    /// The name in options.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1_19 => "v1.19",
            Self::V1_16 => "v1.16",
        }
    }
}

impl OptInSet {
    /// All sets.
    pub const ALL: [Self; 4] = [Self::Polls, Self::EncryptedEvents, Self::Threads, Self::Jitsi];

    /// The name in options.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Polls => "polls",
            Self::EncryptedEvents => "encrypted_events",
            Self::Threads => "threads",
            Self::Jitsi => "jitsi",
        }
    }
}

impl FromStr for SpecVersion {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|version| version.as_str() == name).ok_or(())
    }
}

impl FromStr for OptInSet {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|set| set.as_str() == name).ok_or(())
    }
}

impl DefaultRulesOptions {
    /// Reads the options from JSON. `null` counts as missing, unknown fields are ignored.
    ///
    /// # Errors
    /// `invalid_option` with the path of the first value of a wrong type or an unknown name.
    pub fn from_value(value: &Value) -> Result<Self, PushRulesError> {
        let Some(fields) = fields(value)? else { return Ok(Self::default()) };
        let version = match fields.get("version") {
            None | Some(Value::Null) => SpecVersion::default(),
            Some(version) => named(version, "options.version", &SpecVersion::ALL.map(SpecVersion::as_str))?,
        };
        let sets = match fields.get("sets") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(sets)) => sets
                .iter()
                .enumerate()
                .map(|(i, set)| {
                    named(set, &format!("options.sets.{i}"), &OptInSet::ALL.map(OptInSet::as_str))
                })
                .collect::<Result<_, _>>()?,
            Some(other) => return Err(wrong_type("options.sets", "`sets` is", other, "an array")),
        };
        Ok(Self { version, sets })
    }
}
