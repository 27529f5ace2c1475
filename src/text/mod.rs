//! Matching text: folding, words, globs and many keywords at once.

mod fold;
mod glob;
mod keywords;
#[cfg(test)]
mod properties;
mod words;

pub use self::fold::UNICODE_VERSION;
pub(crate) use self::{
    fold::{fold, fold_into},
    glob::{Glob, Scope, contains_words},
    keywords::Keywords,
    words::is_boundary,
};
