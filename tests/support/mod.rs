//! What the tests with generated input share.

pub mod choices;
pub mod generate;
pub mod naive;
pub mod text;
