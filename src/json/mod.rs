//! JSON text and values.
//!
//! Natively this is serde_json. The WebAssembly module has a reader and a writer of its own: those of serde_json are a
//! quarter of what browsers would download, tables for floats included, which JavaScript reads and writes itself. Tests
//! hold the two equal.

#[cfg(any(test, target_arch = "wasm32"))]
mod number;
#[cfg(any(test, target_arch = "wasm32"))]
mod read;
#[cfg(any(test, target_arch = "wasm32"))]
mod write;

#[cfg(feature = "full")]
use serde_json::Map;
use serde_json::Value;

#[cfg(target_arch = "wasm32")]
pub(crate) use self::write::to_text;

/// Parses JSON text; half a surrogate pair becomes U+FFFD.
///
/// # Errors
/// What is wrong, and where.
#[cfg(target_arch = "wasm32")]
pub(crate) fn parse(text: &str) -> Result<Value, String> {
    read::parse(text)
}

/// Parses JSON text; half a surrogate pair becomes U+FFFD.
///
/// # Errors
/// What is wrong, and where.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn parse(text: &str) -> Result<Value, serde_json::Error> {
    crate::surrogates::parse(text)
}

/// The JSON text of a value.
pub(crate) fn text_of(value: &Value) -> String {
    #[cfg(target_arch = "wasm32")]
    return to_text(value);
    #[cfg(not(target_arch = "wasm32"))]
    value.to_string()
}

/// The fields of an object, in this order. What `json!` makes of variables goes through a serializer of its own, which is a
/// fiftieth of the module with everything.
#[cfg(feature = "full")]
pub(crate) fn fields(fields: Vec<(&str, Value)>) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
