//! Matching text: folding, words, globs and many keywords at once.

mod fold;
mod glob;
mod keywords;
mod lowercase;
mod numbers;
mod pattern;
mod plain;
#[cfg(test)]
mod properties;
mod sigma;
mod trim;
mod unicode_words;
mod words;

pub use self::fold::UNICODE_VERSION;
pub(crate) use self::{
    fold::{fold, fold_char, fold_into},
    glob::{Glob, Scope, contains_words, find_around, find_inside_words, find_words},
    keywords::Keywords,
    pattern::{Aspect, Pattern, Target, TextRules},
    plain::{contains, joined},
    trim::trim,
    words::is_boundary,
};
