//! Compares the engine with other implementations of push rules, on generated cases.

pub mod answer;
pub mod compare;
pub mod divergences;
pub mod generate;
pub mod model;
pub mod peers;
mod random;
pub mod recorded;

use std::{fmt, str::FromStr};

use matrix_push_rules::Dialect;

/// Another implementation of push rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// ruma-common 0.20.2: conduit and its descendants, and clients made with matrix-rust-sdk.
    Ruma,
    /// matrix-js-sdk 43.0.0: Element Web.
    JsSdk,
    /// Synapse 1.163.2.
    Synapse,
}

impl Peer {
    /// The engine's dialect that answers as it does.
    #[must_use]
    pub fn dialect(self) -> Dialect {
        match self {
            Self::Ruma => Dialect::Ruma,
            Self::JsSdk => Dialect::JsSdk,
            Self::Synapse => Dialect::Synapse,
        }
    }

    /// How it reads push rules.
    #[must_use]
    pub fn traits(self) -> model::Traits {
        match self {
            Self::Ruma => model::ruma(),
            Self::JsSdk => model::js_sdk(),
            Self::Synapse => model::synapse(),
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ruma => "ruma",
            Self::JsSdk => "js-sdk",
            Self::Synapse => "synapse",
        })
    }
}

impl FromStr for Peer {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        [Self::Ruma, Self::JsSdk, Self::Synapse]
            .into_iter()
            .find(|peer| peer.to_string() == name)
            .ok_or_else(|| format!("`{name}` is none of `ruma`, `js-sdk`, `synapse`"))
    }
}
