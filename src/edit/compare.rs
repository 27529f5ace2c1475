//! The preview of a change: what other rules would have made of events that happened.

use serde::Serialize;

use crate::{Context, Evaluation, Event, Options, PushRulesError, Ruleset};

/// One event under two sets of rules.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// What is different; empty if nothing is.
    pub changed: Vec<Changed>,
    /// Under the rules before the change.
    pub before: Evaluation,
    /// Under the rules after it.
    pub after: Evaluation,
}

/// A part of an [`Evaluation`] that is different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// Whether the event notifies.
    Notify,
    /// Whether it shows without a push.
    NotifyInApp,
    /// Whether it is highlighted.
    Highlight,
    /// The sound it makes.
    Sound,
    /// A tweak other than highlight and sound.
    Tweaks,
    /// The rule that decides.
    Rule,
}

/// Evaluates each event under two sets of rules and says what is different, in the order of the
/// events.
///
/// ```
/// use matrix_push_rules::{
///     Context, DefaultRulesOptions, Options, RuleKind, default_rules,
///     edit::{Changed, compare, set_rule_enabled},
/// };
///
/// let before = default_rules("@alice:example.org", &DefaultRulesOptions::default())?;
/// let after = set_rule_enabled(&before, RuleKind::Override, ".m.rule.master", true)?;
/// let events = [r#"{"type": "m.room.message", "sender": "@bob:example.org", "content": {"body": "hi"}}"#];
/// let context = Context::new("@alice:example.org");
/// let comparisons = compare(events, &before, &after, &context, &Options::default())?;
/// assert_eq!(comparisons[0].changed, [Changed::Notify, Changed::Rule]);
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
///
/// # Errors
/// `invalid_json` or `invalid_event` for the first event that is not a JSON object, with its
/// position in the path: `events.3`.
pub fn compare<'e, E: Into<Event<'e>>>(
    events: impl IntoIterator<Item = E>,
    before: &Ruleset,
    after: &Ruleset,
    context: &Context,
    options: &Options,
) -> Result<Vec<Comparison>, PushRulesError> {
    let (before, after) = (before.compile(options), after.compile(options));
    let (mut before, mut after) = (before.evaluator(), after.evaluator());
    let mut compare = |event: Event<'e>| {
        let before = before.evaluate(event, context)?;
        let after = after.evaluate(event, context)?;
        Ok(Comparison { changed: changed(before, after), before: before.clone(), after: after.clone() })
    };
    events
        .into_iter()
        .enumerate()
        .map(|(position, event)| {
            compare(event.into()).map_err(|error: PushRulesError| {
                let within = error.path.strip_prefix("event").unwrap_or("");
                PushRulesError { path: format!("events.{position}{within}"), ..error }
            })
        })
        .collect()
}

fn changed(before: &Evaluation, after: &Evaluation) -> Vec<Changed> {
    let others = |evaluation: &Evaluation| {
        let mut tweaks = evaluation.tweaks.clone();
        tweaks.retain(|name, _| name != "highlight" && name != "sound");
        tweaks
    };
    [
        (Changed::Notify, before.notify != after.notify),
        (Changed::NotifyInApp, before.notify_in_app != after.notify_in_app),
        (Changed::Highlight, before.highlight != after.highlight),
        (Changed::Sound, before.sound != after.sound),
        (Changed::Tweaks, others(before) != others(after)),
        (Changed::Rule, before.rule != after.rule),
    ]
    .into_iter()
    .filter_map(|(part, differs)| differs.then_some(part))
    .collect()
}
