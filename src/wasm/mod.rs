//! The engine for JavaScript: the only module that knows about it.
//!
//! Everything that need not be fast crosses as JSON text, in both directions. That is the smallest code, and it is what
//! keeps a document as it came: numbers beyond 2^53 are no errors, and a property called `__proto__` stays a property.
//! The hand-written JavaScript in `pkg/src` is the only caller: it checks types, parses the answers and makes
//! `PushRulesError` of what is thrown.

mod arguments;
mod functions;
#[cfg(feature = "full")]
mod more;
mod object;
mod rules;

use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::JsValue;

use self::rules::CompiledRules;
use crate::{
    error::{ErrorCode, PushRulesError},
    json,
};

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// JSON text for JavaScript, or the JSON text of a [`PushRulesError`] to throw.
type Answer = Result<String, JsValue>;

/// Parses an argument; `path` is its name.
fn read(text: &str, path: &str) -> Result<Value, PushRulesError> {
    json::parse(text).map_err(|error| {
        PushRulesError::new(ErrorCode::InvalidJson, path, format!("`{path}` is not JSON: {error}"))
    })
}

fn thrown(error: PushRulesError) -> JsValue {
    JsValue::from_str(&text_of(&error))
}

fn text_of(value: &impl Serialize) -> String {
    json::to_text(value)
}
