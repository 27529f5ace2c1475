//! A text as rules: they come back as they came, and every diagnostic points at something that is there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use matrix_push_rules::{LintOptions, Options, Ruleset, lint};
use serde_json::Value;

fuzz_target!(|text: &str| {
    let parsed = serde_json::from_str::<Value>(text);
    let Ok(rules) = Ruleset::from_json(text) else {
        assert!(parsed.is_err() || parsed.is_ok_and(|value| Ruleset::from_value(value).is_err()));
        return;
    };
    for diagnostic in rules.diagnostics().into_iter().chain(lint(&rules, &LintOptions::default())) {
        assert!(rules.as_value().pointer(&diagnostic.path).is_some(), "{diagnostic:?}");
    }
    for rule in rules.in_order() {
        assert_eq!(
            rules.rules(rule.kind()).nth(rule.position()).map(|rule| rule.as_value()),
            Some(rule.as_value())
        );
    }
    let _ = rules.compile(&Options::default());
    let again = Ruleset::from_json(&rules.as_value().to_string());
    assert_eq!(again.as_ref(), Ok(&rules));
    // Only what holds half a surrogate pair is not JSON to the parser and yet taken as rules.
    if let Ok(parsed) = parsed {
        assert_eq!(rules.into_value(), parsed);
    }
});
