//! Explanations: the sentences, the spans, the statuses, and that they agree with evaluations.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

mod conditions;
mod dialects;
mod equality;
mod rules;

#[path = "../support/choices.rs"]
mod choices;
#[allow(dead_code, reason = "other tests use more of it")]
#[path = "../support/generate.rs"]
mod generate;
#[path = "../../src/testing.rs"]
mod testing;
