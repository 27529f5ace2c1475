//! Rules that are never reached, because an earlier one always matches first (R2, R8).
//!
//! A rule is shadowed when an earlier enabled rule has no condition that the later one does not
//! imply. To find such pairs in large sets without comparing every rule with every other one, each
//! rule is filed under one text that one of its conditions compares with: only rules that name the
//! text, or a phrase with it, can imply that condition.

use super::{
    catalogue::{CATCH_ALL_RULE, MASTER_ENABLED, SHADOWED_RULE, UNREACHABLE_RULE},
    implies::{always_holds, implies, is_any, is_literal},
    predefined_form::is_legacy_mention,
    report::{Report, is_predefined},
};
use crate::{
    condition::{Condition, Scalar},
    hash::Names,
    kind::RuleKind,
    ruleset::{Rule, read},
    text::{fold, is_boundary, joined},
};

/// Patterns with more places where words begin or end are compared as a whole only, not phrase by
/// phrase.
const MAX_BOUNDARIES: usize = 32;

/// A rule that takes part in evaluations, without the conditions that always hold.
struct Active<'a> {
    rule: Rule<'a>,
    conditions: Vec<Condition>,
}

pub(super) fn check(report: &mut Report<'_>) {
    let rules = report.rules;
    for rule in rules.in_order().filter(|rule| rule.is_master() && is_active(*rule)) {
        let message = "`.m.rule.master` is enabled: no other rule is tried, and nothing notifies".to_owned();
        report.rule(&MASTER_ENABLED, rule, "/enabled", message);
    }
    let active: Vec<_> = rules.in_order().filter(|rule| !rule.is_master()).filter_map(active).collect();
    let catch_all = active.iter().position(|active| active.conditions.is_empty() && !is_legacy(active));
    let (reached, beyond) = active.split_at(catch_all.map_or(active.len(), |position| position + 1));
    check_shadows(reached, report);
    if let (Some(all), [_, ..]) = (catch_all.and_then(|position| active.get(position)), beyond) {
        check_beyond(all.rule, beyond, report);
    }
}

fn check_beyond(all: Rule<'_>, beyond: &[Active<'_>], report: &mut Report<'_>) {
    let name = name(all);
    let message = match beyond.len() {
        1 => "the rule matches every event; the one enabled rule after it is never tried".to_owned(),
        count => format!("the rule matches every event; the {count} enabled rules after it are never tried"),
    };
    report.rule(&CATCH_ALL_RULE, all, "", message);
    for later in beyond.iter().filter(|later| !is_predefined(later.rule)) {
        let message = format!("the rule is never tried: {name} matches every event before");
        report.rule(&UNREACHABLE_RULE, later.rule, "", message);
    }
}

fn check_shadows(active: &[Active<'_>], report: &mut Report<'_>) {
    let mut files = Files::default();
    for (position, later) in active.iter().enumerate() {
        let covers = |earlier: &&Active<'_>| {
            earlier
                .conditions
                .iter()
                .all(|wanted| later.conditions.iter().any(|given| implies(given, wanted)))
        };
        // Same kind and id: `duplicate_rule_id` says so.
        let is_other = |earlier: &&Active<'_>| {
            (earlier.rule.kind(), earlier.rule.rule_id()) != (later.rule.kind(), later.rule.rule_id())
        };
        let candidates = files.candidates(later).into_iter();
        let mut covering = candidates.filter_map(|position| active.get(position)).filter(covers).peekable();
        // What a covered rule covers, the covering one covers too. And the legacy rules have one more
        // condition, that there are no mentions, which is not written down (R59).
        let is_filed = covering.peek().is_none() && !is_legacy(later);
        // That default rules overlap, or are overruled by rules of the user, is how it is meant.
        if !is_predefined(later.rule)
            && let Some(earlier) = covering.find(is_other)
        {
            let message =
                format!("the rule is never reached: {} matches whatever it matches", name(earlier.rule));
            report.rule(&SHADOWED_RULE, later.rule, "", message);
        }
        if is_filed {
            files.add(position, later);
        }
    }
}

/// The rules so far, each under one text of its conditions.
#[derive(Default)]
struct Files {
    /// The files by key and text.
    by_text: Names,
    files: Vec<Vec<usize>>,
    /// Those whose conditions compare with no text.
    others: Vec<usize>,
}

impl Files {
    fn add(&mut self, position: usize, rule: &Active<'_>) {
        // The rarest text, so that the files stay short.
        let size = |text: &(String, String)| self.file(text).map_or(0, Vec::len);
        let Some(text) = rule.conditions.iter().filter_map(text_of).min_by_key(size) else {
            self.others.push(position);
            return;
        };
        let number = self.by_text.number(&label(&text), self.files.len());
        match self.files.get_mut(number) {
            Some(file) => file.push(position),
            None => self.files.push(vec![position]),
        }
    }

    fn file(&self, text: &(String, String)) -> Option<&Vec<usize>> {
        self.files.get(self.by_text.get(&label(text))?)
    }

    /// The rules that might cover a rule, in order.
    fn candidates(&self, rule: &Active<'_>) -> Vec<usize> {
        let mut found = self.others.clone();
        for text in rule.conditions.iter().flat_map(texts_implied) {
            for &position in self.file(&text).into_iter().flatten() {
                if let Err(at) = found.binary_search(&position) {
                    found.insert(at, position);
                }
            }
        }
        found
    }
}

/// What a file is called. No property's name has a zero in it that the text could go on from.
fn label((key, text): &(String, String)) -> String {
    format!("{key}\0{text}")
}

/// The key of a condition's property and the text that it compares with.
fn text_of(condition: &Condition) -> Option<(String, String)> {
    match condition {
        Condition::EventMatch { path, pattern } if !is_any(pattern) => {
            Some((joined(&path.names, "\n"), fold(pattern).into_owned()))
        }
        Condition::PropertyIs { path, value: Scalar::String(value) }
        | Condition::PropertyContains { path, value: Scalar::String(value) } => {
            Some((joined(&path.names, "\n"), fold(value).into_owned()))
        }
        _ => None,
    }
}

/// That text, and all phrases in it if it is looked for in the body.
fn texts_implied(condition: &Condition) -> Vec<(String, String)> {
    let Some((key, text)) = text_of(condition) else { return Vec::new() };
    let mut texts = Vec::new();
    if let Condition::EventMatch { path, .. } = condition
        && path.is_body()
        && is_literal(&text)
    {
        let mut boundaries: Vec<usize> = text
            .char_indices()
            .map(|(position, _)| position)
            .chain([text.len()])
            .filter(|&position| is_boundary(text.as_bytes(), position))
            .take(MAX_BOUNDARIES + 1)
            .collect();
        if boundaries.len() > MAX_BOUNDARIES {
            boundaries.clear();
        }
        for (i, &start) in boundaries.iter().enumerate() {
            let phrases = boundaries.iter().skip(i + 1).filter_map(|&end| text.get(start..end));
            texts.extend(
                phrases.filter(|phrase| *phrase != text).map(|phrase| (key.clone(), phrase.to_owned())),
            );
        }
    }
    texts.push((key, text));
    texts
}

fn active(rule: Rule<'_>) -> Option<Active<'_>> {
    let mut conditions = read(rule, &mut |_| {}).filter(|read| read.enabled)?.conditions;
    if conditions.iter().any(|condition| matches!(condition, Condition::Never(_))) {
        return None;
    }
    conditions.retain(|condition| !always_holds(condition));
    Some(Active { rule, conditions })
}

fn is_active(rule: Rule<'_>) -> bool {
    active(rule).is_some()
}

fn is_legacy(active: &Active<'_>) -> bool {
    active.rule.rule_id().is_some_and(|id| is_legacy_mention(active.rule.kind(), id))
}

/// A rule's id with its kind, where that helps to find it.
fn name(rule: Rule<'_>) -> String {
    let id = rule.rule_id().unwrap_or_default();
    match rule.kind() {
        RuleKind::Content => format!("the keyword rule `{id}`"),
        kind => format!("the {kind} rule `{id}`"),
    }
}
