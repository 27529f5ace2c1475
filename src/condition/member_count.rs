//! The `is` of `room_member_count` (R35, R36).

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
    pub(crate) fn parse(text: &str) -> Option<Self> {
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
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        Some(Self { comparison, count: digits.parse().unwrap_or(u64::MAX) })
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
