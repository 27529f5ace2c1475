//! Texts and patterns, slowly: tries every place and every split.

use super::{
    traits::{Boundary, EmptyPattern, Fold, Lines, QuestionMark, Traits, Units, WildcardRuns, Words},
    words::is_unicode_word,
};

/// What part of the text has to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Whole,
    Words,
}

/// What the pattern is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Glob,
    Literal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Unit(u32),
    One,
    Many,
}

pub(super) fn matches(traits: &Traits, pattern: &str, text: &str, scope: Scope, syntax: Syntax) -> bool {
    let wild = syntax == Syntax::Glob && pattern.contains(['*', '?']);
    let literal_regex = traits.fold == Fold::LowercaseAndRegex && !wild && scope == Scope::Words;
    if literal_regex && !text.to_lowercase().contains(&pattern.to_lowercase()) {
        return false;
    }
    // What is found by a plain search is then looked for with a regex, which may find it elsewhere.
    let lowered = if literal_regex { pattern.to_lowercase() } else { String::new() };
    let (pattern, wild_folding) = if literal_regex { (lowered.as_str(), true) } else { (pattern, wild) };
    let text = fold_text(traits, text, if wild_folding { Side::GlobText } else { Side::Text });
    let mut tokens = Vec::new();
    let mut after_wildcard = false;
    for unit in fold_text(traits, pattern, if wild_folding { Side::Glob } else { Side::Pattern }) {
        let token = match char::from_u32(unit) {
            Some('*') if syntax == Syntax::Glob => Token::Many,
            Some('?') if syntax == Syntax::Glob => Token::One,
            _ => Token::Unit(unit),
        };
        let is_wildcard = !matches!(token, Token::Unit(_));
        if is_wildcard
            && after_wildcard
            && scope == Scope::Words
            && traits.wildcard_runs == WildcardRuns::EverySecondLiteral
        {
            tokens.push(Token::Unit(unit));
            after_wildcard = false;
            continue;
        }
        after_wildcard = is_wildcard;
        tokens.push(match token {
            Token::One if traits.question_mark == QuestionMark::FullStop => Token::Unit(u32::from('.')),
            token => token,
        });
    }
    match scope {
        Scope::Whole => ends(traits, &tokens, &text, 0, scope).contains(&text.len()),
        Scope::Words if tokens.is_empty() => empty(traits, &text),
        Scope::Words => {
            let word = |at: usize| text.get(at).is_some_and(|&unit| is_word(traits, unit));
            let before = |at: usize| at > 0 && word(at - 1);
            let may_start = |at: usize| match traits.boundary {
                Boundary::EitherSide => !(before(at) && word(at)),
                Boundary::Outside => !before(at),
            };
            let may_end = |at: usize| match traits.boundary {
                Boundary::EitherSide => !(before(at) && word(at)),
                Boundary::Outside => !word(at),
            };
            (0..=text.len())
                .filter(|&start| may_start(start))
                .any(|start| ends(traits, &tokens, &text, start, scope).into_iter().any(may_end))
        }
    }
}

/// Where an empty pattern matches in a body (A8).
fn empty(traits: &Traits, text: &[u32]) -> bool {
    match traits.empty_pattern {
        EmptyPattern::Everywhere => true,
        EmptyPattern::EmptyBody => text.is_empty(),
        EmptyPattern::BetweenNonWords => {
            let word = |at: usize| text.get(at).is_some_and(|&unit| is_word(traits, unit));
            (0..=text.len()).any(|at| !(word(at) || at > 0 && word(at - 1)))
        }
    }
}

/// All places where a match that starts at `start` can end.
fn ends(traits: &Traits, tokens: &[Token], text: &[u32], start: usize, scope: Scope) -> Vec<usize> {
    let lines = match scope {
        Scope::Words => traits.lines_in_body,
        Scope::Whole => traits.lines_elsewhere,
    };
    let any = |unit: u32| match lines {
        Lines::AnyCharacter => true,
        Lines::NotLineFeed => unit != 0xa,
        Lines::NotJsLineTerminator => !matches!(unit, 0xa | 0xd | 0x2028 | 0x2029),
    };
    let mut places = vec![false; text.len() + 1];
    if let Some(place) = places.get_mut(start) {
        *place = true;
    }
    for token in tokens {
        let mut next = vec![false; text.len() + 1];
        match token {
            Token::Many => {
                let mut reached = false;
                for at in 0..=text.len() {
                    reached = places[at] || (reached && at > 0 && any(text[at - 1]));
                    next[at] = reached;
                }
            }
            token => {
                for at in 0..text.len() {
                    next[at + 1] = places[at]
                        && match token {
                            Token::Unit(unit) => *unit == text[at],
                            _ => any(text[at]),
                        };
                }
            }
        }
        places = next;
    }
    (0..=text.len()).filter(|&at| places[at]).collect()
}

fn is_word(traits: &Traits, unit: u32) -> bool {
    match char::from_u32(unit) {
        None => false,
        Some(c) if c.is_ascii_alphanumeric() || c == '_' => true,
        Some(c) => traits.words == Words::Unicode && is_unicode_word(c),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Text,
    Pattern,
    /// A pattern with wildcards.
    Glob,
    /// The text for such a pattern.
    GlobText,
}

fn fold_text(traits: &Traits, text: &str, side: Side) -> Vec<u32> {
    match (traits.fold, side) {
        (Fold::SimpleLowercase, _) => units(traits, text, |c| if c == 'ς' { 'σ' } else { lower(c) }),
        (Fold::Lowercase, _) | (Fold::LowercaseAndRegex, Side::Pattern | Side::Text) => {
            units(traits, &text.to_lowercase(), |c| c)
        }
        (Fold::LowercaseAndRegex, Side::Glob) => units(traits, text, regex_fold),
        (Fold::LowercaseAndRegex, Side::GlobText) => units(traits, &text.to_lowercase(), join),
        (Fold::Js, _) => units(traits, text, js_fold),
    }
}

fn units(traits: &Traits, text: &str, fold: impl Fn(char) -> char) -> Vec<u32> {
    let chars = text.chars().map(fold);
    match traits.units {
        Units::CodePoint => chars.map(u32::from).collect(),
        Units::Utf16 => chars.collect::<String>().encode_utf16().map(u32::from).collect(),
    }
}

/// The lower case of a character, if it is a single one.
fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(single), None) => single,
        _ => c,
    }
}

/// Lower-case letters that are the same letter to a case-insensitive regex.
const JOINED: &[(char, char)] = &[
    ('\u{17f}', 's'),
    ('\u{b5}', 'μ'),
    ('\u{345}', 'ι'),
    ('\u{1fbe}', 'ι'),
    ('ς', 'σ'),
    ('ϐ', 'β'),
    ('ϑ', 'θ'),
    ('ϕ', 'φ'),
    ('ϖ', 'π'),
    ('ϰ', 'κ'),
    ('ϱ', 'ρ'),
    ('ϵ', 'ε'),
    ('\u{1c80}', 'в'),
    ('\u{1c81}', 'д'),
    ('\u{1c82}', 'о'),
    ('\u{1c83}', 'с'),
    ('\u{1c84}', 'т'),
    ('\u{1c85}', 'т'),
    ('\u{1c86}', 'ъ'),
    ('\u{1c87}', 'ѣ'),
    ('\u{1c88}', '\u{a64b}'),
    ('\u{1e9b}', 'ṡ'),
    ('\u{1fd3}', '\u{390}'),
    ('\u{1fe3}', '\u{3b0}'),
    ('\u{fb05}', '\u{fb06}'),
];

fn join(c: char) -> char {
    JOINED.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to)
}

/// The simple case folding of Unicode 16, as far as it can be seen in a text that is lower case
/// according to Unicode 17.
fn regex_fold(c: char) -> char {
    match c {
        '\u{a7ce}' | '\u{a7d2}' | '\u{a7d4}' | '\u{16ea0}'..='\u{16eb8}' => c,
        c => join(lower(c)),
    }
}

/// `Canonicalize` of ECMAScript without the `u` flag: upper case, for characters of the basic plane
/// whose upper case is one character and does not lead from beyond ASCII into it.
fn js_fold(c: char) -> char {
    if u32::from(c) > 0xffff {
        return c;
    }
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(single), None) if c.is_ascii() || !single.is_ascii() => single,
        _ => c,
    }
}
