//! The fast way: only the rules that an event can match.

use super::{
    View,
    test::{Gate, holds},
};
use crate::compile::{Bits, Program, ProgramRule};

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
                let mut found = None;
                let accept = |position| program.rule(position).is_some_and(|rule| gate.admits(rule));
                view.with_folded(program.landmarks.body, |body| {
                    found = keywords.first_match(body, accept);
                    found.is_some()
                });
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

fn matches(program: &Program, rule: &ProgramRule, view: &mut impl View) -> bool {
    rule.cheapest_first
        .iter()
        .all(|&position| rule.tests.get(position).is_some_and(|test| holds(test, &program.landmarks, view)))
}
