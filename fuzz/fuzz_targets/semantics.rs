//! Rules, events and contexts that are nearly right, made from the bytes by the generators of the property tests: the
//! engine against the plain reading of the semantics, event after event in one evaluator.
#![no_main]

#[allow(dead_code, reason = "shared with other targets")]
#[path = "../../tests/support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;
use matrix_push_rules::{Context, Options, Ruleset};
use serde_json::json;

use support::{choices::Choices, generate, naive};

fuzz_target!(|bytes: &[u8]| {
    let mut choices = Choices::new(bytes);
    let context = generate::context(&mut choices);
    let context = Context::from_value(&context).expect("generated contexts are valid");
    let events = choices.list(4, generate::event);
    let document = generate::ruleset(&mut choices);
    let Ok(rules) = Ruleset::from_value(document.clone()) else {
        assert_eq!(naive::evaluate(&document, &json!({}), &context), None);
        return;
    };
    let compiled = rules.compile(&Options::default());
    let mut evaluator = compiled.evaluator();
    for event in events {
        let expected = naive::evaluate(&document, &event, &context).filter(|_| event.is_object());
        let answer = evaluator.evaluate(&event, &context).ok().map(|answer| json!(answer));
        assert_eq!(answer, expected, "from a value");
        let answer = evaluator.evaluate(&event.to_string(), &context).ok().map(|answer| json!(answer));
        assert_eq!(answer, expected, "from text");
    }
});
