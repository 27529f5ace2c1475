//! A ruleset that JavaScript holds on to.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::{Answer, object::Classes, read, text_of, thrown};
use crate::{CompiledRuleset, Context, Offsets, Options, PushRulesError, Ruleset};

/// A ruleset, compiled once to evaluate many events; it keeps the document it came from.
#[wasm_bindgen]
pub struct CompiledRules {
    pub(super) compiled: CompiledRuleset,
    pub(super) classes: Classes,
}

#[wasm_bindgen]
impl CompiledRules {
    /// Compiles the JSON text of a ruleset.
    #[wasm_bindgen(constructor)]
    pub fn new(rules: &str, options: &str) -> Result<CompiledRules, JsValue> {
        Self::compile(rules, options).map_err(thrown)
    }

    /// The position of the rule that decides about an event, or −1 if none does. Both are JSON text.
    pub fn find(&self, event: &str, context: &str) -> Result<i32, JsValue> {
        read(context, "context")
            .and_then(|context| Context::from_value(&context))
            .and_then(|context| self.compiled.evaluator().find(event, &context))
            .map(|position| position.and_then(|position| i32::try_from(position).ok()).unwrap_or(-1))
            .map_err(thrown)
    }

    /// The evaluation if the rule at a position decides, or none for −1.
    pub fn evaluation(&self, position: i32) -> String {
        text_of(self.compiled.program.evaluation(usize::try_from(position).ok()))
    }

    /// The evaluation of an event with the reasons for it. Both are JSON text.
    pub fn explain(&self, event: &str, context: &str) -> Answer {
        read(context, "context")
            .and_then(|context| Context::from_value(&context))
            .and_then(|context| self.compiled.explain_in(event, &context, Offsets::Utf16))
            .map(|explanation| text_of(&explanation))
            .map_err(thrown)
    }

    /// What is wrong or doubtful in the ruleset.
    pub fn diagnostics(&self) -> String {
        text_of(&self.compiled.ruleset.diagnostics())
    }

    fn compile(rules: &str, options: &str) -> Result<Self, PushRulesError> {
        let options = Options::from_value(&read(options, "options")?)?;
        let compiled = Ruleset::from_json(rules)?.compile(&options);
        let classes = Classes::new(&compiled.program);
        Ok(Self { compiled, classes })
    }
}
