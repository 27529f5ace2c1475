//! Many keywords against one body, in one pass.
//!
//! Literal keywords are found by pairs of neighbouring bytes. Of each keyword some consecutive pairs
//! are chosen, and the body is looked at in steps of as many bytes: wherever the keyword stands, one
//! of its pairs is at a place that is looked at. A small table tells which pairs matter, so that a
//! step costs one look-up, however many keywords there are; only where it says yes are keywords
//! compared. Letters are compared without case, so a body that is ASCII needs no folding.
//!
//! ```text
//! keyword   rocket, steps of 4:  ro oc ck ke
//! body      a roc|ket |scie|nce     looked at: `a `, `oc`, `t `, `ie`: `oc` says yes
//! ```
//!
//! Keywords with wildcards, and very short ones, are tried one by one after that, and only those
//! that are more important than what was found.

use super::{
    glob::{Glob, Scope, frequency},
    words::is_boundary,
};
use crate::hash::FastMap;

/// A set of keywords, each with the index of its rule; of those that match, the lowest index wins.
#[derive(Debug, Default)]
pub(crate) struct Keywords {
    /// In the order of their rules.
    literals: Vec<Literal>,
    pairs: Option<Pairs>,
    /// Patterns with wildcards and short ones, in the order of their rules.
    globs: Vec<(usize, Glob)>,
}

/// A keyword without wildcards.
#[derive(Debug)]
struct Literal {
    rule: usize,
    text: Box<str>,
}

/// The shortest literal that can be found by pairs: two consecutive ones are three bytes.
const SHORTEST_LITERAL: usize = 3;
/// How many bytes are taken at once.
const CHUNK: usize = 8;

impl Keywords {
    /// A set of folded patterns, in the order of their rules.
    pub(crate) fn new<'a>(patterns: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let mut keywords = Self::default();
        for (rule, pattern) in patterns {
            if Glob::is_literal(pattern) && pattern.len() >= SHORTEST_LITERAL {
                keywords.literals.push(Literal { rule, text: pattern.into() });
            } else {
                keywords.globs.push((rule, Glob::new(pattern)));
            }
        }
        keywords.pairs = Pairs::new(&keywords.literals);
        keywords
    }

    /// Whether there is anything for [`Keywords::first_literal`] to find.
    pub(crate) fn has_literals(&self) -> bool {
        self.pairs.is_some()
    }

    /// The lowest rule whose literal is in the body, of those that `accept` admits. The body is
    /// folded, or it is ASCII.
    pub(crate) fn first_literal(&self, body: &[u8], accept: impl Fn(usize) -> bool) -> Option<usize> {
        let mut best = None;
        let Some(pairs) = &self.pairs else { return best };
        pairs.scan(body, |literal, start| {
            let Some(literal) = self.literals.get(literal) else { return false };
            if best.is_some_and(|best| best <= literal.rule) {
                return false;
            }
            let end = start + literal.text.len();
            let matches =
                body.get(start..end).is_some_and(|found| found.eq_ignore_ascii_case(literal.text.as_bytes()))
                    && is_boundary(body, start)
                    && is_boundary(body, end)
                    && accept(literal.rule);
            if matches {
                best = Some(literal.rule);
            }
            !matches
        });
        best
    }

    /// Whether a pattern with wildcards could still beat what was found.
    pub(crate) fn has_globs_before(&self, found: Option<usize>) -> bool {
        self.globs.first().is_some_and(|(rule, _)| found.is_none_or(|found| *rule < found))
    }

    /// The lowest rule whose pattern matches the folded body, if it is lower than what was found.
    pub(crate) fn first_glob(
        &self,
        body: &str,
        found: Option<usize>,
        accept: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        self.globs
            .iter()
            .map(|(rule, glob)| (*rule, glob))
            .take_while(|(rule, _)| found.is_none_or(|found| *rule < found))
            .find(|(rule, glob)| accept(*rule) && glob.matches(body, Scope::Words))
            .map(|(rule, _)| rule)
    }
}

/// Which pairs matter, by their number but for its highest bit, which only sets apart what is not ASCII. In a
/// text of few letters the looks go to few places, so they are quick however large this is.
#[derive(Debug)]
struct PairSet(Box<[bool; PAIRS]>);

const PAIRS: usize = 1 << 15;

impl PairSet {
    fn new(pairs: impl Iterator<Item = u16>) -> Self {
        let mut set = Box::new([false; PAIRS]);
        for pair in pairs {
            if let Some(place) = set.get_mut(usize::from(pair) % PAIRS) {
                *place = true;
            }
        }
        Self(set)
    }

    #[inline(always)]
    fn has(&self, pair: u16) -> bool {
        self.0.get(usize::from(pair) % PAIRS).is_some_and(|has| *has)
    }
}

/// The pairs by which literals are found.
#[derive(Debug)]
struct Pairs {
    set: PairSet,
    /// Every how many bytes a pair is looked at: 2 or 4.
    step: usize,
    /// Which literals have a pair, and how far into the literal.
    found: FastMap<u16, Vec<(u32, u8)>>,
}

impl Pairs {
    /// The pairs of some literals; `None` if there are none.
    fn new(literals: &[Literal]) -> Option<Self> {
        let shortest = literals.iter().map(|literal| literal.text.len()).min()?;
        let step = if shortest > 4 { 4 } else { 2 };
        let mut found: FastMap<u16, Vec<(u32, u8)>> = FastMap::default();
        for (index, literal) in literals.iter().enumerate() {
            let bytes = literal.text.as_bytes();
            for (offset, pair) in rarest_pairs(bytes, step) {
                for spelling in spellings(pair) {
                    let places = found.entry(spelling).or_default();
                    // The letters of a pair may be equal in both cases, as in `12`.
                    let place = (u32::try_from(index).unwrap_or(u32::MAX), offset);
                    if places.last() != Some(&place) {
                        places.push(place);
                    }
                }
            }
        }
        Some(Self { set: PairSet::new(found.keys().copied()), step, found })
    }

    /// Offers each literal of which a pair was found, with the position at which it would start: those of
    /// one pair in their order, as long as the offers are welcome.
    fn scan(&self, body: &[u8], mut offer: impl FnMut(usize, usize) -> bool) {
        let (chunks, rest) = body.as_chunks::<CHUNK>();
        // Not byte by byte through memory, which is slow to give back all of them at once.
        let last = rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)).to_le_bytes();
        // One loop for each step, so that the compiler unrolls it.
        for (before, chunks) in [(0, chunks), (chunks.len(), &[last])] {
            if self.step == 4 {
                self.scan_chunks::<4>(before, chunks, &mut offer);
            } else {
                self.scan_chunks::<2>(before, chunks, &mut offer);
            }
        }
    }

    fn scan_chunks<const STEP: usize>(
        &self,
        before: usize,
        chunks: &[[u8; CHUNK]],
        offer: &mut impl FnMut(usize, usize) -> bool,
    ) {
        let mut rest = chunks;
        // A loop that does nothing but look: what follows a hit would take registers from it.
        while let Some(hit) = rest.iter().position(|chunk| self.has_hit::<STEP>(chunk)) {
            let at = chunks.len() - rest.len() + hit;
            rest = chunks.get(at + 1..).unwrap_or_default();
            if let Some(chunk) = chunks.get(at) {
                self.offer_hits::<STEP>(before + at, chunk, offer);
            }
        }
    }

    /// Whether one of the pairs in a chunk matters. This is the hottest code there is.
    #[inline(always)]
    fn has_hit<const STEP: usize>(&self, chunk: &[u8; CHUNK]) -> bool {
        let hit = self.set.has(pair(chunk, 0)) | self.set.has(pair(chunk, 4));
        hit | (STEP == 2 && self.set.has(pair(chunk, 2)) | self.set.has(pair(chunk, 6)))
    }

    fn offer_hits<const STEP: usize>(
        &self,
        index: usize,
        chunk: &[u8; CHUNK],
        offer: &mut impl FnMut(usize, usize) -> bool,
    ) {
        for at in (0..CHUNK).step_by(STEP) {
            for &(literal, offset) in self.found.get(&pair(chunk, at)).into_iter().flatten() {
                // Not where the literal would have begun before the body.
                if let Some(start) = (index * CHUNK + at).checked_sub(usize::from(offset))
                    && !offer(literal as usize, start)
                {
                    break;
                }
            }
        }
    }
}

/// The pair at a place of a chunk.
#[inline(always)]
const fn pair(chunk: &[u8; CHUNK], at: usize) -> u16 {
    (u64::from_le_bytes(*chunk) >> (8 * at)) as u16
}

/// So many consecutive pairs of a literal, with their offsets: those that are rarest in what people
/// write.
fn rarest_pairs(bytes: &[u8], count: usize) -> Vec<(u8, [u8; 2])> {
    let pairs: Vec<(u8, [u8; 2])> = bytes
        .windows(2)
        .zip(0..=u8::MAX)
        .filter_map(|(pair, offset)| Some((offset, pair.try_into().ok()?)))
        .collect();
    let common =
        |(_, pair): &(u8, [u8; 2])| pair.iter().map(|&byte| frequency(char::from(byte))).product::<u32>();
    pairs
        .windows(count.min(pairs.len()))
        .min_by_key(|window| window.iter().map(common).sum::<u32>())
        .map(<[_]>::to_vec)
        .unwrap_or_default()
}

/// A pair in all combinations of upper and lower case, as a number.
fn spellings([first, second]: [u8; 2]) -> impl Iterator<Item = u16> {
    let cases = |byte: u8| [byte, byte.to_ascii_uppercase()];
    cases(first).into_iter().flat_map(move |first| {
        cases(second).into_iter().map(move |second| u16::from_le_bytes([first, second]))
    })
}
