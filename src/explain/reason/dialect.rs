//! Why a condition holds or does not where an implementation reads it in its own way.
//!
//! The reason that the specification's reading gives is kept where it is true here as well. Where the
//! two readings part, [`Aspect`] by aspect is tried which one makes the difference; if none does alone,
//! the reason is `dialect_reading`, which only says that the reading is another one.

use std::ops::Range;

use serde_json::Value;

use super::{Found, Reason, Subject, pattern};
use crate::{
    condition::{Condition, PropertyPath, Scalar},
    dialect::{Chosen, Levels, Paths},
    explain::{
        facts::{Facts, Text},
        sentence::{Quoted, QuotedValue, value_of},
        spans,
    },
    kind::RuleKind,
    properties,
    text::{Aspect, Glob, Pattern, Scope, Target, TextRules, contains_words, fold},
};

/// What is said instead of the specification's reason, if that is not the one.
pub(super) fn find(subject: &Subject<'_>, facts: &Facts<'_>) -> Option<Found> {
    let Subject { condition, kind, matched } = *subject;
    let dialect = facts.dialect;
    if let Some(path) = path_of(condition)
        && let Some(reason) = of_path(path, kind, facts)
    {
        let actual = facts.get_for(condition).cloned();
        return (!matched || reason.code == GENERIC).then(|| Found::new(reason, actual));
    }
    match condition {
        Condition::EventMatch { path, pattern } => {
            let value = facts.get_for(condition);
            let text = value.and_then(Value::as_str)?;
            if let Some(reason) = id_as_pattern(kind, path, pattern, text, matched, dialect) {
                return Some(Found::new(reason, value.cloned()));
            }
            let (reason, found) = of_text(path, pattern, text, matched, facts)?;
            let spans =
                if path.is_body() { spans::of_bytes(text, &found, facts.offsets) } else { Vec::new() };
            Some(Found { reason, actual: value.cloned(), spans })
        }
        Condition::ContainsDisplayName => display_name(matched, facts),
        Condition::PropertyIs { value, .. } => {
            let actual = facts.get_for(condition)?;
            let is_equal = Scalar::of(actual).as_ref() == Some(value);
            (is_equal != matched)
                .then(|| Found::new(compared(actual, value, matched, dialect), Some(actual.clone())))
        }
        Condition::PropertyContains { value, .. } => {
            let actual = facts.get_for(condition)?;
            let elements = actual.as_array()?;
            let has = elements.iter().any(|element| Scalar::of(element).as_ref() == Some(value));
            (has != matched)
                .then(|| Found::new(compared(actual, value, matched, dialect), Some(actual.clone())))
        }
        Condition::SenderNotificationPermission { key } => permission(key, matched, facts),
        Condition::ThreadSubscription { subscribed } if !matched => {
            let rel_type = facts.get(&["content", "m.relates_to", "rel_type"]).and_then(Value::as_str);
            let known = facts.context.thread_subscribed;
            (rel_type == Some("m.thread") && known == Some(*subscribed)).then(|| {
                let message = format!(
                    r"{} wants to know of which thread the event is, and `content.m\.relates_to.event_id` does not say",
                    dialect.name
                );
                Found::new(Reason::new("not_in_thread", message), known.map(Value::from))
            })
        }
        _ => None,
    }
}

const GENERIC: &str = "dialect_reading";

fn generic(message: String) -> Reason {
    Reason::new(GENERIC, message)
}

/// What is said where nothing else is known.
pub(super) fn fallback(matched: bool, dialect: Chosen) -> Reason {
    let holds = if matched { "it holds" } else { "it does not hold" };
    generic(format!("{} reads this condition differently: {holds} there", dialect.name))
}

const fn path_of(condition: &Condition) -> Option<&PropertyPath> {
    match condition {
        Condition::EventMatch { path, .. }
        | Condition::PropertyIs { path, .. }
        | Condition::PropertyContains { path, .. } => Some(path),
        _ => None,
    }
}

/// What there is to say about the property that is looked at, whatever is asked about it (A11, A20).
fn of_path(path: &PropertyPath, kind: RuleKind, facts: &Facts<'_>) -> Option<Reason> {
    let dialect = facts.dialect;
    let value = facts.get(&path.names);
    if kind == RuleKind::Sender && path.key == "user_id" && value.is_none() {
        let message = format!(
            "{} compares the id of a sender rule with `user_id`, which events do not have; the sender is in `sender`",
            dialect.name
        );
        return Some(Reason::new("sender_rule_tests_user_id", message));
    }
    if properties::is_only_in_javascript(facts.event(), &path.names, dialect.reading) {
        let key = Quoted(&path.key);
        let message = format!(
            "{} follows {key} as JavaScript does, also into texts, arrays and what they inherit",
            dialect.name
        );
        return Some(generic(message));
    }
    let is_compared = matches!(dialect.reading.paths, Paths::Compared | Paths::ComparedWithoutEmptyNames);
    let names: Vec<&str> = path.names.iter().map(String::as_str).collect();
    let canonical = PropertyPath::of(&names);
    (is_compared && canonical.key != path.key && value.is_some()).then(|| {
        let message = format!(
            "{} compares the key as it is spelled, and spells this one {}, not {}",
            dialect.name,
            Quoted(&canonical.key),
            Quoted(&path.key)
        );
        Reason::new("redundant_escape", message)
    })
}

/// The id of a room or sender rule that matches only because it is a pattern (A9).
fn id_as_pattern(
    kind: RuleKind,
    path: &PropertyPath,
    pattern: &str,
    text: &str,
    matched: bool,
    dialect: Chosen,
) -> Option<Reason> {
    (matched && matches!(kind, RuleKind::Room | RuleKind::Sender) && text != pattern).then(|| {
        let message = format!(
            "{} is {}; to {} the id of a {kind} rule is a pattern without upper and lower case, and {} matches",
            Quoted(&path.key),
            Quoted(text),
            dialect.name,
            Quoted(pattern)
        );
        Reason::new("id_is_pattern", message)
    })
}

/// The reason of a pattern that is matched with a text, and where the text matches in bytes. `None`
/// where the specification's own is right.
pub(super) fn of_text(
    path: &PropertyPath,
    pattern: &str,
    text: &str,
    matched: bool,
    facts: &Facts<'_>,
) -> Option<(Option<Reason>, Vec<Range<usize>>)> {
    let rules = facts.dialect.text?;
    let (target, scope) =
        if path.is_body() { (Target::Body, Scope::Words) } else { (Target::Value, Scope::Whole) };
    let would = Glob::new(&fold(pattern)).matches(&fold(text), scope);
    let question = Question { key: &path.key, pattern, text, target, matched, rules, facts };
    if !path.is_body() {
        return (would != matched).then(|| (Some(question.parting(would)), Vec::new()));
    }
    if pattern.is_empty() {
        return (would != matched).then(|| (Some(question.empty()), Vec::new()));
    }
    if !matched {
        return would.then(|| (Some(question.parting(would)), Vec::new()));
    }
    let found = question.find();
    let reason = if would {
        let spans = spans::of_bytes(text, &found, facts.offsets);
        pattern::found_words(&path.key, pattern, text, &found, &spans)
    } else {
        Some(question.parting(would))
    };
    Some((reason, found))
}

fn display_name(matched: bool, facts: &Facts<'_>) -> Option<Found> {
    let (dialect, rules) = (facts.dialect, facts.dialect.text?);
    let name = facts.context.display_name.as_deref()?;
    let text = facts.body()?.original;
    let actual = Some(Value::from(text));
    let key = "content.body";
    if name.is_empty() {
        return matched.then(|| {
            let message =
                format!("the display name is empty, and {} looks for it all the same", dialect.name);
            Found::new(generic(message), actual)
        });
    }
    let would = contains_words(&fold(text), &fold(name));
    let target = if dialect.display_name_is_pattern { Target::Body } else { Target::BodyLiterally };
    let question = Question { key, pattern: name, text, target, matched, rules, facts };
    if !matched {
        return would.then(|| Found::new(question.parting(would), actual));
    }
    let literally = Pattern::new(name, Target::BodyLiterally, rules);
    let is_pattern = target == Target::Body && !literally.matches_unfolded(text);
    let found = if is_pattern { question.find() } else { literally.find_all(text) };
    let spans = spans::of_bytes(text, &found, facts.offsets);
    let reason = match (spans.first(), found.first().and_then(|range| text.get(range.clone()))) {
        (Some(span), Some(words)) if is_pattern => {
            let message = format!(
                "to {} the display name {} is a pattern, and `content.body` has {} at {span}",
                dialect.name,
                Quoted(name),
                Quoted(words)
            );
            Reason::new("display_name_is_pattern", message)
        }
        (Some(span), _) if would => {
            let message = format!("`content.body` contains the display name {} at {span}", Quoted(name));
            Reason::new("body_contains_display_name", message)
        }
        _ => question.parting(would),
    };
    Some(Found { reason: Some(reason), actual, spans })
}

/// A text that has to match a pattern.
struct Question<'a, 'f> {
    key: &'a str,
    pattern: &'a str,
    text: &'a str,
    target: Target,
    matched: bool,
    rules: &'static TextRules,
    facts: &'a Facts<'f>,
}

impl Question<'_, '_> {
    fn find(&self) -> Vec<Range<usize>> {
        Pattern::new(self.pattern, self.target, self.rules).find_all(self.text)
    }

    /// The aspect that makes the difference, if it is one alone.
    fn aspect(&self, would: bool) -> Option<Aspect> {
        Aspect::ALL.into_iter().find(|aspect| {
            let rules = self.rules.as_specified(*aspect);
            rules != *self.rules
                && Pattern::new(self.pattern, self.target, &rules).matches_unfolded(self.text) == would
        })
    }

    fn empty(&self) -> Reason {
        let name = self.facts.dialect.name;
        if self.matched {
            Reason::new(
                "empty_pattern_fits",
                format!("the pattern is empty, and {name} finds it in every text"),
            )
        } else {
            let message = format!("the pattern is empty, and {name} finds it only in an empty text");
            Reason::new("empty_pattern_does_not_fit", message)
        }
    }

    /// Why this implementation and the specification part.
    fn parting(&self, would: bool) -> Reason {
        let (name, key, wanted) = (self.facts.dialect.name, Quoted(self.key), Quoted(self.pattern));
        let aspect = self.aspect(would);
        match aspect {
            Some(Aspect::WordCharacters) if !self.matched => {
                let place = self.longer_word();
                Reason::new(
                    "unicode_word",
                    format!(
                        "{key} has {wanted} only inside a longer word{place}: to {name} the letters of all scripts \
                         are parts of words"
                    ),
                )
            }
            Some(Aspect::Boundary) if !self.matched => Reason::new(
                "word_character_next_to_match",
                format!(
                    "{key} has {wanted} only next to a letter, digit or `_`, and {name} wants none there, \
                     whatever the pattern begins and ends with"
                ),
            ),
            Some(Aspect::QuestionMark) if !self.matched => Reason::new(
                "question_mark_is_full_stop",
                format!("to {name} the `?` in {wanted} is a full stop, and {key} has none there"),
            ),
            Some(Aspect::Runs) if !self.matched => Reason::new(
                "wildcard_is_literal",
                format!(
                    "{name} takes every second of the wildcards in a row in {wanted} for the character itself"
                ),
            ),
            Some(Aspect::LineEnds) if !self.matched => Reason::new(
                "wildcard_stops_at_line_end",
                format!("the wildcards in {wanted} do not go beyond the end of a line in {name}"),
            ),
            Some(Aspect::Case) => {
                let is = if self.matched { "are the same there" } else { "are not the same there" };
                generic(format!(
                    "{name} has its own rules for upper and lower case: letters of {wanted} and of {key} {is}"
                ))
            }
            Some(Aspect::Characters) => {
                generic(format!("to {name} some characters of {key}, such as emoji, are two"))
            }
            _ => {
                let does = if self.matched { "matches" } else { "does not match" };
                generic(format!("{name} matches text differently: {key} {does} {wanted} there"))
            }
        }
    }

    /// The longer word in which the specification's match is.
    fn longer_word(&self) -> String {
        let text = Text::new(self.text);
        let first = Glob::new(&fold(self.pattern)).find_words(&text.folded).into_iter().next();
        let range = first.and_then(|range| {
            let found = spans::in_original(self.text, &[range], spans::Offsets::Bytes);
            found.first().map(|span| span.start..span.end)
        });
        let Some(Range { start, end }) = range else { return String::new() };
        let is_word = |c: &char| self.rules.is_word(u32::from(*c));
        let before = self.text.get(..start).unwrap_or_default();
        let after = self.text.get(end..).unwrap_or_default();
        let start = start - before.chars().rev().take_while(is_word).map(char::len_utf8).sum::<usize>();
        let end = end + after.chars().take_while(is_word).map(char::len_utf8).sum::<usize>();
        let spans = spans::of_bytes(self.text, std::slice::from_ref(&(start..end)), self.facts.offsets);
        match (spans.first(), self.text.get(start..end)) {
            (Some(span), Some(words)) => format!(", {} at {span}", Quoted(words)),
            _ => String::new(),
        }
    }
}

/// Values that are the same to one and not to the other (A11d).
fn compared(actual: &Value, wanted: &Scalar, matched: bool, dialect: Chosen) -> Reason {
    let wanted = value_of(wanted);
    let relation = match (matched, actual.is_array()) {
        (true, false) => "is",
        (false, false) => "is not",
        (true, true) => "contains",
        (false, true) => "does not contain",
    };
    generic(format!(
        "{} compares values, above all numbers, differently: there {} {relation} {}",
        dialect.name,
        QuotedValue(actual),
        QuotedValue(&wanted)
    ))
}

/// Power levels that are not read as the specification says (A15).
fn permission(key: &str, matched: bool, facts: &Facts<'_>) -> Option<Found> {
    let dialect = facts.dialect;
    let sender = facts.get(&["sender"]).and_then(Value::as_str);
    if dialect.levels == Levels::Ruma && key != "room" {
        let message = format!(
            "{} knows no notifications but `room`, and the rule asks for {}",
            dialect.name,
            Quoted(key)
        );
        return Some(Found::new(Reason::new("notification_key_unknown", message), None));
    }
    let levels = facts.context.power_levels.as_ref();
    let would = sender.is_some_and(|sender| facts.context.may_notify(sender, key));
    if would == matched
        && (levels.is_some_and(is_plain) || (levels.is_none() && dialect.levels == Levels::Ruma))
    {
        return None;
    }
    let may = if matched { "may" } else { "may not" };
    let message = match levels {
        None => format!(
            "the context has no `power_levels`, and {} goes by the defaults: the sender {may} notify with {}",
            dialect.name,
            Quoted(key)
        ),
        Some(levels) if is_plain(levels) => format!(
            "{} has its own way with power levels: the sender {may} notify with {}",
            dialect.name,
            Quoted(key)
        ),
        Some(_) => format!(
            "not all of the power levels are plain integers, and {} has its own way with them: the sender {may} notify with {}",
            dialect.name,
            Quoted(key)
        ),
    };
    Some(Found::new(generic(message), None))
}

/// Whether all levels are integers, which everybody reads alike.
fn is_plain(content: &Value) -> bool {
    let is_level = |value: &Value| value.as_i64().is_some_and(|level| level.unsigned_abs() < 1 << 53);
    let are_levels = |value: &Value| value.as_object().is_some_and(|levels| levels.values().all(is_level));
    content.get("users_default").is_none_or(is_level)
        && ["users", "notifications"].iter().all(|name| content.get(name).is_none_or(are_levels))
}
