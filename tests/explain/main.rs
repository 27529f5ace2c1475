//! Explanations: the sentences, the spans, the statuses, and that they agree with evaluations.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

mod conditions;
mod equality;
mod rules;
