//! Reading options from JSON: what all of them have in common.

use std::str::FromStr;

use serde_json::{Map, Value};

use crate::{
    error::{ErrorCode, PushRulesError},
    ruleset::type_name,
    text::joined,
};

/// The fields of an options object; `None` when there are no options.
pub(crate) fn fields(value: &Value) -> Result<Option<&Map<String, Value>>, PushRulesError> {
    match value {
        Value::Null => Ok(None),
        Value::Object(fields) => Ok(Some(fields)),
        other => Err(wrong_type("options", "the options are", other, "an object")),
    }
}

/// A value that is one of some names.
pub(crate) fn named<T: FromStr>(value: &Value, path: &str, names: &[&str]) -> Result<T, PushRulesError> {
    let Value::String(name) = value else {
        return Err(wrong_type(path, &format!("`{path}` is"), value, "a string"));
    };
    name.parse().map_err(|_| {
        PushRulesError::new(ErrorCode::InvalidOption, path, format!("`{name}` is not known here"))
            .with_help(format!("use one of `{}`", joined(names, "`, `")))
    })
}

/// The error for a value that is not even of the right type.
pub(crate) fn wrong_type(path: &str, what_is: &str, given: &Value, wanted: &str) -> PushRulesError {
    let message = format!("{what_is} {}, not {wanted}", type_name(given));
    PushRulesError::new(ErrorCode::InvalidOption, path, message)
}
