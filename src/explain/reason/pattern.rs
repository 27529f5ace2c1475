//! Why a pattern matches or does not (R22–R28).

use std::ops::Range;

use serde_json::Value;

use super::{Found, Reason, missing::missing};
use crate::{
    condition::PropertyPath,
    explain::{
        Span,
        facts::{Facts, Text},
        sentence::Quoted,
        spans::slice,
    },
    ruleset::type_name,
    text::{Glob, Scope, find_inside_words, fold},
};

/// The reason of an `event_match`.
pub(super) fn find(path: &PropertyPath, pattern: &str, matched: bool, facts: &Facts<'_>) -> Found {
    let value = facts.get(&path.names);
    if path.is_body()
        && let Some(body) = facts.body()
    {
        let (reason, spans) = Words { path, pattern, facts }.find(body, matched);
        return Found { reason, actual: value.cloned(), spans: facts.spans(body, &spans) };
    }
    let reason = match text_of(path, value, facts.event(), "the event") {
        Ok(text) => whole(path, pattern, text, matched),
        Err(reason) => Some(reason),
    };
    Found::new(reason, value.cloned())
}

/// The reason of a pattern for a related event.
pub(super) fn find_in_related(
    path: &PropertyPath,
    pattern: &str,
    event: &Value,
    value: Option<&Value>,
    matched: bool,
    facts: &Facts<'_>,
) -> Option<Reason> {
    match text_of(path, value, event, "the related event") {
        Ok(text)
            if !facts.dialect.is_spec()
                && let Some((reason, _)) = super::dialect::of_text(path, pattern, text, matched, facts) =>
        {
            reason
        }
        Ok(text) if path.is_body() => Words { path, pattern, facts }.find(&Text::new(text), matched).0,
        Ok(text) => whole(path, pattern, text, matched),
        Err(reason) => Some(reason),
    }
}

/// The text to match, or why there is none.
fn text_of<'v>(
    path: &PropertyPath,
    value: Option<&'v Value>,
    event: &Value,
    whose: &str,
) -> Result<&'v str, Reason> {
    match value {
        None => Err(missing(path, event, whose)),
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(not_a_string(path, other)),
    }
}

/// The reason for a property that no pattern can match.
pub(super) fn not_a_string(path: &PropertyPath, value: &Value) -> Reason {
    let message = format!("{} is {}; patterns only match strings", Quoted(&path.key), type_name(value));
    Reason::new("property_not_a_string", message)
}

/// A pattern that has to match the whole value (R26).
fn whole(path: &PropertyPath, pattern: &str, text: &str, matched: bool) -> Option<Reason> {
    let (key, value, wanted) = (Quoted(&path.key), Quoted(text), Quoted(pattern));
    let (folded, glob) = (fold(text), fold(pattern));
    let is_literal = Glob::is_literal(pattern);
    if matched {
        return Some(if !is_literal {
            Reason::new("matches_pattern", format!("{key} is {value}, which matches {wanted}"))
        } else if text == pattern {
            Reason::new("equals_pattern", format!("{key} is {value}"))
        } else {
            let message = format!("{key} is {value}, which is {wanted} but for upper and lower case");
            Reason::new("equals_pattern", message)
        });
    }
    let found_in = |text: &str| find_inside_words(text, &glob).is_some();
    if Glob::new(&glob).matches(&folded, Scope::Whole) {
        None
    } else if !pattern.is_empty() && found_in(&folded) {
        let message = format!(
            "{key} is {value}, of which {wanted} matches only a part; outside `content.body` a pattern has to \
             match the whole value"
        );
        Some(Reason::new("only_part_matches", message))
    } else if is_literal {
        Some(Reason::new("differs_from_pattern", format!("{key} is {value}, not {wanted}")))
    } else {
        let message = format!("{key} is {value}, which does not match {wanted}");
        Some(Reason::new("pattern_not_matched", message))
    }
}

/// The reason for words of a text that match, by their places in bytes and as the caller counts.
pub(super) fn found_words(
    key: &str,
    pattern: &str,
    text: &str,
    bytes: &[Range<usize>],
    spans: &[Span],
) -> Option<Reason> {
    let words = text.get(bytes.first()?.clone())?;
    Some(words_at(key, pattern, words, *spans.first()?, spans.len()))
}

fn words_at(key: &str, pattern: &str, words: &str, span: Span, count: usize) -> Reason {
    let (key, wanted) = (Quoted(key), Quoted(pattern));
    let more = match count.saturating_sub(1) {
        0 => String::new(),
        1 => ", and once more".to_owned(),
        more => format!(", and {more} times more"),
    };
    if Glob::is_literal(pattern) {
        Reason::new("body_contains", format!("{key} contains {wanted} at {span}{more}"))
    } else {
        let message = format!("{key} has {} at {span}, which matches {wanted}{more}", Quoted(words));
        Reason::new("body_matches", message)
    }
}

/// A pattern that has to match words (R27).
struct Words<'a, 'f> {
    path: &'a PropertyPath,
    pattern: &'a str,
    facts: &'a Facts<'f>,
}

impl Words<'_, '_> {
    /// The reason, and all matches in the folded text.
    fn find(&self, text: &Text<'_>, matched: bool) -> (Option<Reason>, Vec<Range<usize>>) {
        let folded = fold(self.pattern);
        if self.pattern.is_empty() {
            return (Some(self.empty(matched)), Vec::new());
        }
        let found = Glob::new(&folded).find_words(&text.folded);
        let reason = if matched {
            self.matched(text, &found)
        } else if found.is_empty() {
            Some(self.not_matched(text, &folded))
        } else {
            None
        };
        (reason, found)
    }

    fn matched(&self, text: &Text<'_>, found: &[Range<usize>]) -> Option<Reason> {
        let (key, wanted) = (Quoted(&self.path.key), Quoted(self.pattern));
        let spans = self.facts.spans(text, found);
        let Some((span, range)) = spans.first().zip(found.first()) else {
            // Of the patterns that are not empty, only those of stars match without a place.
            let only_stars = text.original.is_empty() && self.pattern.bytes().all(|byte| byte == b'*');
            return only_stars
                .then(|| Reason::new("body_matches", format!("{key} is empty, which matches {wanted}")));
        };
        let words = slice(text.original, range);
        Some(words_at(&self.path.key, self.pattern, words, *span, spans.len()))
    }

    fn not_matched(&self, text: &Text<'_>, folded: &str) -> Reason {
        let (key, wanted) = (Quoted(&self.path.key), Quoted(self.pattern));
        let is_literal = Glob::is_literal(self.pattern);
        let inside = find_inside_words(&text.folded, folded);
        let at = inside.as_ref().and_then(|range| {
            self.facts.spans(text, std::slice::from_ref(range)).first().map(|span| (range, *span))
        });
        if let Some((range, span)) = at {
            let verb = if is_literal { "contains" } else { "matches" };
            let words = Quoted(slice(text.original, range));
            let message = format!("{key} {verb} {wanted} only inside a longer word: {words} at {span}");
            Reason::new("inside_longer_word", message)
        } else if is_literal {
            Reason::new("not_in_body", format!("{key} does not contain {wanted}"))
        } else {
            Reason::new("not_matched_in_body", format!("nothing in {key} matches {wanted}"))
        }
    }

    fn empty(&self, matched: bool) -> Reason {
        let key = Quoted(&self.path.key);
        if matched {
            let message = format!(
                "the pattern is empty, and {key} has a place with no word character before or after it"
            );
            Reason::new("empty_pattern_fits", message)
        } else {
            let message = format!(
                "the pattern is empty, and every place in {key} has a word character before or after it"
            );
            Reason::new("empty_pattern_does_not_fit", message)
        }
    }
}
