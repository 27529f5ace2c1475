//! The fast way: only the rules that an event can match.

use super::{
    View,
    test::{Gate, holds},
};
use crate::{
    compile::{Bits, Program, ProgramRule, SlotId},
    text::Keywords,
};

/// Buffers that are kept from event to event.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    candidates: Bits,
    /// Whether the candidates are those that the event at hand leaves, whatever the context is.
    narrowed: bool,
}

impl Scratch {
    /// Forgets what was found out about the last event.
    pub(super) const fn forget(&mut self) {
        self.narrowed = false;
    }
}

/// The position of the first rule that matches.
pub(crate) fn find(program: &Program, view: &mut impl View, scratch: &mut Scratch) -> Option<usize> {
    if view.is_own() {
        return None;
    }
    scratch.narrowed = false;
    program.index().candidates(|slot| view.seen(slot), &mut scratch.candidates);
    first(program, view, &scratch.candidates, false)
}

/// The same for an event that is evaluated several times, as long as it is the same to the rules: what the
/// event alone decides is found out the first time.
pub(super) fn find_again(program: &Program, view: &mut impl View, scratch: &mut Scratch) -> Option<usize> {
    if view.is_own() {
        return None;
    }
    if !scratch.narrowed {
        program.index().candidates(|slot| view.seen(slot), &mut scratch.candidates);
        narrow(program, view, &mut scratch.candidates);
        scratch.narrowed = true;
    }
    first(program, view, &scratch.candidates, true)
}

/// Drops the candidates that the event rules out in every context.
fn narrow(program: &Program, view: &mut impl View, candidates: &mut Bits) {
    let mentions = view.seen(program.landmarks.mentions).present;
    let keywords = program.index().keywords.as_ref().map(|(position, _)| *position);
    let mut can_match = |rule: &ProgramRule| {
        let of_event = rule.cheapest_first.get(..rule.of_event).unwrap_or_default();
        !(mentions && rule.is_legacy_mention) && matches(program, rule, of_event, view)
    };
    candidates
        .retain(|position| keywords == Some(position) || program.rule(position).is_some_and(&mut can_match));
}

/// The position of the first candidate that matches; of narrowed ones only what depends on the context is
/// tested.
#[inline(always)]
fn first(program: &Program, view: &mut impl View, candidates: &Bits, narrowed: bool) -> Option<usize> {
    let gate = Gate::new(&program.landmarks, view);
    let index = program.index();
    for position in candidates.iter() {
        let rule = program.rule(position)?;
        match &index.keywords {
            Some((first, keywords)) if *first == position => {
                let accept = |position| program.rule(position).is_some_and(|rule| gate.admits(rule));
                let found = find_keyword(keywords, program.landmarks.body, view, accept);
                if found.is_some() {
                    return found;
                }
            }
            _ => {
                let known = if narrowed { rule.of_event } else { 0 };
                let tests = rule.cheapest_first.get(known..).unwrap_or_default();
                if gate.admits(rule) && matches(program, rule, tests, view) {
                    return Some(position);
                }
            }
        }
    }
    None
}

/// The first content rule whose keyword is in the body.
fn find_keyword(
    keywords: &Keywords,
    body: SlotId,
    view: &mut impl View,
    accept: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut found = None;
    if keywords.has_literals() {
        // Letters of ASCII need no folding here.
        let text = match view.raw(body) {
            Some((_, false)) => view.folded(body).map(str::as_bytes),
            raw => raw.map(|(text, _)| text),
        };
        found = text.and_then(|text| keywords.first_literal(text, &accept));
    }
    if keywords.has_globs_before(found)
        && let Some(text) = view.folded(body)
    {
        found = keywords.first_glob(text, found, &accept).or(found);
    }
    found
}

/// Whether some of a rule's tests are passed, given by their positions.
fn matches(program: &Program, rule: &ProgramRule, tests: &[usize], view: &mut impl View) -> bool {
    tests
        .iter()
        .all(|&position| rule.tests.get(position).is_some_and(|test| holds(test, &program.landmarks, view)))
}
