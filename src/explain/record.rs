//! What the evaluator saw.

use crate::evaluate::{Observer, Refusal};

/// The results of all tests, rule by rule in the order of evaluation.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) rules: Vec<RecordedRule>,
    /// The conditions of the rule that is not done yet.
    conditions: Vec<bool>,
}

/// The results of one rule.
#[derive(Debug)]
pub(super) struct RecordedRule {
    /// Which conditions hold.
    pub(super) conditions: Vec<bool>,
    /// What keeps the rule out of force.
    pub(super) refusal: Option<Refusal>,
    /// Whether it can be understood and all its conditions hold.
    pub(super) matches: bool,
}

impl Observer for Record {
    fn condition(&mut self, holds: bool) {
        self.conditions.push(holds);
    }

    fn rule(&mut self, refusal: Option<Refusal>, matches: bool) {
        let conditions = std::mem::take(&mut self.conditions);
        self.rules.push(RecordedRule { conditions, refusal, matches });
    }
}
