//! From a ruleset to a program: what the rules mean, in the form in which it is fast to evaluate.

mod build;
mod index;
mod program;
mod slots;
mod test;

pub use self::program::CompiledRuleset;
pub(crate) use self::{
    index::Bits,
    program::{Landmarks, Program, ProgramRule, State},
    slots::{Node, Seen, Slot, SlotId, Slots},
    test::{RelatedEvent, Test},
};
