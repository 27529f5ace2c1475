//! Whose reading of the specification to follow.
//!
//! A dialect is a value: [`Behaviour`] says, question by question, how an implementation answers where
//! it differs from the specification or where the specification is silent. Nearly all of it is settled
//! when a ruleset is compiled. docs/DIALECTS.md says what each dialect reproduces.

mod behaviour;
mod compare;

use std::str::FromStr;

use serde::Serialize;
use serde_json::Value;

pub(crate) use self::behaviour::{
    Actions, Behaviour, EmptyName, Faults, Ids, Kinds, LegacyMentions, Levels, Numbers, Paths, Reading,
    RoomFeatures,
};
pub use self::compare::{
    DialectComparison, DialectGroup, Difference, Parting, PerDialect, compare_dialects, compare_dialects_in,
};
use crate::{
    error::PushRulesError,
    options::{fields, named},
};

/// The implementation whose answers are wanted.
///
/// All but the first reproduce what a released implementation does, mistakes included: they are for
/// finding out why a server and a client disagree, not for deciding about notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Dialect {
    /// The Matrix specification v1.19.
    #[default]
    Spec,
    /// Synapse 1.163.2, the reference homeserver: decides about pushes and counts there.
    Synapse,
    /// matrix-js-sdk 43.0.0, in Element Web and Desktop.
    JsSdk,
    /// ruma-common 0.20.2, in Element X and the conduit family of homeservers.
    Ruma,
}

/// How to compile and evaluate a ruleset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Options {
    /// The reading to follow.
    pub dialect: Dialect,
}

impl From<Dialect> for Options {
    fn from(dialect: Dialect) -> Self {
        Self { dialect }
    }
}

impl Dialect {
    /// All dialects.
    pub const ALL: [Self; 4] = [Self::Spec, Self::Synapse, Self::JsSdk, Self::Ruma];

    /// The name in options.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spec => "spec",
            Self::Synapse => "synapse",
            Self::JsSdk => "js-sdk",
            Self::Ruma => "ruma",
        }
    }

    pub(crate) const fn behaviour(self) -> &'static Behaviour {
        match self {
            Self::Spec => &Behaviour::SPEC,
            Self::Synapse => &Behaviour::SYNAPSE,
            Self::JsSdk => &Behaviour::JS_SDK,
            Self::Ruma => &Behaviour::RUMA,
        }
    }
}

impl FromStr for Dialect {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|dialect| dialect.as_str() == name).ok_or(())
    }
}

impl Options {
    /// Reads the options from JSON: `{"dialect": "synapse"}`. `null` counts as missing, unknown fields are
    /// ignored.
    ///
    /// # Errors
    /// `invalid_option` with the path of the first value of a wrong type or an unknown name.
    pub fn from_value(value: &Value) -> Result<Self, PushRulesError> {
        let dialect = match fields(value)?.and_then(|fields| fields.get("dialect")) {
            None | Some(Value::Null) => Dialect::default(),
            Some(dialect) => named(dialect, "options.dialect", &Dialect::ALL.map(Dialect::as_str))?,
        };
        Ok(Self { dialect })
    }
}
