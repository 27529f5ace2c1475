//! Reading requests field by field, so that an error says which one it is about and a misspelt name does
//! not go unnoticed.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::IngestError;

/// The fields of an object that have not been read yet.
pub(super) struct Fields {
    path: String,
    rest: Map<String, Value>,
}

impl Fields {
    /// `path` is how errors call the object; empty for the request itself.
    pub(super) fn of(value: Value, path: &str) -> Result<Self, IngestError> {
        match value {
            Value::Object(rest) => Ok(Self { path: path.to_owned(), rest }),
            _ if path.is_empty() => Err(IngestError::invalid("", "the request is not an object")),
            _ => Err(IngestError::invalid(path, "it is not an object")),
        }
    }

    pub(super) fn required<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, IngestError> {
        let value = self.optional(name)?;
        value.ok_or_else(|| IngestError::invalid(self.path_of(name), "it is missing"))
    }

    /// `null` counts as missing.
    pub(super) fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, IngestError> {
        match self.rest.shift_remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => serde_json::from_value(value)
                .map(Some)
                .map_err(|error| IngestError::invalid(self.path_of(name), error.to_string())),
        }
    }

    /// An object within this one.
    pub(super) fn object(&mut self, name: &str) -> Result<Option<Self>, IngestError> {
        let path = self.path_of(name);
        self.optional::<Value>(name)?.map(|value| Self::of(value, &path)).transpose()
    }

    /// Nothing else may be there.
    pub(super) fn end(self) -> Result<(), IngestError> {
        match self.rest.keys().next() {
            None => Ok(()),
            Some(name) => Err(IngestError::invalid(self.path_of(name), "there is no such field")),
        }
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}
