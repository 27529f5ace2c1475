//! A text as an event: read from the text as from the parsed value, against rules that look everywhere.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use matrix_push_rules::{CompiledRuleset, Context, Options, Ruleset};
use serde_json::{Value, json};

/// One rule for each key and value: which of them match tells all that the reader has seen.
static RULES: LazyLock<Vec<CompiledRuleset>> = LazyLock::new(|| {
    let keys = [
        "type",
        "content",
        "content.body",
        r"content.m\.mentions",
        r"content.m\.mentions.user_ids",
        "",
        "a",
        "a.b",
        "a.b.c",
    ];
    let values = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(""),
        json!("a"),
        json!("é"),
    ];
    let rule = |condition: Value| {
        let rules = json!({ "override": [{ "rule_id": "r", "conditions": [condition], "actions": [] }] });
        Ruleset::from_value(rules).expect("these are rules").compile(&Options::default())
    };
    keys.iter()
        .flat_map(|key| {
            let patterns = ["*", "a", "?é*"]
                .map(|pattern| json!({ "kind": "event_match", "key": key, "pattern": pattern }));
            let values = values.iter().flat_map(move |value| {
                ["event_property_is", "event_property_contains"]
                    .map(|kind| json!({ "kind": kind, "key": key, "value": value }))
            });
            patterns.into_iter().chain(values)
        })
        .map(rule)
        .collect()
});

fuzz_target!(|text: &str| {
    let context = Context::new("@alice:example.org");
    let value = serde_json::from_str::<Value>(text);
    // All of them for one text would take too long: which ones depends on its length.
    for rules in RULES.iter().skip(text.len() % 16).step_by(16) {
        let from_text = rules.evaluate(text, &context);
        // What is skipped over is not looked at as closely as by the parser: half a surrogate pair, a number without
        // end. So a text that the parser refuses may be an event.
        if let Ok(value) = &value {
            let from_value = rules.evaluate(value, &context);
            assert_eq!(from_text.is_ok(), from_value.is_ok());
            assert_eq!(from_text.ok(), from_value.ok());
        }
    }
});
