//! What is said about conditions, word for word: `conditions.json`.

use std::fmt::Write;

use matrix_push_rules::{Context, Dialect, ExplainedCondition, Offsets, Options, Ruleset};
use serde_json::{Value, json};

const CASES: &str = include_str!("conditions.json");
const CODES: &str = include_str!("../../src/explain/reason/codes.md");

fn explain(case: &Value, offsets: Offsets) -> (ExplainedCondition, bool) {
    let rule = json!({
        "rule_id": "case", "default": false, "enabled": true,
        "conditions": [case["condition"]], "actions": ["notify"],
    });
    let rules = match case.get("rules") {
        Some(rules) => rules.clone(),
        None => json!({ "override": [rule] }),
    };
    let rules = Ruleset::from_value(rules).unwrap();
    let dialect = case.get("dialect").map_or(Dialect::Spec, |name| name.as_str().unwrap().parse().unwrap());
    let mut context = case.get("context").cloned().unwrap_or_else(|| json!({}));
    context["user_id"] = json!("@me:example.org");
    let context = Context::from_value(&context).unwrap();
    let compiled = rules.compile(&Options::from(dialect));
    let explanation = compiled.explain_in(&case["event"], &context, offsets).unwrap();
    // A text says the same as a value.
    assert_eq!(explanation, compiled.explain_in(&case["event"].to_string(), &context, offsets).unwrap());
    assert_eq!(explanation.evaluation, *compiled.evaluate(&case["event"], &context).unwrap());
    let condition = explanation.rules[0].conditions[0].clone();
    (condition, explanation.evaluation.notify)
}

fn spans(condition: &ExplainedCondition) -> Value {
    condition.spans.iter().map(|span| json!([span.start, span.end])).collect()
}

#[test]
fn sentences() {
    let document: Value = serde_json::from_str(CASES).unwrap();
    let mut failures = String::new();
    for case in document["cases"].as_array().unwrap() {
        let (condition, notify) = explain(case, Offsets::Bytes);
        let none = json!([]);
        let expected = case.get("spans").unwrap_or(&none);
        for (what, actual, expected) in [
            ("condition", Some(condition.condition.clone()), case.get("condition")),
            ("code", Some(json!(condition.reason.code)), case.get("code")),
            ("message", Some(json!(condition.reason.message)), case.get("message")),
            ("actual", condition.actual.clone(), case.get("actual")),
            ("matched", Some(json!(condition.matched)), Some(&json!(notify))),
            (
                "matched",
                says_it_holds(condition.reason.code, condition.matched),
                Some(&json!(condition.matched)),
            ),
            (
                "near_miss",
                documented(condition.reason.code).map(|says| json!(says.starts_with("nearly holds"))),
                Some(&json!(condition.near_miss)),
            ),
            ("spans", Some(spans(&condition)), Some(expected)),
        ] {
            if actual.as_ref() != expected {
                writeln!(failures, "{case}\n    {what} is {actual:?}, should be {expected:?}").unwrap();
            }
        }
        let utf16 = spans(&explain(case, Offsets::Utf16).0);
        let expected = case.get("utf16").unwrap_or(expected);
        if utf16 != *expected {
            writeln!(failures, "{case}\n    in UTF-16: {utf16}, should be {expected}").unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Documented codes, without those for readings that are not ours.
fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    CODES
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .filter(|(code, _)| !["condition_holds", "condition_does_not_hold"].contains(code))
}

fn documented(code: &str) -> Option<&'static str> {
    codes().find(|(known, _)| *known == code).map(|(_, says)| says)
}

/// Whether the documentation of a code says that the condition holds; of one for both cases, what is the case.
fn says_it_holds(code: &str, matched: bool) -> Option<Value> {
    let documented = documented(code)?;
    Some(json!(if documented.starts_with("holds or") { matched } else { documented.starts_with("holds") }))
}

#[test]
fn every_code_has_a_sentence_here() {
    let document: Value = serde_json::from_str(CASES).unwrap();
    let cases = document["cases"].as_array().unwrap();
    let missing: Vec<_> =
        codes().map(|(code, _)| code).filter(|code| cases.iter().all(|case| case["code"] != *code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The positions in a sentence are counted like those of the spans.
#[test]
fn sentences_in_utf16() {
    let case = json!({
        "condition": {"kind": "event_match", "key": "content.body", "pattern": "foo"},
        "event": {"content": {"body": "🦀 foo"}},
    });
    let message = |offsets| explain(&case, offsets).0.reason.message;
    assert_eq!(message(Offsets::Bytes), "`content.body` contains `foo` at 5–8");
    assert_eq!(message(Offsets::Utf16), "`content.body` contains `foo` at 3–6");
}
