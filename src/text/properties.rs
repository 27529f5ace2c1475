//! Globs against an independent implementation: regular expressions.

#![expect(clippy::string_slice, reason = "a test may fail")]

use proptest::{collection::vec, prelude::*, sample::select};
use regex_lite::Regex;

use super::{Glob, Scope, fold::fold, words::is_boundary};
use crate::testing::cases;

/// The pattern as a regular expression that has to match all of a text.
fn regex(pattern: &str) -> Regex {
    let body: String = pattern
        .chars()
        .map(|c| match c {
            '*' => ".*".to_owned(),
            '?' => ".".to_owned(),
            c => regex_lite::escape(c.encode_utf8(&mut [0; 4])),
        })
        .collect();
    Regex::new(&format!("(?s)^(?:{body})$")).unwrap()
}

/// All parts of a text between two word boundaries.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let edges: Vec<usize> = (0..=text.len())
        .filter(|&at| text.is_char_boundary(at) && is_boundary(text.as_bytes(), at))
        .collect();
    let starts = edges.clone();
    starts.into_iter().enumerate().flat_map(move |(index, start)| {
        edges[index..].iter().map(|&end| &text[start..end]).collect::<Vec<_>>()
    })
}

fn folded(alphabet: &'static [char], longest: usize) -> impl Strategy<Value = String> {
    vec(select(alphabet), 0..=longest).prop_map(|chars| fold(&String::from_iter(chars)).into_owned())
}

const TEXT: &[char] =
    &['a', 'a', 'b', 'c', 'É', '_', '9', ' ', '.', '\\', '[', '\n', '\u{301}', '日', '🦊', '*', '?'];
const PATTERN: &[char] =
    &['a', 'a', 'b', 'c', 'É', '_', '9', ' ', '.', '\\', '[', '\n', '日', '🦊', '*', '*', '*', '?', '?', '?'];

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn the_whole_text(pattern in folded(PATTERN, 8), text in folded(TEXT, 16)) {
        prop_assert_eq!(Glob::new(&pattern).matches(&text, Scope::Whole), regex(&pattern).is_match(&text));
    }

    #[test]
    fn words(pattern in folded(PATTERN, 8), text in folded(TEXT, 16)) {
        // What the empty pattern matches is another question (A8).
        if pattern.is_empty() {
            return Ok(());
        }
        let regex = regex(&pattern);
        let expected = parts(&text).any(|part| regex.is_match(part));
        prop_assert_eq!(Glob::new(&pattern).matches(&text, Scope::Words), expected);
    }

    /// What is said to have matched does match, and is all that it may be: between boundaries, or everything.
    #[test]
    fn the_range_that_matched(pattern in folded(PATTERN, 8), text in folded(TEXT, 16)) {
        for scope in [Scope::Whole, Scope::Words] {
            let Some(found) = Glob::new(&pattern).find(&text, scope) else { continue };
            prop_assert!(regex(&pattern).is_match(&text[found.clone()]), "{:?} in {:?}", found, scope);
            match scope {
                Scope::Whole => prop_assert_eq!(found, 0..text.len()),
                Scope::Words => {
                    prop_assert!(is_boundary(text.as_bytes(), found.start), "start of {:?}", found);
                    prop_assert!(is_boundary(text.as_bytes(), found.end), "end of {:?}", found);
                }
            }
        }
    }

    /// A pattern that is made from a text by putting wildcards into it matches that text.
    #[test]
    fn a_text_with_wildcards_put_into_it(text in folded(&TEXT[..15], 16), choices in vec(0..6_u8, 16)) {
        let pattern: String = text
            .chars()
            .zip(choices)
            .map(|(c, choice)| match choice {
                0 => "?".to_owned(),
                1 => "*".to_owned(),
                2 => format!("*{c}*"),
                _ => c.to_string(),
            })
            .collect();
        prop_assert!(Glob::new(&pattern).matches(&text, Scope::Whole));
        prop_assert!(pattern.is_empty() || Glob::new(&pattern).matches(&text, Scope::Words));
    }
}
