//! A ruleset that JavaScript holds on to.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::{Answer, answer, read, text_of, thrown};
use crate::{CompiledRuleset, Context, Options, PushRulesError, Ruleset};

/// A ruleset, compiled once to evaluate many events, and the document it came from.
#[wasm_bindgen]
pub struct CompiledRules {
    ruleset: Ruleset,
    compiled: CompiledRuleset,
}

#[wasm_bindgen]
impl CompiledRules {
    /// Compiles the JSON text of a ruleset.
    #[wasm_bindgen(constructor)]
    pub fn new(rules: &str, options: &str) -> Result<CompiledRules, JsValue> {
        Self::compile(rules, options).map_err(thrown)
    }

    /// The evaluation of an event.
    pub fn evaluate(&self, event: &str, context: &str) -> Answer {
        answer(
            read(context, "context")
                .and_then(|context| Context::from_value(&context))
                .and_then(|context| self.compiled.evaluate(event, &context)),
        )
    }

    /// What is wrong or doubtful in the ruleset.
    pub fn diagnostics(&self) -> String {
        text_of(&self.ruleset.diagnostics())
    }

    fn compile(rules: &str, options: &str) -> Result<Self, PushRulesError> {
        let options = Options::from_value(&read(options, "options")?)?;
        let ruleset = Ruleset::from_json(rules)?;
        let compiled = ruleset.compile(&options);
        Ok(Self { ruleset, compiled })
    }
}
