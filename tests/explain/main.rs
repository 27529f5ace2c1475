//! Explanations: the sentences, the spans, the statuses, and that they agree with evaluations.

mod conditions;
mod equality;
mod rules;
