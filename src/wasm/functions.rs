//! Functions without state.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, answer, read};
use crate::{Context, DefaultRulesOptions, Ruleset, compare_dialects, default_rules};

/// The predefined rules of a user.
#[wasm_bindgen(js_name = defaultRules)]
pub fn default_rules_text(user_id: &str, options: &str) -> Answer {
    answer(
        read(options, "options")
            .and_then(|options| DefaultRulesOptions::from_value(&options))
            .and_then(|options| default_rules(user_id, &options))
            .map(|rules| rules.into_value()),
    )
}

/// One event in all dialects; everything is JSON text.
#[wasm_bindgen(js_name = compareDialects)]
pub fn compare_dialects_text(event: &str, rules: &str, context: &str) -> Answer {
    let compare = || {
        let rules = Ruleset::from_json(rules)?;
        compare_dialects(event, &rules, &Context::from_value(&read(context, "context")?)?)
    };
    answer(compare())
}
