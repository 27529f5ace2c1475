//! Globs: what a pattern cannot say, and where implementations differ on it (R24–R28, A1–A10).

use super::{
    Implementation,
    catalogue::{
        BACKTRACKING_GLOB, EMPTY_PATTERN, ESCAPED_VALUE, NON_ASCII_KEYWORD, OUTER_SPACE_PATTERN,
        PUNCTUATION_KEYWORD, QUESTION_MARK_ON_JS_SDK, REGEX_PATTERN, UNSPACED_SCRIPT_KEYWORD, WILDCARD_IN_ID,
        WILDCARD_ONLY_PATTERN, WILDCARD_RUN_ON_RUMA,
    },
    report::{Report, Subject},
};
use crate::{
    condition::Condition,
    kind::RuleKind,
    text::{TextRules, contains},
};

/// From how many `*` before a literal on a backtracking matcher freezes on a message of a few
/// kilobytes: every one adds a power of the body's length, and with three a body of 4000 characters
/// took Element Web's expression 45 seconds.
const BACKTRACKING_STARS: usize = 3;

/// A glob and where it stands in its rule.
struct Glob<'a> {
    pattern: &'a str,
    at: String,
    /// Whether it looks for words in the body (R27), or matches whole values.
    words: bool,
}

pub(super) fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for glob in globs(subject) {
        if subject.predefined {
            check_predefined(subject, &glob, report);
        } else {
            check_glob(subject, &glob, report);
        }
    }
}

fn globs<'a>(subject: &'a Subject<'a>) -> Vec<Glob<'a>> {
    if subject.rule.kind() == RuleKind::Content {
        let glob = |pattern| Glob { pattern, at: "/pattern".to_owned(), words: true };
        return subject.rule.pattern().map(glob).into_iter().collect();
    }
    let of_condition = subject.conditions.iter().filter_map(|given| {
        let (path, pattern) = match &given.meaning {
            Condition::EventMatch { path, pattern } => (path, pattern),
            Condition::RelatedEventMatch { property: Some((path, pattern)), .. } => (path, pattern),
            _ => return None,
        };
        Some(Glob { pattern, at: format!("{}/pattern", given.at), words: path.is_body() })
    });
    of_condition.collect()
}

/// The owner's id and localpart are globs in two default rules, whatever characters they have (A9).
fn check_predefined(subject: &Subject<'_>, glob: &Glob<'_>, report: &mut Report<'_>) {
    let is_id =
        matches!(subject.rule.rule_id(), Some(".m.rule.contains_user_name" | ".m.rule.invite_for_me"));
    if is_id && glob.pattern.contains(['*', '?']) {
        let message =
            format!("the id `{}` contains a wildcard, which does not stand for itself here", glob.pattern);
        report.rule(&WILDCARD_IN_ID, subject.rule, &glob.at, message);
    }
}

fn check_glob(subject: &Subject<'_>, glob: &Glob<'_>, report: &mut Report<'_>) {
    let Glob { pattern, at, words } = glob;
    let mut remark = |lint, message| report.rule(lint, subject.rule, at, message);
    if *words && pattern.is_empty() {
        return remark(&EMPTY_PATTERN, "the pattern is empty".to_owned());
    }
    if *words && pattern.chars().all(is_wildcard) {
        return remark(
            &WILDCARD_ONLY_PATTERN,
            format!("the pattern `{pattern}` has no words, only wildcards"),
        );
    }
    if let Some(escape) = [r"\*", r"\?", r"\."].into_iter().find(|escape| contains(pattern, escape)) {
        let message = format!("`{pattern}` contains `{escape}`, but there are no escapes in patterns");
        remark(&ESCAPED_VALUE, message);
    } else if *words && is_regex(pattern) {
        remark(&REGEX_PATTERN, format!("`{pattern}` looks like a regular expression"));
    }
    check_wildcards(subject, glob, report);
    if *words {
        check_edges(subject, glob, report);
    }
}

fn check_wildcards(subject: &Subject<'_>, glob: &Glob<'_>, report: &mut Report<'_>) {
    let Glob { pattern, at, words } = glob;
    if report.cares_for(Implementation::JsSdk) {
        if pattern.contains('?') {
            let message = format!("the `?` of `{pattern}` does not work on Element Web");
            report.rule(&QUESTION_MARK_ON_JS_SDK, subject.rule, at, message);
        }
        // Those at the end match the rest at once.
        let stars = pattern.trim_end_matches(is_wildcard).matches('*').count();
        if stars >= BACKTRACKING_STARS {
            let message = format!("Element Web tries every way to fit the {stars} `*` of `{pattern}`");
            report.rule(&BACKTRACKING_GLOB, subject.rule, at, message);
        }
    }
    let mut pairs = pattern.chars().zip(pattern.chars().skip(1));
    if *words
        && pairs.any(|(a, b)| is_wildcard(a) && is_wildcard(b))
        && report.cares_for(Implementation::Ruma)
    {
        let message = format!("`{pattern}` has wildcards side by side, which ruma misreads");
        report.rule(&WILDCARD_RUN_ON_RUMA, subject.rule, at, message);
    }
}

/// What stands at the edges of a keyword decides where words begin and end.
fn check_edges(subject: &Subject<'_>, glob: &Glob<'_>, report: &mut Report<'_>) {
    let Glob { pattern, at, .. } = glob;
    let edges = [pattern.chars().next(), pattern.chars().next_back()];
    let is_word = |c: char| TextRules::SYNAPSE.is_word(u32::from(c));
    let any = |test: &dyn Fn(char) -> bool| edges.into_iter().flatten().any(test);
    if any(&char::is_whitespace) {
        let message = format!("the pattern `{pattern}` begins or ends with a space");
        report.rule(&OUTER_SPACE_PATTERN, subject.rule, at, message);
    } else if any(&is_unspaced) {
        if report.cares_for(Implementation::Synapse) {
            let message = format!(
                "Synapse finds `{pattern}` only between spaces and punctuation, which this script has few of"
            );
            report.rule(&UNSPACED_SCRIPT_KEYWORD, subject.rule, at, message);
        }
    } else if any(&|c| !c.is_ascii() && is_word(c)) {
        let message = format!("`{pattern}` is found inside longer words too, except by Synapse");
        report.rule(&NON_ASCII_KEYWORD, subject.rule, at, message);
    } else if any(&|c| !is_wildcard(c) && !is_word(c)) && report.cares_for(Implementation::JsSdk) {
        let message = format!("`{pattern}` begins or ends with a character that is not part of a word");
        report.rule(&PUNCTUATION_KEYWORD, subject.rule, at, message);
    }
}

const fn is_wildcard(c: char) -> bool {
    matches!(c, '*' | '?')
}

/// What no keyword would contain but by mistake. A Windows path has backslashes before letters too.
fn is_regex(pattern: &str) -> bool {
    let parts = [
        r"\d+", r"\w+", r"\s+", r"\S+", r"\d*", r"\w*", r"\s*", "[a-z]", "[A-Z]", "[0-9]", "(?:", "(?i)",
        ".*?",
    ];
    parts.into_iter().any(|part| contains(pattern, part))
        || pattern.starts_with(r"\b")
        || pattern.ends_with(r"\b")
        || (pattern.starts_with('^') && pattern.len() > 1)
}

/// Letters of scripts that put no spaces between words, or glue particles to them.
const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E01}'..='\u{0EFF}' // Thai, Lao
        | '\u{0F40}'..='\u{0FBC}' // Tibetan
        | '\u{1000}'..='\u{109F}' // Myanmar
        | '\u{1780}'..='\u{17D3}' // Khmer
        | '\u{3041}'..='\u{30FF}' // Hiragana, Katakana
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{9FFF}' // Han
        | '\u{AC00}'..='\u{D7A3}' // Hangul
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FFDC}' // half-width forms
        | '\u{20000}'..='\u{3FFFF}')
}
