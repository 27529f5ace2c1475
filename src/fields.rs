//! Reading the fields of a JSON object with errors that name the path of the offending value.

use serde_json::{Map, Value};

use crate::{
    condition::Number,
    error::{ErrorCode, PushRulesError},
    json,
    ruleset::type_name,
};

/// The fields of an argument, or of an object within one. `null` counts as missing.
pub(crate) struct Fields<'a> {
    fields: &'a Map<String, Value>,
    path: String,
    code: ErrorCode,
}

impl<'a> Fields<'a> {
    /// The fields of `value`, which stands at `path`; errors are of `code`.
    pub(crate) fn of(
        value: &'a Value,
        path: impl Into<String>,
        code: ErrorCode,
    ) -> Result<Self, PushRulesError> {
        let path = path.into();
        match value {
            Value::Object(fields) => Ok(Self { fields, path, code }),
            other => {
                let message = format!("the {} is {}, not an object", name_of(&path), type_name(other));
                Err(PushRulesError::new(code, path, message))
            }
        }
    }

    /// An error about one field.
    pub(crate) fn error(&self, name: &str, message: impl Into<String>) -> PushRulesError {
        PushRulesError::new(self.code, format!("{}.{name}", self.path), message)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn string(&self, name: &str) -> Result<Option<&'a str>, PushRulesError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.wrong_type(name, other, "a string")),
        }
    }

    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, PushRulesError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(other) => Err(self.wrong_type(name, other, "a boolean")),
        }
    }

    /// A non-negative integer.
    pub(crate) fn count(&self, name: &str) -> Result<Option<u64>, PushRulesError> {
        match self.get(name) {
            None => Ok(None),
            Some(value @ Value::Number(number)) => match Number::of(number) {
                Number::Integer(count) if count >= 0 => Ok(Some(count.unsigned_abs())),
                _ => {
                    let number = json::text_of(value);
                    Err(self.error(name, format!("`{name}` is `{number}`, not a non-negative integer")))
                }
            },
            Some(other) => Err(self.wrong_type(name, other, "a number")),
        }
    }

    /// An object; its own fields are read with [`Fields::of`].
    pub(crate) fn object(&self, name: &str) -> Result<Option<&'a Map<String, Value>>, PushRulesError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(other) => Err(self.wrong_type(name, other, "an object")),
        }
    }

    /// A list of strings; missing is empty.
    pub(crate) fn strings(&self, name: &str) -> Result<Vec<String>, PushRulesError> {
        let list = match self.get(name) {
            None => return Ok(Vec::new()),
            Some(Value::Array(list)) => list,
            Some(other) => return Err(self.wrong_type(name, other, "an array of strings")),
        };
        list.iter()
            .enumerate()
            .map(|(position, item)| match item {
                Value::String(text) => Ok(text.clone()),
                other => Err(self.error(
                    &format!("{name}.{position}"),
                    format!("an element of `{name}` is {}, not a string", type_name(other)),
                )),
            })
            .collect()
    }

    fn wrong_type(&self, name: &str, value: &Value, wanted: &str) -> PushRulesError {
        self.error(name, format!("`{name}` is {}, not {wanted}", type_name(value)))
    }
}

/// What an argument, or an element of one, is called: `events.3` is an element of `events`.
fn name_of(path: &str) -> String {
    match path.split_once('.') {
        None => path.to_owned(),
        Some((list, _)) => format!("element of `{list}`"),
    }
}
