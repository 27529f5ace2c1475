//! Whose reading of the specification to follow.
//!
//! A dialect is a value: [`Behaviour`] says, question by question, how an implementation answers where
//! it differs from the specification or where the specification is silent. Nearly all of it is settled
//! when a ruleset is compiled. docs/DIALECTS.md says what each dialect reproduces.

mod behaviour;
#[cfg(feature = "full")]
mod compare;

use std::{ops::Deref, str::FromStr};

use serde::Serialize;
use serde_json::Value;

use self::behaviour::Behaviour;
pub(crate) use self::behaviour::{
    Actions, EmptyName, Faults, Ids, Kinds, LegacyMentions, Levels, Numbers, Paths, Reading, RoomFeatures,
};
#[cfg(feature = "full")]
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
    #[cfg(feature = "full")]
    /// Synapse 1.163.2, the reference homeserver: decides about pushes and counts there.
    Synapse,
    #[cfg(feature = "full")]
    /// matrix-js-sdk 43.0.0, in Element Web and Desktop.
    JsSdk,
    #[cfg(feature = "full")]
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
    #[cfg(feature = "full")]
    pub const ALL: [Self; 4] = [Self::Spec, Self::Synapse, Self::JsSdk, Self::Ruma];
    /// All dialects that there are without the feature `full`.
    #[cfg(not(feature = "full"))]
    pub const ALL: [Self; 1] = [Self::Spec];

    /// The name in options.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spec => "spec",
            #[cfg(feature = "full")]
            Self::Synapse => "synapse",
            #[cfg(feature = "full")]
            Self::JsSdk => "js-sdk",
            #[cfg(feature = "full")]
            Self::Ruma => "ruma",
        }
    }

    pub(crate) const fn behaviour(self) -> Chosen {
        #[cfg(feature = "full")]
        return Chosen(match self {
            Self::Spec => &SPEC,
            Self::Synapse => &Behaviour::SYNAPSE,
            Self::JsSdk => &Behaviour::JS_SDK,
            Self::Ruma => &Behaviour::RUMA,
        });
        #[cfg(not(feature = "full"))]
        Chosen()
    }
}

/// Whether there are others than the specification's. Where that shows in no [`Behaviour`], this tells the compiler what it
/// may leave out.
pub(crate) const ARE_MANY: bool = cfg!(feature = "full");

/// The specification's behaviour, at one address, by which the compiler knows it.
static SPEC: Behaviour = Behaviour::SPEC;

/// The behaviour that was chosen.
///
/// Without the feature `full` there is no choice and this holds nothing: the compiler knows all that it answers, and
/// leaves out what only other dialects need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chosen(#[cfg(feature = "full")] &'static Behaviour);

impl Chosen {
    /// The specification's.
    pub(crate) const SPEC: Self = Dialect::Spec.behaviour();
}

impl Deref for Chosen {
    type Target = Behaviour;

    fn deref(&self) -> &Behaviour {
        #[cfg(feature = "full")]
        return self.0;
        #[cfg(not(feature = "full"))]
        &SPEC
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
            Some(dialect) => named(dialect, "options.dialect", &Dialect::ALL.map(Dialect::as_str))
                .map_err(|error| if is_left_out(dialect) { error.with_help(LEFT_OUT) } else { error })?,
        };
        Ok(Self { dialect })
    }
}

/// Whether it is a dialect of the feature `full`, and this has been built without.
fn is_left_out(name: &Value) -> bool {
    !ARE_MANY && matches!(name.as_str(), Some("synapse" | "js-sdk" | "ruma"))
}

const LEFT_OUT: &str =
    "the dialects of implementations are in `matrix-push-rules/full`; in Rust, in the feature `full`";
