//! A pattern, NUL, a body: both ways of matching against the plain reading, as a condition and as a keyword.
#![no_main]

#[allow(dead_code, reason = "shared with other targets")]
#[path = "../../tests/support/text.rs"]
mod naive;

use libfuzzer_sys::fuzz_target;
use matrix_push_rules::{Context, Options, Ruleset};
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    let Some((pattern, body)) = text.split_once('\0') else { return };
    if text.len() > 300 {
        return;
    }
    let event = json!({ "content": { "body": body, "other": body } });
    let matches = |rules: Value| {
        let compiled = Ruleset::from_value(rules).expect("these are rules").compile(&Options::default());
        compiled.evaluate(&event, &Context::new("")).expect("this is an event").rule.is_some()
    };
    let condition = |key: &str| {
        let condition = json!({ "kind": "event_match", "key": key, "pattern": pattern });
        matches(json!({ "override": [{ "rule_id": "p", "conditions": [condition], "actions": [] }] }))
    };
    let words = naive::matches_words(pattern, body);
    assert_eq!(condition("content.other"), naive::matches_whole(pattern, body), "whole");
    assert_eq!(condition("content.body"), words, "words");
    assert_eq!(
        matches(json!({ "content": [{ "rule_id": "p", "pattern": pattern, "actions": [] }] })),
        words,
        "as a keyword"
    );
});
