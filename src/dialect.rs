//! Whose reading of the specification to follow.

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
