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
}

/// The position of the first rule that matches.
pub(crate) fn find(program: &Program, view: &mut impl View, scratch: &mut Scratch) -> Option<usize> {
    if view.is_own() {
        return None;
    }
    let gate = Gate::new(&program.landmarks, view);
    let index = program.index();
    index.candidates(|slot| view.seen(slot), &mut scratch.candidates);
    for position in scratch.candidates.iter() {
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
                if gate.admits(rule) && matches(program, rule, view) {
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
        let mut searched = true;
        view.with_raw(body, |text, ready| {
            searched = ready;
            if ready {
                found = keywords.first_literal(text, &accept);
            }
        });
        if !searched {
            view.with_folded(body, |text| {
                found = keywords.first_literal(text.as_bytes(), &accept);
                found.is_some()
            });
        }
    }
    if keywords.has_globs_before(found) {
        view.with_folded(body, |text| {
            found = keywords.first_glob(text, found, &accept).or(found);
            found.is_some()
        });
    }
    found
}

fn matches(program: &Program, rule: &ProgramRule, view: &mut impl View) -> bool {
    rule.cheapest_first
        .iter()
        .all(|&position| rule.tests.get(position).is_some_and(|test| holds(test, &program.landmarks, view)))
}
