//! The evaluator: from an event, seen through the slots of a program, to the rule that decides.
//!
//! There is one set of tests ([`holds`](test::holds)) and there are two ways through the rules:
//! [`find`] uses the index and stops at the first rule that matches; [`walk`] tries rule by rule and
//! tells an [`Observer`] what it sees. A property test holds the two equal.

mod evaluator;
mod find;
mod test;
mod view;
mod walk;

pub use self::evaluator::{Evaluator, PreparedEvent, evaluate};
pub(crate) use self::{
    find::{Scratch, find},
    test::Refusal,
    view::View,
    walk::{Observer, Walked, walk},
};
