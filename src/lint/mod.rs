//! Advice on a ruleset: what in it has no effect, works by accident, or works only somewhere.
//!
//! [`lint`] says everything that [`Ruleset::diagnostics`] says and goes on to what is well-formed
//! but doubtful. One file holds one family of checks; [`catalogue`] lists every code. The checks
//! are about rules that people write: the predefined rules of the specification and those that
//! Synapse really serves yield nothing at all.

mod actions;
mod catalogue;
mod conditions;
mod fields;
mod ids;
mod implies;
mod keys;
mod options;
mod patterns;
mod predefined;
mod predefined_form;
mod property_types;
mod reach;
mod report;
mod ruma;

use self::report::{Report, Subject};
pub use self::{
    catalogue::{LINTS, Lint},
    options::{Implementation, LintOptions},
};
use crate::{
    diagnostic::{Diagnostic, pointer},
    kind::RuleKind,
    ruleset::Ruleset,
};

/// Everything there is to say about a ruleset, in document order; remarks about a whole list or the
/// whole set come before those about single rules.
///
/// ```
/// use matrix_push_rules::{LintOptions, Ruleset, lint};
///
/// let rules = Ruleset::from_json(r#"{"override": [{
///     "rule_id": "no edits", "default": false, "enabled": true, "actions": [],
///     "conditions": [{"kind": "event_match", "key": "content.m.relates_to.rel_type", "pattern": "m.replace"}]
/// }]}"#)?;
/// let found = lint(&rules, &LintOptions::default());
/// assert!(found.iter().any(|remark| {
///     remark.code == "unescaped_dot" && remark.path == "/override/0/conditions/0/key"
/// }));
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
#[must_use]
pub fn lint(rules: &Ruleset, options: &LintOptions) -> Vec<Diagnostic> {
    let mut report = Report::new(rules, options);
    for kind in RuleKind::ALL {
        for rule in rules.rules(kind) {
            let subject = Subject::of(rule);
            ids::check(&subject, &mut report);
            fields::check(&subject, &mut report);
            conditions::check(&subject, &mut report);
            keys::check(&subject, &mut report);
            patterns::check(&subject, &mut report);
            actions::check(&subject, &mut report);
            ruma::check(&subject, &mut report);
        }
    }
    ruma::check_lists(&mut report);
    ids::check_count(&mut report);
    reach::check(&mut report);
    predefined::check(&mut report);

    let mut found = rules.diagnostics();
    for diagnostic in &mut found {
        diagnostic.help = catalogue::help(diagnostic.code).map(str::to_owned);
    }
    found.append(&mut report.found);
    sorted(rules, found)
}

/// Document order: by the place of the list, then by the place of the rule; within a rule as found.
fn sorted(rules: &Ruleset, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    // The set, then each list followed by its rules: so many places, in which remarks are put one after the other.
    let mut places: Vec<Vec<Diagnostic>> = vec![Vec::new()];
    let mut lists = Vec::new();
    for (name, list) in rules.lists() {
        lists.push((pointer("", name), places.len()));
        places.resize_with(places.len() + 1 + list.as_array().map_or(0, Vec::len), Vec::new);
    }
    for diagnostic in found {
        let within = diagnostic.path.strip_prefix(rules.lists_pointer()).unwrap_or_default();
        let list = lists.iter().find_map(|(list, start)| {
            let rest = within.strip_prefix(list.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then_some((*start, rest))
        });
        let place = list.map_or(0, |(start, rest)| {
            let rule = rest.split('/').nth(1).and_then(|position| position.parse::<usize>().ok());
            start + rule.map_or(0, |rule| rule + 1)
        });
        if let Some(place) = places.get_mut(place) {
            place.push(diagnostic);
        }
    }
    places.into_iter().flatten().collect()
}
