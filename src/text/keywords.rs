//! Many keywords against one body, in one pass.
//!
//! A literal keyword has to start and end at a word boundary. So a keyword that begins with a word
//! character can only stand where a word of the body begins, and then its own first word is that
//! whole word: one hash lookup a word finds all candidates, however many keywords there are. A
//! keyword that begins with another character (`@room`, `日本`) is looked for where that character
//! stands. Keywords with wildcards are tried one by one after that, and only those that are more
//! important than what was found.

use super::{
    glob::{Glob, Scope},
    words::{is_boundary, is_word_byte},
};
use crate::hash::FastMap;

/// A set of keywords, each with the index of its rule; of those that match, the lowest index wins.
#[derive(Debug, Default)]
pub(crate) struct Keywords {
    /// Literals that begin with a word, by that word.
    by_first_word: FastMap<Box<[u8]>, Vec<Literal>>,
    /// Which pairs of first and second byte those words have; tells most words apart without a hash.
    first_bytes: FirstBytes,
    /// Literals that begin with any other character, by that character.
    by_first_char: FastMap<char, Vec<Literal>>,
    /// Which ASCII characters those are, and whether there are others.
    first_ascii: u128,
    has_first_other: bool,
    /// Patterns with wildcards, and the empty one, by rule.
    globs: Vec<(usize, Glob)>,
}

#[derive(Debug)]
struct Literal {
    rule: usize,
    text: Box<str>,
}

/// Collects keywords in the order of their rules.
#[derive(Debug, Default)]
pub(crate) struct KeywordsBuilder {
    keywords: Keywords,
}

impl KeywordsBuilder {
    /// Adds a folded pattern.
    pub(crate) fn add(&mut self, rule: usize, pattern: &str) {
        let keywords = &mut self.keywords;
        let first = pattern.chars().next().filter(|_| Glob::is_literal(pattern));
        let Some(first) = first else {
            keywords.globs.push((rule, Glob::new(pattern)));
            return;
        };
        let literal = Literal { rule, text: pattern.into() };
        if first.is_ascii() && is_word_byte(first as u8) {
            let word: Box<[u8]> = pattern.bytes().take_while(|&b| is_word_byte(b)).collect();
            keywords.first_bytes.insert(&word);
            keywords.by_first_word.entry(word).or_default().push(literal);
        } else {
            match u8::try_from(first) {
                Ok(byte) if byte.is_ascii() => keywords.first_ascii |= 1 << byte,
                _ => keywords.has_first_other = true,
            }
            keywords.by_first_char.entry(first).or_default().push(literal);
        }
    }

    pub(crate) fn build(self) -> Keywords {
        self.keywords
    }
}

impl Keywords {
    /// The lowest rule whose keyword is in the folded body, of those that `accept` admits.
    pub(crate) fn first_match(&self, body: &str, accept: impl Fn(usize) -> bool) -> Option<usize> {
        let mut best = None;
        let mut offer = |literals: &[Literal], rest: &str, at: usize| {
            for literal in literals {
                if best.is_none_or(|best| literal.rule < best)
                    && rest.starts_with(&*literal.text)
                    && is_boundary(body, at + literal.text.len())
                    && accept(literal.rule)
                {
                    best = Some(literal.rule);
                }
            }
        };
        if !self.by_first_word.is_empty() || !self.by_first_char.is_empty() {
            self.scan(body, &mut offer);
        }
        for (rule, glob) in &self.globs {
            if best.is_some_and(|best| best < *rule) {
                break;
            }
            if accept(*rule) && glob.matches(body, Scope::Words) {
                return Some(*rule);
            }
        }
        best
    }

    /// Walks over the words of the body and what is between them, and offers the literals that may
    /// start there, with the rest of the body and the position.
    fn scan(&self, body: &str, offer: &mut impl FnMut(&[Literal], &str, usize)) {
        let bytes = body.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if is_word_byte(byte) {
                let rest = bytes.get(at..).unwrap_or_default();
                let length = rest.iter().position(|&b| !is_word_byte(b)).unwrap_or(rest.len());
                if let Some(word) = rest.get(..length)
                    && self.first_bytes.may_contain(word)
                    && let Some(literals) = self.by_first_word.get(word)
                    && let Some(rest) = body.get(at..)
                {
                    offer(literals, rest, at);
                }
                at += length;
            } else {
                let wanted =
                    if byte.is_ascii() { self.first_ascii & (1 << byte) != 0 } else { self.has_first_other };
                // Bytes inside a character are no place for a keyword to start: `get` answers `None`.
                if wanted
                    && let Some(rest) = body.get(at..)
                    && let Some(literals) = rest.chars().next().and_then(|c| self.by_first_char.get(&c))
                {
                    offer(literals, rest, at);
                }
                at += 1;
            }
        }
    }
}

/// A set of pairs of bytes, with false positives.
#[derive(Debug)]
struct FirstBytes([u64; 64]);

impl Default for FirstBytes {
    fn default() -> Self {
        Self([0; 64])
    }
}

impl FirstBytes {
    /// Word and bit of the first two bytes; word characters differ in their low six bits, nearly.
    fn place(word: &[u8]) -> (usize, u32) {
        let first = word.first().copied().unwrap_or_default();
        let second = word.get(1).copied().unwrap_or_default();
        (usize::from(first & 63), u32::from(second & 63))
    }

    fn insert(&mut self, word: &[u8]) {
        let (place, bit) = Self::place(word);
        if let Some(bits) = self.0.get_mut(place) {
            *bits |= 1 << bit;
        }
    }

    fn may_contain(&self, word: &[u8]) -> bool {
        let (place, bit) = Self::place(word);
        self.0.get(place).is_some_and(|bits| bits & (1 << bit) != 0)
    }
}
