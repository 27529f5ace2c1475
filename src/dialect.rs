//! Whose reading of the specification to follow.

use std::str::FromStr;

use serde_json::Value;

use crate::{
    error::PushRulesError,
    options::{fields, named},
};

/// The implementation whose answers are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Dialect {
    /// The Matrix specification v1.19.
    #[default]
    Spec,
}

/// How to compile and evaluate a ruleset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Options {
    /// The reading to follow.
    pub dialect: Dialect,
}

impl Dialect {
    /// All dialects.
    pub const ALL: [Self; 1] = [Self::Spec];

    /// The name in options.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spec => "spec",
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
    /// Reads the options from JSON: `{"dialect": "spec"}`. `null` counts as missing, unknown fields are
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
