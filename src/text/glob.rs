//! Glob matching in linear time (R24, A10).
//!
//! A [`Glob`] is compiled into segments: what stands between the `*`. A segment is a run of literal
//! text and of "any characters", so it has a fixed number of characters. Matching finds the first
//! segment, then each next one at the first place after the one before, and never goes back: if any
//! match exists, the leftmost places lead to one, because they leave the most room for the rest.
//! The work is bounded by the length of the text times the length of the pattern, and by the length
//! of the text alone for a given pattern. There is no recursion and no backtracking.
//!
//! ```text
//! pattern   lunc?*         *rocket*fuel        a??b
//! segments  [lunc ?]       [rocket] [fuel]     [a 2×? b]
//! leading   no             yes                 no
//! trailing  yes            no                  no
//! ```
//!
//! Patterns and texts are folded before they come here (see [`fold`](super::fold)).

use std::ops::Range;

use super::words;

/// What part of a text a pattern has to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The whole of it (R26).
    Whole,
    /// Some part that starts and ends at a word boundary (R27).
    Words,
}

impl Scope {
    fn may_start(self, text: &str, position: usize) -> bool {
        match self {
            Self::Whole => position == 0,
            Self::Words => words::is_boundary(text.as_bytes(), position),
        }
    }

    fn may_end(self, text: &str, position: usize) -> bool {
        match self {
            Self::Whole => position == text.len(),
            Self::Words => words::is_boundary(text.as_bytes(), position),
        }
    }
}

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glob {
    segments: Vec<Segment>,
    leading_star: bool,
    trailing_star: bool,
}

/// A run of characters between two `*`; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Segment {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(Literal),
    /// So many characters, whichever they are.
    Any(usize),
}

/// Literal text, with the character by which to look for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal {
    text: String,
    /// The character of the text that is probably the rarest in what people write.
    rare: char,
    /// Where it stands in the text, in bytes.
    rare_at: usize,
}

impl Glob {
    /// Compiles a folded pattern.
    pub(crate) fn new(pattern: &str) -> Self {
        let mut segments: Vec<Segment> = Vec::new();
        for part in pattern.split('*').filter(|part| !part.is_empty()) {
            segments.push(Segment::new(part));
        }
        Self { segments, leading_star: pattern.starts_with('*'), trailing_star: pattern.ends_with('*') }
    }

    /// Whether a pattern has no wildcards.
    pub(crate) fn is_literal(pattern: &str) -> bool {
        !pattern.contains(['*', '?'])
    }

    /// Whether the text matches.
    pub(crate) fn matches(&self, text: &str, scope: Scope) -> bool {
        self.find_from(text, 0, scope).is_some()
    }

    /// The part of the text that the pattern matches, in bytes: from the first segment to the last,
    /// stretched to word boundaries where a `*` at the edge of the pattern matches the rest of a
    /// word. A pattern of nothing but `*` matches the whole text.
    pub(crate) fn find(&self, text: &str, scope: Scope) -> Option<Range<usize>> {
        self.find_from(text, 0, scope)
    }

    /// All matches between word boundaries, from left to right, without overlaps and empty ones.
    pub(crate) fn find_words(&self, text: &str) -> Vec<Range<usize>> {
        collect(|from| self.find_from(text, from, Scope::Words))
    }

    /// The first match that does not start before a position; for the whole text only from 0.
    fn find_from(&self, text: &str, from: usize, scope: Scope) -> Option<Range<usize>> {
        let Some(last) = self.segments.len().checked_sub(1) else {
            return self.find_without_segments(text, from, scope);
        };
        let mut start = None;
        let mut position = from;
        for (index, segment) in self.segments.iter().enumerate() {
            // An edge of the pattern that is not a `*` must be an edge of what is matched.
            let bound_start = index == 0 && !self.leading_star;
            let bound_end = index == last && !self.trailing_star;
            let found = if bound_start && scope == Scope::Whole {
                let end = segment.match_at(text, 0)?;
                (!bound_end || end == text.len()).then_some(0..end)?
            } else if bound_end && scope == Scope::Whole {
                segment.match_before_end(text, position)?
            } else {
                segment.find(
                    text,
                    position,
                    |at| !bound_start || scope.may_start(text, at),
                    |at| !bound_end || scope.may_end(text, at),
                )?
            };
            start.get_or_insert(found.start);
            position = found.end;
        }
        let start = start.unwrap_or(0);
        Some(match scope {
            Scope::Whole => 0..text.len(),
            Scope::Words => {
                (if self.leading_star { word_start(text, start).max(from) } else { start })
                    ..(if self.trailing_star { word_end(text, position) } else { position })
            }
        })
    }

    /// The empty pattern and those of nothing but `*`.
    fn find_without_segments(&self, text: &str, from: usize, scope: Scope) -> Option<Range<usize>> {
        if self.leading_star {
            return Some(from..text.len());
        }
        match scope {
            Scope::Whole => text.is_empty().then_some(0..0),
            // Nothing between two boundaries is found where no word character is at either side (A8).
            Scope::Words => text
                .char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .skip_while(|&at| at < from)
                .find(|&at| {
                    !words::is_word_before(text.as_bytes(), at) && !words::is_word_after(text.as_bytes(), at)
                })
                .map(|at| at..at),
        }
    }
}

impl Segment {
    fn new(part: &str) -> Self {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        for c in part.chars() {
            if c != '?' {
                literal.push(c);
                continue;
            }
            if !literal.is_empty() {
                pieces.push(Piece::Literal(Literal::new(std::mem::take(&mut literal))));
            }
            match pieces.last_mut() {
                Some(Piece::Any(count)) => *count += 1,
                _ => pieces.push(Piece::Any(1)),
            }
        }
        if !literal.is_empty() {
            pieces.push(Piece::Literal(Literal::new(literal)));
        }
        Self { pieces }
    }

    /// Where the segment ends if it starts here.
    fn match_at(&self, text: &str, start: usize) -> Option<usize> {
        match_pieces(&self.pieces, text, start)
    }

    /// The segment at the very end of the text, not before a position.
    fn match_before_end(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let mut position = text.len();
        for piece in self.pieces.iter().rev() {
            position = match piece {
                Piece::Literal(literal) => text.get(..position)?.strip_suffix(literal.text.as_str())?.len(),
                Piece::Any(count) => retreat(text, position, *count)?,
            };
        }
        (position >= from).then_some(position..text.len())
    }

    /// The first place from a position on where the segment matches between allowed edges.
    fn find(
        &self,
        text: &str,
        from: usize,
        may_start: impl Fn(usize) -> bool,
        may_end: impl Fn(usize) -> bool,
    ) -> Option<Range<usize>> {
        // Leading `?` make a gap of fixed width in front of what can be looked for; `start` and
        // `anchor`, the two ends of the gap, move together, so that each character is passed once.
        let (gap, rest) = match self.pieces.split_first() {
            Some((Piece::Any(gap), rest)) => (*gap, rest),
            _ => (0, self.pieces.as_slice()),
        };
        let mut start = from;
        let mut anchor = advance(text, from, gap)?;
        loop {
            if let Some(Piece::Literal(literal)) = rest.first() {
                let found = literal.find(text, anchor)?;
                start = if gap == 0 { found } else { advance(text, start, count(text, anchor..found))? };
                anchor = found;
            }
            if may_start(start)
                && let Some(end) = match_pieces(rest, text, anchor)
                && may_end(end)
            {
                return Some(start..end);
            }
            start = advance(text, start, 1)?;
            anchor = advance(text, anchor, 1)?;
        }
    }
}

/// Where a run of pieces ends if it starts here.
fn match_pieces(pieces: &[Piece], text: &str, start: usize) -> Option<usize> {
    let mut position = start;
    for piece in pieces {
        position = match piece {
            Piece::Literal(literal) => {
                let matched = text.get(position..)?.starts_with(literal.text.as_str());
                matched.then_some(position + literal.text.len())?
            }
            Piece::Any(count) => advance(text, position, *count)?,
        };
    }
    Some(position)
}

impl Literal {
    pub(super) fn new(text: String) -> Self {
        let (rare_at, rare) = text.char_indices().min_by_key(|&(_, c)| frequency(c)).unwrap_or((0, '\0'));
        Self { text, rare, rare_at }
    }

    /// The first place from a position on where the text stands.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<usize> {
        let mut rare_from = from + self.rare_at;
        while rare_from < text.len() && !text.is_char_boundary(rare_from) {
            rare_from += 1;
        }
        loop {
            let rare_at = rare_from + text.get(rare_from..)?.find(self.rare)?;
            let at = rare_at - self.rare_at;
            if text.get(at..).is_some_and(|rest| rest.starts_with(self.text.as_str())) {
                return Some(at);
            }
            rare_from = rare_at + self.rare.len_utf8();
        }
    }
}

/// How common a folded character is in what people write, in thousandths, roughly: only speed
/// depends on it.
pub(super) const fn frequency(c: char) -> u32 {
    match c {
        ' ' => 180,
        'e' => 100,
        't' => 75,
        'a' | 'o' => 63,
        'i' | 'n' => 57,
        's' | 'h' | 'r' => 51,
        'd' | 'l' => 33,
        'u' | 'c' | 'm' => 22,
        'w' | 'f' | 'g' | 'y' | 'p' => 17,
        'b' => 12,
        'v' | 'k' => 7,
        '0'..='9' | '.' | ',' => 3,
        _ => 1,
    }
}

/// The position so many characters further on, if the text is that long.
fn advance(text: &str, position: usize, count: usize) -> Option<usize> {
    let rest = text.get(position..)?;
    // Checking that bytes are ASCII is many times faster than decoding characters.
    if rest.as_bytes().get(..count).is_some_and(<[u8]>::is_ascii) {
        return Some(position + count);
    }
    rest.char_indices().map(|(at, _)| position + at).chain([text.len()]).nth(count)
}

/// The position so many characters before, if there are that many.
fn retreat(text: &str, position: usize, count: usize) -> Option<usize> {
    let Some(skipped) = count.checked_sub(1) else { return Some(position) };
    text.get(..position)?.char_indices().nth_back(skipped).map(|(at, _)| at)
}

/// The number of characters in a range.
fn count(text: &str, range: Range<usize>) -> usize {
    text.get(range).map_or(0, |part| part.chars().count())
}

fn word_start(text: &str, position: usize) -> usize {
    let mut at = position;
    while at > 0 && !words::is_boundary(text.as_bytes(), at) {
        at -= 1;
    }
    at
}

fn word_end(text: &str, position: usize) -> usize {
    let mut at = position;
    while !words::is_boundary(text.as_bytes(), at) {
        at += 1;
    }
    at
}

/// Whether a folded literal stands in a folded text between word boundaries.
pub(crate) fn contains_words(text: &str, literal: &str) -> bool {
    find_literal(text, &Literal::new(literal.to_owned()), 0).is_some()
}

/// Where a folded literal stands in a folded text between word boundaries: all places, without overlaps.
pub(crate) fn find_words(text: &str, literal: &str) -> Vec<Range<usize>> {
    let literal = Literal::new(literal.to_owned());
    collect(|from| find_literal(text, &literal, from))
}

fn find_literal(text: &str, literal: &Literal, mut from: usize) -> Option<Range<usize>> {
    while let Some(at) = literal.find(text, from) {
        let end = at + literal.text.len();
        if words::is_boundary(text.as_bytes(), at) && words::is_boundary(text.as_bytes(), end) {
            return Some(at..end);
        }
        from = end.min(at + literal.text.chars().next().map_or(1, char::len_utf8));
    }
    None
}

/// Finds again and again, each time from the end of what was found before.
fn collect(mut find_from: impl FnMut(usize) -> Option<Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    let next = |all: &[Range<usize>]| all.last().map_or(0, |last| last.end);
    while let Some(found) = find_from(next(&all)).filter(|found| !found.is_empty()) {
        all.push(found);
    }
    all
}

/// The words around a folded literal, wherever it stands: a literal may have characters that are
/// wildcards in a pattern.
pub(crate) fn find_around(text: &str, literal: &str) -> Option<Range<usize>> {
    let at = Literal::new(literal.to_owned()).find(text, 0)?;
    Some(word_start(text, at)..word_end(text, at + literal.len()))
}

/// The longer word in which a pattern without regard to words is found: the stretch from the start
/// of the word in which the match starts to the end of the one in which it ends.
pub(crate) fn find_inside_words(text: &str, pattern: &str) -> Option<Range<usize>> {
    let mut around = String::with_capacity(pattern.len() + 2);
    around.push('*');
    around.push_str(pattern);
    around.push('*');
    Glob::new(&around).find(text, Scope::Words)
}
