//! The slow way: rule by rule, for whoever wants to see.

use super::{
    View,
    test::{Gate, holds},
};
use crate::compile::{Program, State};

/// Is told what happens to each rule.
pub(crate) trait Observer {
    /// A condition of a rule was tested.
    fn condition(&mut self, rule: usize, condition: usize, holds: bool);

    /// A rule was done: whether it is in force for this event, and whether all its conditions hold.
    fn rule(&mut self, rule: usize, admitted: bool, matches: bool);
}

/// Tries all rules in order, also those after the first that matches and those that are switched
/// off, and gives the position of the first that matches.
pub(crate) fn walk(program: &Program, view: &mut impl View, observer: &mut impl Observer) -> Option<usize> {
    if view.is_own() {
        return None;
    }
    let gate = Gate::new(&program.landmarks, view);
    let mut first = None;
    for (position, rule) in program.rules().iter().enumerate() {
        let mut matches = rule.state != State::Invalid;
        for (condition, test) in rule.tests.iter().enumerate() {
            let holds = holds(test, &program.landmarks, view);
            observer.condition(position, condition, holds);
            matches &= holds;
        }
        let admitted = gate.admits(rule);
        observer.rule(position, admitted, matches);
        if first.is_none() && rule.state == State::Enabled && admitted && matches {
            first = Some(position);
        }
    }
    first
}
