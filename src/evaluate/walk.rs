//! The slow way: rule by rule, for whoever wants to see.

use super::{
    View,
    test::{Gate, Refusal, holds},
};
use crate::compile::{Program, State};

/// Is told what happens to each rule.
pub(crate) trait Observer {
    /// A condition of a rule was tested.
    fn condition(&mut self, holds: bool);

    /// A rule was done, after its conditions: whether something keeps it out of force for this event,
    /// and whether it can be understood and all its conditions hold.
    fn rule(&mut self, refusal: Option<Refusal>, matches: bool);
}

/// Nobody looks.
impl Observer for () {
    fn condition(&mut self, _holds: bool) {}

    fn rule(&mut self, _refusal: Option<Refusal>, _matches: bool) {}
}

/// How a walk through the rules ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Walked {
    /// The owner of the rules sent the event: no rule counts (R67).
    OwnEvent,
    NoMatch,
    /// The position of the first rule that matches.
    Matched(usize),
    /// The position of the rule at which the evaluation failed with an exception.
    Thrown(usize),
    /// Nothing counts: the dialect refuses the set, or cannot read the event.
    Rejected,
}

/// Tries all rules in order, also those after the first that matches, those that are switched off,
/// and all of them for own events.
pub(crate) fn walk(program: &Program, view: &mut impl View, observer: &mut impl Observer) -> Walked {
    let gate = Gate::new(&program.landmarks, view);
    let mut walked = if view.is_own() { Walked::OwnEvent } else { Walked::NoMatch };
    for (position, rule) in program.rules().iter().enumerate() {
        let mut matches = rule.state != State::Invalid;
        for test in &rule.tests {
            let holds = holds(test, &program.landmarks, view);
            observer.condition(holds);
            matches &= holds;
        }
        let refusal = gate.refusal(rule);
        observer.rule(refusal, matches);
        if walked == Walked::NoMatch && rule.state == State::Enabled && refusal.is_none() && matches {
            walked = match rule.throws {
                Some(_) => Walked::Thrown(position),
                None => Walked::Matched(position),
            };
        }
    }
    walked
}
