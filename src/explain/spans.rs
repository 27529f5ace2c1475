//! Parts of the body, in the units of the caller.
//!
//! Matches are found in the folded body. Folding goes character by character, so the ends of a match
//! are found in the body itself by going through both side by side; the bytes may differ: the Kelvin
//! sign has three, `k` has one.

use std::ops::Range;

use serde::Serialize;

use crate::text::fold_char;

/// Part of a text, from one position to before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Span {
    /// Where it starts.
    pub start: usize,
    /// Where it ends: the position after its last character.
    pub end: usize,
}

/// How positions in a text are counted, in [`Span`]s and in sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Offsets {
    /// In bytes of UTF-8, as in Rust.
    #[default]
    Bytes,
    /// In UTF-16 code units, as in JavaScript.
    Utf16,
}

impl Offsets {
    const fn width(self, c: char) -> usize {
        match self {
            Self::Bytes => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
        }
    }
}

/// Parts of a folded text, in ascending order without overlaps, as parts of the text itself.
pub(super) fn in_original(original: &str, folded: &[Range<usize>], offsets: Offsets) -> Vec<Span> {
    let mut walk = Walk { rest: original.chars(), folded: 0, position: 0, offsets };
    folded.iter().map(|range| Span { start: walk.to(range.start), end: walk.to(range.end) }).collect()
}

/// Parts of a text in bytes, in ascending order without overlaps, as the caller counts.
pub(super) fn of_bytes(text: &str, bytes: &[Range<usize>], offsets: Offsets) -> Vec<Span> {
    let mut rest = text.char_indices();
    let mut position = 0;
    let mut to = |byte: usize| {
        while rest.offset() < byte
            && let Some((_, c)) = rest.next()
        {
            position += offsets.width(c);
        }
        position
    };
    bytes.iter().map(|range| Span { start: to(range.start), end: to(range.end) }).collect()
}

/// The part of a text between two bytes of its folded form.
pub(super) fn slice<'a>(original: &'a str, folded: &Range<usize>) -> &'a str {
    let spans = in_original(original, std::slice::from_ref(folded), Offsets::Bytes);
    spans.first().and_then(|span| original.get(span.start..span.end)).unwrap_or_default()
}

/// Goes through a text and its folded form at the same pace.
struct Walk<'a> {
    rest: std::str::Chars<'a>,
    folded: usize,
    position: usize,
    offsets: Offsets,
}

impl Walk<'_> {
    fn to(&mut self, folded: usize) -> usize {
        while self.folded < folded
            && let Some(c) = self.rest.next()
        {
            self.folded += fold_char(c).len_utf8();
            self.position += self.offsets.width(c);
        }
        self.position
    }
}

#[cfg(test)]
mod tests {
    use super::{Offsets, in_original, slice};
    use crate::text::{find_words, fold};

    #[test]
    fn positions_in_the_original() {
        for (text, word, bytes, utf16) in [
            ("foo, FOO", "foo", &[(0, 3), (5, 8)][..], &[(0, 3), (5, 8)][..]),
            // Folding shortens the Kelvin sign (3 bytes to 1) and leaves emoji (4 bytes, 2 units).
            ("\u{212a}\u{212a} 🦀 \u{212a}g", "kg", &[(12, 16)], &[(6, 8)]),
            ("É é É", "é", &[(0, 2), (3, 5), (6, 8)], &[(0, 1), (2, 3), (4, 5)]),
            // Folding lengthens `Ⱥ` (2 bytes to 3).
            ("ȺȺ x Ⱥ", "x", &[(5, 6)], &[(3, 4)]),
            ("none", "x", &[], &[]),
        ] {
            let found = find_words(&fold(text), &fold(word));
            let spans = |offsets| {
                let spans = in_original(text, &found, offsets);
                spans.iter().map(|span| (span.start, span.end)).collect::<Vec<_>>()
            };
            assert_eq!(spans(Offsets::Bytes), bytes, "{text}");
            assert_eq!(spans(Offsets::Utf16), utf16, "{text}");
            for range in &found {
                assert_eq!(fold(slice(text, range)), word);
            }
        }
    }
}
