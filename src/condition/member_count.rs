//! The `is` of `room_member_count` (R35, R36).

use crate::dialect::Kinds;

/// 2^53 − 1.
const MAX_COUNT_OF_RUMA: u64 = (1 << 53) - 1;

/// A comparison with the number of members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct MemberCountIs {
    pub(crate) comparison: Comparison,
    pub(crate) count: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Comparison {
    Equal,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
}

impl MemberCountIs {
    /// A decimal integer with an optional prefix `==`, `<`, `>`, `<=`, `>=`; nothing else. A number
    /// that no room can reach counts as the largest one.
    ///
    /// Synapse and ruma stop at their largest number, and ruma takes a plus sign before the digits (A15c).
    pub(crate) fn parse(text: &str, dialect: Kinds) -> Option<Self> {
        use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
        let prefixes = [
            ("==", Equal),
            ("<=", LessOrEqual),
            (">=", GreaterOrEqual),
            ("<", Less),
            (">", Greater),
            ("", Equal),
        ];
        let (comparison, digits) = prefixes
            .into_iter()
            .find_map(|(prefix, comparison)| Some((comparison, text.strip_prefix(prefix)?)))?;
        let digits = match dialect {
            Kinds::Ruma => digits.strip_prefix('+').unwrap_or(digits),
            _ => digits,
        };
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let count = match (dialect, digits.parse()) {
            (Kinds::Ruma, Ok(count)) if count > MAX_COUNT_OF_RUMA => return None,
            (Kinds::Ruma | Kinds::Synapse, Err(_)) => return None,
            (_, count) => count.unwrap_or(u64::MAX),
        };
        Some(Self { comparison, count })
    }

    pub(crate) const fn holds(self, members: u64) -> bool {
        match self.comparison {
            Comparison::Equal => members == self.count,
            Comparison::Less => members < self.count,
            Comparison::Greater => members > self.count,
            Comparison::LessOrEqual => members <= self.count,
            Comparison::GreaterOrEqual => members >= self.count,
        }
    }
}
