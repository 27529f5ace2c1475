//! Three texts, split by NUL: rules, event, context. Whatever they are, nothing panics; and if they are JSON, the
//! answer is the one that the plain reading of the semantics gives.
#![no_main]

#[allow(dead_code, reason = "shared with other targets")]
#[path = "../../tests/support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;
use matrix_push_rules::{Context, Options, Ruleset};
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    let mut texts = text.split('\0');
    let (rules, event, context) =
        (texts.next().unwrap_or(""), texts.next().unwrap_or(""), texts.next().unwrap_or(""));
    let Ok(rules) = Ruleset::from_json(rules) else { return };
    let context = match serde_json::from_str(context) {
        Ok(context) => Context::from_value(&context).unwrap_or_else(|_| Context::new("@alice:example.org")),
        Err(_) => Context::new("@alice:example.org"),
    };
    let compiled = rules.compile(&Options::default());
    let answer = compiled.evaluate(event, &context).ok().map(|answer| json!(answer));
    // The plain reading is not made for texts of many kilobytes.
    if text.len() < 4096
        && let Ok(event) = serde_json::from_str::<Value>(event)
        && event.is_object()
    {
        assert_eq!(answer, support::naive::evaluate(rules.as_value(), &event, &context));
    }
});
