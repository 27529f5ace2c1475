//! What JavaScript passes to a function: an object of arguments by name.
//!
//! `pkg/src` has checked the types already. Documents (rules, events, contexts, options) come as JSON text, so that
//! they are as they were given, and what is wrong in one of them is said with its own name.

use serde_json::Value;

use super::read;
use crate::{
    Context, Options, RuleKind, Ruleset,
    error::{ErrorCode, PushRulesError},
};

/// The arguments of one call.
pub(super) struct Arguments(pub(super) Value);

impl Arguments {
    /// An argument of any type; `null` if it was left out.
    pub(super) fn value(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    /// A string; empty if it was left out.
    pub(super) fn text(&self, name: &str) -> &str {
        self.value(name).as_str().unwrap_or_default()
    }

    /// A string that may be left out.
    pub(super) fn optional_text(&self, name: &str) -> Option<String> {
        self.value(name).as_str().map(str::to_owned)
    }

    /// A boolean.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.value(name) == &Value::Bool(true)
    }

    /// A list of strings.
    pub(super) fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.value(name).as_array().into_iter().flatten().filter_map(Value::as_str)
    }

    /// A document; `null` if it was left out.
    pub(super) fn document(&self, name: &str) -> Result<Value, PushRulesError> {
        self.value(name).as_str().map_or(Ok(Value::Null), |text| read(text, name))
    }

    /// A set of rules. Errors call it by the name of the argument.
    pub(super) fn rules(&self, name: &str) -> Result<Ruleset, PushRulesError> {
        Ruleset::from_json(self.text(name)).map_err(|error| {
            let within = error.path.strip_prefix("rules").unwrap_or_default();
            PushRulesError { path: format!("{name}{within}"), ..error }
        })
    }

    /// The kind of a rule.
    pub(super) fn kind(&self) -> Result<RuleKind, PushRulesError> {
        let name = self.text("kind");
        name.parse().map_err(|()| {
            let message = format!("`{name}` is not a kind of push rules");
            PushRulesError::new(ErrorCode::InvalidArgument, "kind", message)
                .with_help("the kinds are `override`, `content`, `room`, `sender` and `underride`")
        })
    }

    pub(super) fn context(&self) -> Result<Context, PushRulesError> {
        Context::from_value(&self.document("context")?)
    }

    pub(super) fn options(&self) -> Result<Options, PushRulesError> {
        Options::from_value(&self.document("options")?)
    }
}
