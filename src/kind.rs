//! The kinds of push rules, in the order in which they are tried (R1).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The list of a ruleset that holds a rule.
///
/// The order of the variants is the order of evaluation: R1, with MSC4306's `postcontent` between
/// `content` and `room`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Rules with conditions, before all others.
    Override,
    /// Keyword rules: a glob against `content.body`.
    Content,
    /// Rules with conditions after the keywords (MSC4306, unstable): only servers create them.
    Postcontent,
    /// One rule a room; the rule id is the room id.
    Room,
    /// One rule a sender; the rule id is the user id.
    Sender,
    /// Rules with conditions, after all others.
    Underride,
}

impl RuleKind {
    /// All kinds in the order of evaluation.
    pub const ALL: [Self; 6] =
        [Self::Override, Self::Content, Self::Postcontent, Self::Room, Self::Sender, Self::Underride];

    /// The name as it stands in a ruleset and in the paths of the client-server API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Override => "override",
            Self::Content => "content",
            Self::Postcontent => "postcontent",
            Self::Room => "room",
            Self::Sender => "sender",
            Self::Underride => "underride",
        }
    }

    /// Whether rules of this kind carry `conditions` (R9, R10).
    #[must_use]
    pub const fn has_conditions(self) -> bool {
        matches!(self, Self::Override | Self::Postcontent | Self::Underride)
    }
}

impl fmt::Display for RuleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RuleKind {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name).ok_or(())
    }
}
