//! The document: a set of push rules as a server or a person wrote it.
//!
//! A [`Ruleset`] keeps what it was given, unknown fields and broken rules included, and gives it
//! back unchanged. It knows where the rules are, not what they mean: meaning depends on a
//! [`Dialect`](crate::Dialect) and is worked out by [`Ruleset::compile`].

mod diagnose;
mod javascript;
mod read;
mod refusal;
mod rule;
mod server_name;
mod shape;

use std::sync::Arc;

use serde_json::{Map, Value};

pub(crate) use self::rule::MASTER;
pub use self::rule::Rule;
use self::shape::Shape;
pub(crate) use self::{
    javascript::{thrown, thrown_by_list},
    read::{ReadRule, read, read_as},
    refusal::{is_event_id, is_user_id, refusal, refusal_of_rule},
    shape::type_name,
};
use crate::{
    CompiledRuleset, Diagnostic, Options, RuleKind,
    error::{ErrorCode, PushRulesError},
    json,
};

/// A set of push rules, lossless and fault-tolerant.
///
/// Three shapes are accepted: a bare ruleset (`{"override": […], …}`), the answer of
/// `GET /_matrix/client/v3/pushrules/` (`{"global": {…}}`), and an `m.push_rules` account-data
/// event (`{"type": "m.push_rules", "content": {"global": {…}}}`, with or without the type).
///
/// ```
/// use matrix_push_rules::{RuleKind, Ruleset};
///
/// let rules = Ruleset::from_json(r#"{"content": [
///     {"rule_id": "rocket", "pattern": "rocket", "actions": ["notify"], "enabled": true, "default": false},
///     "not a rule"
/// ]}"#)?;
/// assert_eq!(rules.rules(RuleKind::Content).count(), 2);
/// assert_eq!(rules.diagnostics()[0].code, "not_an_object");
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Ruleset {
    /// Shared, so that a compiled set can keep it for explanations at no cost.
    document: Arc<Value>,
    shape: Shape,
}

impl Ruleset {
    /// Reads a ruleset from JSON text.
    ///
    /// # Errors
    /// `invalid_json` when the text is not JSON, `invalid_rules` when it has none of the shapes.
    /// A rule that cannot be understood is not an error: see [`Ruleset::diagnostics`].
    pub fn from_json(text: &str) -> Result<Self, PushRulesError> {
        let document = json::parse(text).map_err(|error| {
            PushRulesError::new(ErrorCode::InvalidJson, "rules", format!("the rules are not JSON: {error}"))
        })?;
        Self::from_value(document)
    }

    /// Takes a ruleset that is already parsed.
    ///
    /// # Errors
    /// `invalid_rules` when it has none of the accepted shapes.
    pub fn from_value(document: Value) -> Result<Self, PushRulesError> {
        let shape = Shape::of(&document)?;
        Ok(Self { document: Arc::new(document), shape })
    }

    /// The document as it came, in the shape in which it came.
    #[must_use]
    pub fn as_value(&self) -> &Value {
        &self.document
    }

    /// The document as it came, without a copy unless it is still shared with a clone or a compiled set.
    #[must_use]
    pub fn into_value(self) -> Value {
        Arc::unwrap_or_clone(self.document)
    }

    /// The rules of one kind, most important first, broken ones included.
    pub fn rules(&self, kind: RuleKind) -> impl DoubleEndedIterator<Item = Rule<'_>> + ExactSizeIterator {
        self.list(kind).iter().enumerate().map(move |(position, value)| Rule::new(kind, position, value))
    }

    /// The rule at a position of its list.
    pub(crate) fn rule_at(&self, kind: RuleKind, position: usize) -> Option<Rule<'_>> {
        self.list(kind).get(position).map(|value| Rule::new(kind, position, value))
    }

    /// All rules in the order of evaluation: by kind (R1), by list order within a kind (R2), and
    /// `.m.rule.master` above everything (R7).
    pub fn in_order(&self) -> impl Iterator<Item = Rule<'_>> {
        let all = || RuleKind::ALL.into_iter().flat_map(|kind| self.rules(kind));
        all().filter(Rule::is_master).chain(all().filter(|rule| !rule.is_master()))
    }

    /// The rule with this id in this kind; the first one, should there be several.
    #[must_use]
    pub fn rule(&self, kind: RuleKind, rule_id: &str) -> Option<Rule<'_>> {
        self.rules(kind).find(|rule| rule.rule_id() == Some(rule_id))
    }

    /// What in this set has no effect or is not as the specification wants it, in document order.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        diagnose::diagnose(self)
    }

    /// Works out what the rules mean, once, for many events.
    #[must_use]
    pub fn compile(&self, options: &Options) -> CompiledRuleset {
        CompiledRuleset::new(self, options)
    }

    /// The lists of rules by name, whatever stands there.
    pub(crate) fn lists(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.shape
            .lists(&self.document)
            .into_iter()
            .flat_map(|lists| lists.iter().map(|(name, list)| (name.as_str(), list)))
    }

    /// JSON pointer of the object that holds the lists.
    pub(crate) fn lists_pointer(&self) -> &'static str {
        self.shape.pointer()
    }

    /// A copy whose lists were changed by `edit`, or the error of `edit` and no change at all.
    ///
    /// # Errors
    /// What `edit` answers.
    pub(crate) fn edited<E>(
        &self,
        edit: impl FnOnce(&mut Map<String, Value>) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut copy = self.clone();
        if let Some(lists) = copy.shape.lists_mut(Arc::make_mut(&mut copy.document)) {
            edit(lists)?;
        }
        Ok(copy)
    }

    /// What stands in the place of the list of a kind.
    pub(crate) fn list_as_it_is(&self, kind: RuleKind) -> Option<&Value> {
        self.shape.lists(&self.document)?.get(kind.as_str())
    }

    fn list(&self, kind: RuleKind) -> &[Value] {
        self.list_as_it_is(kind).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}
