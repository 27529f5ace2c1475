//! One rule of a document, as it stands there.

use serde_json::Value;

use crate::kind::RuleKind;

/// The id of the rule that silences everything, and ranks above every other rule (R7).
pub(crate) const MASTER: &str = ".m.rule.master";

/// A push rule in its ruleset: a view that reads the JSON and judges nothing.
///
/// The getters answer `None` where the field is missing or of the wrong type; what that means for
/// the rule is said by [`Ruleset::diagnostics`](crate::Ruleset::diagnostics).
#[derive(Debug, Clone, Copy)]
pub struct Rule<'a> {
    kind: RuleKind,
    position: usize,
    value: &'a Value,
}

impl<'a> Rule<'a> {
    pub(super) const fn new(kind: RuleKind, position: usize, value: &'a Value) -> Self {
        Self { kind, position, value }
    }

    /// The kind, which is the name of the list that holds the rule (R4).
    #[must_use]
    pub const fn kind(self) -> RuleKind {
        self.kind
    }

    /// The position in the list of its kind, from 0.
    #[must_use]
    pub const fn position(self) -> usize {
        self.position
    }

    /// The rule as it came.
    #[must_use]
    pub const fn as_value(self) -> &'a Value {
        self.value
    }

    /// The id, unique within the kind (R5).
    #[must_use]
    pub fn rule_id(self) -> Option<&'a str> {
        self.value.get("rule_id").and_then(Value::as_str)
    }

    /// Whether the server predefined the rule. Missing or not a boolean counts as `false`.
    #[must_use]
    pub fn is_default(self) -> bool {
        self.value.get("default").and_then(Value::as_bool).unwrap_or(false)
    }

    /// Whether the rule is switched on (R6). Missing counts as `true`.
    #[must_use]
    pub fn is_enabled(self) -> bool {
        self.value.get("enabled").and_then(Value::as_bool).unwrap_or(true)
    }

    /// The actions, verbatim.
    #[must_use]
    pub fn actions(self) -> Option<&'a [Value]> {
        self.value.get("actions").and_then(Value::as_array).map(Vec::as_slice)
    }

    /// The conditions, verbatim.
    #[must_use]
    pub fn conditions(self) -> Option<&'a [Value]> {
        self.value.get("conditions").and_then(Value::as_array).map(Vec::as_slice)
    }

    /// The glob of a content rule.
    #[must_use]
    pub fn pattern(self) -> Option<&'a str> {
        self.value.get("pattern").and_then(Value::as_str)
    }

    /// Whether this is `.m.rule.master`.
    #[must_use]
    pub fn is_master(&self) -> bool {
        self.kind == RuleKind::Override && self.rule_id() == Some(MASTER)
    }
}
