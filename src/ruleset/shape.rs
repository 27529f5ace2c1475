//! Where the lists of rules are in a document.

use serde_json::{Map, Value};

use crate::error::{ErrorCode, PushRulesError};

/// The accepted shapes of a document of push rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The lists themselves.
    Bare,
    /// `{"global": lists}`, the answer of `GET /pushrules/` (R77).
    Global,
    /// `{"content": {"global": lists}}`, the account-data event (R92).
    Event,
}

impl Shape {
    pub(super) fn of(document: &Value) -> Result<Self, PushRulesError> {
        let invalid = |path: &str, message: String| {
            Err(PushRulesError::new(ErrorCode::InvalidRules, path, message)
                .with_help("pass a ruleset, the answer of `GET /pushrules/`, or an `m.push_rules` event"))
        };
        let Value::Object(object) = document else {
            return invalid("rules", format!("the rules are {}, not an object", type_name(document)));
        };
        match object.get("global") {
            Some(Value::Object(_)) => return Ok(Self::Global),
            Some(other) => {
                return invalid("rules.global", format!("`global` is {}, not an object", type_name(other)));
            }
            None => {}
        }
        // In a bare ruleset `content` is a list of rules; in an event it is an object.
        let Some(Value::Object(content)) = object.get("content") else {
            return match object.get("type") {
                Some(Value::String(name)) => {
                    invalid("rules.content", format!("the event `{name}` has no `content.global`"))
                }
                _ => Ok(Self::Bare),
            };
        };
        match content.get("global") {
            Some(Value::Object(_)) => Ok(Self::Event),
            Some(other) => invalid(
                "rules.content.global",
                format!("`content.global` is {}, not an object", type_name(other)),
            ),
            None => invalid("rules.content", "`content` is an object without `global`".to_owned()),
        }
    }

    pub(super) const fn pointer(self) -> &'static str {
        match self {
            Self::Bare => "",
            Self::Global => "/global",
            Self::Event => "/content/global",
        }
    }

    pub(super) fn lists(self, document: &Value) -> Option<&Map<String, Value>> {
        self.names().iter().try_fold(document, |value, name| value.get(name))?.as_object()
    }

    pub(super) fn lists_mut(self, document: &mut Value) -> Option<&mut Map<String, Value>> {
        self.names().iter().try_fold(document, |value, name| value.get_mut(name))?.as_object_mut()
    }

    /// The properties to descend through.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Bare => &[],
            Self::Global => &["global"],
            Self::Event => &["content", "global"],
        }
    }
}

/// The name of a JSON type with its article, for messages.
pub(crate) const fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
