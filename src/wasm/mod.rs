//! The engine for JavaScript: the only module that knows about it.
//!
//! Everything here crosses as JSON text, in both directions. That is the smallest code, and it is what keeps a document
//! as it came: numbers beyond 2^53 are no errors, and a property called `__proto__` stays a property.
//! The hand-written JavaScript in `pkg/src` is the only caller; it checks types, parses the answers and turns what
//! is thrown into `PushRulesError`.

use wasm_bindgen::prelude::*;

use crate::stub;

/// A ruleset compiled for evaluating.
#[wasm_bindgen]
pub struct CompiledRules(stub::Rules);

#[wasm_bindgen]
impl CompiledRules {
    /// Compiles the JSON text of a ruleset.
    #[wasm_bindgen(constructor)]
    pub fn new(rules: &str, options: &str) -> Result<CompiledRules, JsValue> {
        stub::Rules::new(rules, options).map(Self).map_err(thrown)
    }

    /// One event's evaluation.
    pub fn evaluate(&self, event: &str, context: &str) -> Result<String, JsValue> {
        self.0.evaluate(event, context).map_err(thrown)
    }

    /// What is wrong with the ruleset, as a list.
    pub fn diagnostics(&self) -> String {
        "[]".to_owned()
    }

    /// The ruleset as it came.
    #[wasm_bindgen(js_name = toJSON)]
    pub fn to_json(&self) -> String {
        self.0.text()
    }
}

/// The predefined rules of one user.
#[wasm_bindgen(js_name = defaultRules)]
pub fn default_rules(user_id: &str, options: &str) -> Result<String, JsValue> {
    stub::default_rules(user_id, options).map_err(thrown)
}

fn thrown(message: String) -> JsValue {
    JsValue::from_str(&serde_json::json!({"code": "invalid_json", "message": message}).to_string())
}
