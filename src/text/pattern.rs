//! Patterns as other implementations match them.
//!
//! They turn patterns into regular expressions, each in its own way, and what they mean then is written
//! down here as [`TextRules`]. A [`Pattern`] is matched by running all its positions through the text at
//! once, as the bits of a set: where `*` stops at line ends, the first place that fits is not always the
//! one that leads to a match, so the greedy way of [`Glob`](super::Glob) would not do. The work is bounded
//! by the length of the text times that of the pattern divided by 64; nothing is ever tried again.
//!
//! ```text
//! pattern  f * o      positions 0 1 2 3, 3 is the end
//! text     f a o      {0} ─f→ {1,2} ─a→ {1,2} ─o→ {1,2,3}
//! ```

use std::ops::Range;

use super::{fold::fold_char, glob::Literal, lowercase, unicode_words, words::is_word_byte};

/// How an implementation matches patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextRules {
    folding: Folding,
    word_characters: WordCharacters,
    boundary: Boundary,
    question_mark: QuestionMark,
    runs: Runs,
    /// What `*` and `?` stand for in the body, and elsewhere (A5).
    in_body: Wildcards,
    elsewhere: Wildcards,
    empty_in_body: EmptyInBody,
    /// Whether characters beyond U+FFFF are two (A6).
    utf16: bool,
}

/// What case means (A7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Folding {
    /// Character by character, as [`fold_char`] does.
    Simple,
    /// Both sides in lower case, whole texts at a time: `İ` becomes two characters, `Σ` at the end of a
    /// word `ς`.
    Lowercase,
    /// The same; beyond that, patterns with wildcards are compared by Unicode's simple case folding, and
    /// so are those for the body, once they were found in it without.
    LowercaseThenRegex,
    /// `Canonicalize` of ECMAScript without the flag `u`.
    JavaScript,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WordCharacters {
    Ascii,
    /// `\w` of Unicode 16.0 (A1).
    Unicode,
}

/// Where a match in the body may start and end (A2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Boundary {
    /// Where not both neighbours are word characters.
    BetweenWords,
    /// Where the neighbour outside the match is not a word character.
    OutsideOfWords,
}

/// What `?` is (A3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QuestionMark {
    OneCharacter,
    FullStop,
}

/// What several wildcards in a row are in the body (A4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Runs {
    Wildcards,
    /// Every second one is the character itself.
    EverySecondLiteral,
}

/// What wildcards stand for (A5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wildcards {
    AnyCharacter,
    /// Not for U+000A.
    NoLineFeed,
    /// Not for U+000A, U+000D, U+2028 and U+2029.
    NoLineTerminator,
}

/// Where in a body an empty pattern matches (A8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EmptyInBody {
    /// Where a match of no length can stand.
    AtBoundaries,
    /// Only an empty body as a whole.
    OnlyEmpty,
}

/// One respect in which implementations differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aspect {
    WordCharacters,
    Boundary,
    QuestionMark,
    Runs,
    LineEnds,
    Case,
    /// What one character is.
    Characters,
}

impl Aspect {
    pub(crate) const ALL: [Self; 7] = [
        Self::WordCharacters,
        Self::Boundary,
        Self::QuestionMark,
        Self::Runs,
        Self::LineEnds,
        Self::Case,
        Self::Characters,
    ];
}

impl TextRules {
    /// What the specification says, but for empty patterns: to compare the others with.
    const SPEC: Self = Self {
        folding: Folding::Simple,
        word_characters: WordCharacters::Ascii,
        boundary: Boundary::BetweenWords,
        question_mark: QuestionMark::OneCharacter,
        runs: Runs::Wildcards,
        in_body: Wildcards::AnyCharacter,
        elsewhere: Wildcards::AnyCharacter,
        empty_in_body: EmptyInBody::AtBoundaries,
        utf16: false,
    };

    pub(crate) const SYNAPSE: Self = Self {
        folding: Folding::LowercaseThenRegex,
        word_characters: WordCharacters::Unicode,
        boundary: Boundary::BetweenWords,
        question_mark: QuestionMark::OneCharacter,
        runs: Runs::Wildcards,
        in_body: Wildcards::NoLineFeed,
        elsewhere: Wildcards::NoLineFeed,
        empty_in_body: EmptyInBody::AtBoundaries,
        utf16: false,
    };

    pub(crate) const JS_SDK: Self = Self {
        folding: Folding::JavaScript,
        word_characters: WordCharacters::Ascii,
        boundary: Boundary::OutsideOfWords,
        question_mark: QuestionMark::FullStop,
        runs: Runs::Wildcards,
        in_body: Wildcards::NoLineTerminator,
        elsewhere: Wildcards::NoLineTerminator,
        empty_in_body: EmptyInBody::AtBoundaries,
        utf16: true,
    };

    pub(crate) const RUMA: Self = Self {
        folding: Folding::Lowercase,
        word_characters: WordCharacters::Ascii,
        boundary: Boundary::BetweenWords,
        question_mark: QuestionMark::OneCharacter,
        runs: Runs::EverySecondLiteral,
        in_body: Wildcards::NoLineFeed,
        elsewhere: Wildcards::AnyCharacter,
        empty_in_body: EmptyInBody::OnlyEmpty,
        utf16: false,
    };

    /// The same rules, in one respect as the specification has it.
    pub(crate) const fn as_specified(mut self, aspect: Aspect) -> Self {
        match aspect {
            Aspect::WordCharacters => self.word_characters = Self::SPEC.word_characters,
            Aspect::Boundary => self.boundary = Self::SPEC.boundary,
            Aspect::QuestionMark => self.question_mark = Self::SPEC.question_mark,
            Aspect::Runs => self.runs = Self::SPEC.runs,
            Aspect::LineEnds => {
                self.in_body = Self::SPEC.in_body;
                self.elsewhere = Self::SPEC.elsewhere;
            }
            Aspect::Case => self.folding = Self::SPEC.folding,
            Aspect::Characters => self.utf16 = Self::SPEC.utf16,
        }
        self
    }

    /// Folds a text, as [`Pattern::matches`] wants it, into a buffer that is used again and again.
    pub(crate) fn fold_into(&self, text: &str, buffer: &mut String) {
        let fold = match self.folding {
            Folding::Lowercase | Folding::LowercaseThenRegex => return lowercase::write(text, buffer),
            Folding::JavaScript => canonicalize,
            Folding::Simple => fold_char,
        };
        buffer.clear();
        buffer.extend(text.chars().map(fold));
    }

    /// How many characters one becomes when it is folded.
    fn folded_length(&self, c: char) -> usize {
        match self.folding {
            Folding::Lowercase | Folding::LowercaseThenRegex => lowercase::length(c),
            Folding::JavaScript | Folding::Simple => 1,
        }
    }

    /// Folds a pattern.
    fn fold_pattern(&self, pattern: &str, is_regex: bool) -> String {
        if is_regex && self.folding == Folding::LowercaseThenRegex {
            return pattern.chars().map(regex_fold).collect();
        }
        let mut folded = String::new();
        self.fold_into(pattern, &mut folded);
        folded
    }

    fn units<'a>(&self, text: &'a str) -> impl Iterator<Item = u32> + 'a {
        let utf16 = self.utf16;
        text.chars().flat_map(move |c| {
            let code_point = u32::from(c);
            let (units, count) = match code_point.checked_sub(0x1_0000) {
                Some(beyond) if utf16 => ([0xd800 + (beyond >> 10), 0xdc00 + (beyond & 0x3ff)], 2),
                _ => ([code_point, 0], 1),
            };
            units.into_iter().take(count)
        })
    }

    /// Whether a character, or its UTF-16 unit, is part of words.
    pub(crate) fn is_word(&self, unit: u32) -> bool {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => is_word_byte(byte),
            _ => self.word_characters == WordCharacters::Unicode && unicode_words::contains(unit),
        }
    }
}

/// What a pattern has to match, and how it is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// Some words of the body.
    Body,
    /// The same, without wildcards in the pattern.
    BodyLiterally,
    /// The whole of any other property.
    Value,
}

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    rules: TextRules,
    target: Target,
    /// Units of the text are joined with those that a regex takes for the same.
    joins: bool,
    /// What the text has to contain anywhere, before the pattern is tried.
    contained: Option<Literal>,
    /// The pattern itself, where a body that equals it matches whatever else is said.
    equal: Option<Box<str>>,
    /// How many positions there are; the last is the end.
    length: usize,
    /// The positions at which each literal unit stands.
    literals: Vec<(u32, Bits)>,
    /// The positions of `?` and of `*`.
    single: Bits,
    many: Bits,
}

/// A unit of a folded text, and the bytes of the character that it comes from.
struct Unit {
    unit: u32,
    start: usize,
    end: usize,
}

/// How long [`Pattern::find_all`] searches, in steps of 64 positions.
const LONGEST_SEARCH: usize = 4_000_000;

/// A set of positions.
type Bits = Vec<u64>;

impl Pattern {
    pub(crate) fn new(pattern: &str, target: Target, rules: &TextRules) -> Self {
        let is_wildcard = |c: char| matches!(c, '*' | '?') && target != Target::BodyLiterally;
        let has_wildcards = pattern.chars().any(is_wildcard);
        let in_body = target != Target::Value;
        let mut folded = rules.fold_pattern(pattern, has_wildcards);
        let mut contained = None;
        let is_regex = rules.folding == Folding::LowercaseThenRegex && (has_wildcards || in_body);
        if is_regex && !has_wildcards && !folded.is_empty() {
            contained = Some(Literal::new(folded.clone()));
            folded = rules.fold_pattern(&folded, true);
        }
        let mut compiled = Self {
            rules: *rules,
            target,
            joins: is_regex,
            contained,
            equal: None,
            length: 0,
            literals: Vec::new(),
            single: Bits::new(),
            many: Bits::new(),
        };
        let every_second = in_body && rules.runs == Runs::EverySecondLiteral;
        let mut after_wildcard = false;
        for c in folded.chars() {
            if !is_wildcard(c) || (every_second && after_wildcard) {
                compiled.push_literal(c);
                after_wildcard = false;
                continue;
            }
            after_wildcard = true;
            match c {
                '?' if rules.question_mark == QuestionMark::FullStop => compiled.push_literal('.'),
                '?' => {
                    set(&mut compiled.single, compiled.length);
                    compiled.length += 1;
                }
                // Two stars in a row are one.
                _ if compiled.length.checked_sub(1).is_some_and(|last| has(&compiled.many, last)) => {}
                _ => {
                    set(&mut compiled.many, compiled.length);
                    compiled.length += 1;
                }
            }
        }
        if in_body && rules.empty_in_body == EmptyInBody::OnlyEmpty {
            compiled.equal = Some(folded.into());
        }
        compiled
    }

    fn push_literal(&mut self, c: char) {
        let mut text = [0; 4];
        for unit in self.rules.units(c.encode_utf8(&mut text)) {
            let at = match self.literals.iter().position(|(known, _)| *known == unit) {
                Some(at) => at,
                None => {
                    self.literals.push((unit, Bits::new()));
                    self.literals.len() - 1
                }
            };
            if let Some((_, positions)) = self.literals.get_mut(at) {
                set(positions, self.length);
            }
            self.length += 1;
        }
    }

    /// Whether a folded text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        if let Some(equal) = &self.equal {
            if **equal == *text {
                return true;
            }
            if self.length == 0 {
                return false;
            }
        }
        if self.contained.as_ref().is_some_and(|contained| contained.find(text, 0).is_none()) {
            return false;
        }
        let wildcards = self.wildcards();
        let words = self.length / 64 + 1;
        let (mut now, mut next) = (vec![0_u64; words], vec![0_u64; words]);
        let mut before = None;
        let mut units = self.rules.units(text);
        loop {
            let unit = units.next();
            let after = unit.map(|unit| self.rules.is_word(unit));
            if self.may_start(before, after) {
                if let Some(first) = now.first_mut() {
                    *first |= 1;
                }
                self.skip_stars(&mut now);
            }
            if has(&now, self.length) && self.may_end(before, after) {
                return true;
            }
            let Some(unit) = unit else { return false };
            self.step(
                &now,
                &mut next,
                if self.joins { join_unit(unit) } else { unit },
                wildcards.include(unit),
            );
            std::mem::swap(&mut now, &mut next);
            before = after;
        }
    }

    /// Whether a text matches as it stands, not folded.
    pub(crate) fn matches_unfolded(&self, text: &str) -> bool {
        let mut folded = String::new();
        self.rules.fold_into(text, &mut folded);
        self.matches(&folded)
    }

    /// Where a text, not folded, matches: the bytes of each place from left to right, without overlaps.
    ///
    /// Each place is the shortest of those that start first. For showing and not for deciding: where
    /// a long text makes the search long, it ends with what was found until then.
    pub(crate) fn find_all(&self, text: &str) -> Vec<Range<usize>> {
        let units = self.units_of(text);
        let mut found = Vec::new();
        let mut steps = LONGEST_SEARCH;
        let mut start = 0;
        while start < units.len() && steps > 0 {
            let place = self
                .end_of_match(&units, start, &mut steps)
                .and_then(|end| Some((units.get(start)?.start..units.get(end.checked_sub(1)?)?.end, end)));
            match place {
                Some((bytes, end)) => {
                    // Of a character that became two, the second is not another place.
                    start = end;
                    while units.get(start).is_some_and(|unit| unit.start < bytes.end) {
                        start += 1;
                    }
                    found.push(bytes);
                }
                None => start += 1,
            }
        }
        found
    }

    /// The units of a folded text with the characters that they come from.
    fn units_of(&self, text: &str) -> Vec<Unit> {
        let mut folded = String::new();
        self.rules.fold_into(text, &mut folded);
        let mut rest = folded.chars();
        let mut units = Vec::new();
        for (start, c) in text.char_indices() {
            for folded in rest.by_ref().take(self.rules.folded_length(c)) {
                for unit in self.rules.units(folded.encode_utf8(&mut [0; 4])) {
                    units.push(Unit { unit, start, end: start + c.len_utf8() });
                }
            }
        }
        units
    }

    /// The unit before which the shortest match ends that starts here and is not empty.
    fn end_of_match(&self, units: &[Unit], start: usize, steps: &mut usize) -> Option<usize> {
        let is_word =
            |at: Option<usize>| at.and_then(|at| units.get(at)).map(|unit| self.rules.is_word(unit.unit));
        if !self.may_start(is_word(start.checked_sub(1)), is_word(Some(start))) {
            return None;
        }
        let words = self.length / 64 + 1;
        let (mut now, mut next) = (vec![0_u64; words], vec![0_u64; words]);
        if let Some(first) = now.first_mut() {
            *first = 1;
        }
        self.skip_stars(&mut now);
        for (position, unit) in units.iter().enumerate().skip(start) {
            *steps = steps.saturating_sub(words);
            if *steps == 0 {
                return None;
            }
            let joined = if self.joins { join_unit(unit.unit) } else { unit.unit };
            self.step(&now, &mut next, joined, self.wildcards().include(unit.unit));
            std::mem::swap(&mut now, &mut next);
            if has(&now, self.length) && self.may_end(is_word(Some(position)), is_word(Some(position + 1))) {
                return Some(position + 1);
            }
            if now.iter().all(|bits| *bits == 0) {
                return None;
            }
        }
        None
    }

    const fn wildcards(&self) -> Wildcards {
        match self.target {
            Target::Value => self.rules.elsewhere,
            Target::Body | Target::BodyLiterally => self.rules.in_body,
        }
    }

    /// Where a match may start, given whether the units before and after are word characters; `None` is
    /// the edge of the text.
    fn may_start(&self, before: Option<bool>, after: Option<bool>) -> bool {
        match (self.target, self.rules.boundary) {
            (Target::Value, _) => before.is_none(),
            (_, Boundary::BetweenWords) => !(before == Some(true) && after == Some(true)),
            (_, Boundary::OutsideOfWords) => before != Some(true),
        }
    }

    fn may_end(&self, before: Option<bool>, after: Option<bool>) -> bool {
        match (self.target, self.rules.boundary) {
            (Target::Value, _) => after.is_none(),
            (_, Boundary::BetweenWords) => !(before == Some(true) && after == Some(true)),
            (_, Boundary::OutsideOfWords) => after != Some(true),
        }
    }

    /// From the positions before a unit to those after it.
    fn step(&self, now: &[u64], next: &mut [u64], unit: u32, is_wild: bool) {
        let literal = self.literals.iter().find(|(known, _)| *known == unit).map(|(_, positions)| positions);
        let mut carry = 0;
        for (index, (from, to)) in now.iter().zip(next.iter_mut()).enumerate() {
            let bits = |set: &Bits| set.get(index).copied().unwrap_or(0);
            let mut passed = literal.map_or(0, bits);
            let mut stayed = 0;
            if is_wild {
                passed |= bits(&self.single);
                stayed = from & bits(&self.many);
            }
            let moved = from & passed;
            *to = (moved << 1) | carry | stayed;
            carry = moved >> 63;
        }
        self.skip_stars(next);
    }

    /// A star may stand for nothing. No two of them are neighbours.
    fn skip_stars(&self, positions: &mut [u64]) {
        let mut carry = 0;
        for (bits, stars) in positions.iter_mut().zip(self.many.iter().chain(std::iter::repeat(&0))) {
            let skipped = *bits & stars;
            *bits |= (skipped << 1) | carry;
            carry = skipped >> 63;
        }
    }
}

impl Wildcards {
    const fn include(self, unit: u32) -> bool {
        match self {
            Self::AnyCharacter => true,
            Self::NoLineFeed => unit != 0x0a,
            Self::NoLineTerminator => !matches!(unit, 0x0a | 0x0d | 0x2028 | 0x2029),
        }
    }
}

fn set(bits: &mut Bits, position: usize) {
    let word = position / 64;
    if bits.len() <= word {
        bits.resize(word + 1, 0);
    }
    if let Some(bits) = bits.get_mut(word) {
        *bits |= 1 << (position % 64);
    }
}

fn has(bits: &[u64], position: usize) -> bool {
    bits.get(position / 64).is_some_and(|bits| bits >> (position % 64) & 1 == 1)
}

/// Lower-case letters that are the same letter to a regex that ignores case.
const JOINED: [(char, char); 25] = [
    ('\u{17f}', 's'),
    ('\u{b5}', '\u{3bc}'),
    ('\u{345}', '\u{3b9}'),
    ('\u{1fbe}', '\u{3b9}'),
    ('\u{3c2}', '\u{3c3}'),
    ('\u{3d0}', '\u{3b2}'),
    ('\u{3d1}', '\u{3b8}'),
    ('\u{3d5}', '\u{3c6}'),
    ('\u{3d6}', '\u{3c0}'),
    ('\u{3f0}', '\u{3ba}'),
    ('\u{3f1}', '\u{3c1}'),
    ('\u{3f5}', '\u{3b5}'),
    ('\u{1c80}', '\u{432}'),
    ('\u{1c81}', '\u{434}'),
    ('\u{1c82}', '\u{43e}'),
    ('\u{1c83}', '\u{441}'),
    ('\u{1c84}', '\u{442}'),
    ('\u{1c85}', '\u{442}'),
    ('\u{1c86}', '\u{44a}'),
    ('\u{1c87}', '\u{463}'),
    ('\u{1c88}', '\u{a64b}'),
    ('\u{1e9b}', '\u{1e61}'),
    ('\u{1fd3}', '\u{390}'),
    ('\u{1fe3}', '\u{3b0}'),
    ('\u{fb05}', '\u{fb06}'),
];

fn join(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    JOINED.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to)
}

fn join_unit(unit: u32) -> u32 {
    char::from_u32(unit).map_or(unit, |c| u32::from(join(c)))
}

/// Unicode 16.0's simple case folding of a pattern, as far as it can be seen in a text that is in the
/// lower case of Unicode 17.0: letters that only that has are left alone and match nothing.
fn regex_fold(c: char) -> char {
    match c {
        '\u{a7ce}' | '\u{a7d2}' | '\u{a7d4}' | '\u{16ea0}'..='\u{16eb8}' => c,
        c => join(lowercase::of(c)),
    }
}

/// One of the characters that ECMAScript's `Canonicalize` makes the same, without the flag `u`: those
/// with the same single upper case, if that does not lead into ASCII. Beyond U+FFFF there is no case.
fn canonicalize(c: char) -> char {
    match c {
        '\u{212a}'
        | '\u{212b}'
        | '\u{1e9e}'
        | '\u{3f4}'
        | '\u{2126}'
        | '\u{1f88}'..='\u{1f8f}'
        | '\u{1f98}'..='\u{1f9f}'
        | '\u{1fa8}'..='\u{1faf}'
        | '\u{1fbc}'
        | '\u{1fcc}'
        | '\u{1ffc}'
        | '\u{1_0000}'.. => c,
        c => match lowercase::of(c) {
            lower @ ('\u{17f}' | '\u{1fd3}' | '\u{1fe3}' | '\u{fb05}') => lower,
            lower => join(lower),
        },
    }
}

#[cfg(test)]
mod tests {
    use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

    use super::{canonicalize, join, regex_fold};

    /// Which characters of lower-case text a character of a pattern matches is what the tables of
    /// `regex-syntax`, which are those of Synapse's regexes, say.
    #[test]
    fn a7_folding_of_regexes() {
        let is_lower = |c: char| c.to_lowercase().eq([c]);
        for c in '\0'..=char::MAX {
            let mut class = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
            class.case_fold_simple();
            let equal = class.iter().flat_map(|range| range.start()..=range.end());
            for other in equal.filter(|other| is_lower(*other)) {
                assert_eq!(regex_fold(c), join(other), "{c:?} should match {other:?}");
            }
            // Nothing else: what is folded to is in the class, or in no lower-case text.
            let folded = regex_fold(c);
            let is_in_class = class.iter().any(|range| (range.start()..=range.end()).contains(&folded));
            assert!(is_in_class || !is_lower(folded), "{c:?} folds to {folded:?}");
        }
    }

    /// Two characters are the same if ECMAScript's `Canonicalize`, by upper case, makes them the same.
    #[test]
    fn a7_folding_in_javascript() {
        let by_upper_case = |c: char| {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(single), None) if c.is_ascii() || !single.is_ascii() => single,
                _ => c,
            }
        };
        let mut classes = std::collections::HashMap::new();
        for c in '\0'..='\u{ffff}' {
            let class = *classes.entry(by_upper_case(c)).or_insert_with(|| canonicalize(c));
            assert_eq!(canonicalize(c), class, "{c:?} {:?}", by_upper_case(c));
        }
        let mut different: Vec<char> = classes.values().copied().collect();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), classes.len());
        assert_eq!(canonicalize('\u{10400}'), '\u{10400}');
    }
}
