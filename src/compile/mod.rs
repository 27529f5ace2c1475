//! From a ruleset to a program: what the rules mean, in the form in which it is fast to evaluate.

mod build;
mod index;
mod program;
mod slots;
mod test;

/// The feature of a room version in which rules must ask for a feature to be in force (MSC3932).
pub(crate) const EXTENSIBLE_EVENTS: &str = "org.matrix.msc3932.extensible_events";

pub use self::program::CompiledRuleset;
pub(crate) use self::{
    index::Bits,
    program::{Landmarks, Program, ProgramRule, State, Supply},
    slots::{Node, Role, Seen, Slot, SlotId, Slots},
    test::{RelatedEvent, Test, ThreadRoot},
};
