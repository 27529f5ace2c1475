//! Runs every case of `tests/cases/`; the npm package runs the same files in Node and in a browser.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

use std::{fmt::Write, fs, path::Path};

use matrix_push_rules::{
    Context, DefaultRulesOptions, Evaluation, Explanation, Options, RuleStatus, Ruleset, default_rules,
};
use serde_json::{Value, json};

#[test]
fn cases() {
    let mut failures = String::new();
    let mut count = 0;
    let mut files: Vec<_> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    for file in files {
        let document: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        for case in document["cases"].as_array().unwrap() {
            count += 1;
            for problem in check(case) {
                let name = file.file_name().unwrap().to_string_lossy();
                writeln!(failures, "{name}: {}\n    {problem}", case["name"]).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    assert!(count > 1000, "only {count} cases were found");
}

/// What is wrong with the engine's answer to a case.
fn check(case: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    let context = Context::from_value(&case["context"]).unwrap();
    let rules = rules(case, &context.user_id);
    let compiled = rules.compile(&Options::default());
    let event = &case["event"];
    // The two readers of events have to agree: a value, and its text.
    let evaluation = compiled.evaluate(event, &context).unwrap();
    let from_text = compiled.evaluate(&event.to_string(), &context).unwrap();
    if evaluation != from_text {
        problems.push(format!("from a value {evaluation:?}, from text {from_text:?}"));
    }
    problems.extend(check_explanation(&compiled.explain(event, &context).unwrap(), evaluation));
    if let Some(matches) = case.get("matches")
        && json!(evaluation.rule.is_some()) != *matches
    {
        problems.push(format!("matches should be {matches}"));
    }
    if let Some(expected) = case.get("expect").and_then(Value::as_object) {
        let actual = serde_json::to_value(evaluation).unwrap();
        for (field, expected) in expected {
            if actual[field] != *expected {
                problems.push(format!("`{field}` is {}, should be {expected}", actual[field]));
            }
        }
    }
    if let Some(expected) = case.get("diagnostics") {
        let actual: Vec<_> = rules.diagnostics().iter().map(|diagnostic| json!(diagnostic.code)).collect();
        if Value::Array(actual.clone()) != *expected {
            problems.push(format!("diagnostics are {actual:?}, should be {expected}"));
        }
    }
    problems
}

/// What is wrong with the explanation of a case: it has to agree with the evaluation, and to know why.
fn check_explanation(explanation: &Explanation, evaluation: &Evaluation) -> Vec<String> {
    let mut problems = Vec::new();
    if explanation.evaluation != *evaluation {
        problems.push(format!("explained as {:?}", explanation.evaluation));
    }
    for rule in &explanation.rules {
        if rule.would_match
            != (rule.status != RuleStatus::Invalid
                && rule.conditions.iter().all(|condition| condition.matched))
        {
            problems.push(format!("`would_match` is not what the conditions say: {rule:?}"));
        }
        for condition in &rule.conditions {
            // The reasons for readings that are not ours.
            if ["condition_holds", "condition_does_not_hold"].contains(&condition.reason.code) {
                problems.push(format!("no reason is known: {condition:?}"));
            }
        }
    }
    problems
}

/// The ruleset of a case: verbatim, predefined rules with more, or one condition.
fn rules(case: &Value, user_id: &str) -> Ruleset {
    if let Some(condition) = case.get("condition") {
        let rule = json!({
            "rule_id": "case", "default": false, "enabled": true,
            "conditions": [condition], "actions": ["notify"],
        });
        return Ruleset::from_value(json!({ "override": [rule] })).unwrap();
    }
    let Some(default) = case["rules"].get("default") else {
        return Ruleset::from_value(case["rules"].clone()).unwrap();
    };
    let options = match default {
        Value::String(version) => json!({ "version": version }),
        options => options.clone(),
    };
    let options = DefaultRulesOptions::from_value(&options).unwrap();
    let mut document = default_rules(user_id, &options).unwrap().into_value();
    for (kind, added) in case["rules"].get("add").and_then(Value::as_object).into_iter().flatten() {
        let mut list = added.as_array().unwrap().clone();
        list.extend(document[kind].as_array().cloned().unwrap_or_default());
        document[kind] = Value::Array(list);
    }
    Ruleset::from_value(document).unwrap()
}

/// The evaluation of no rule is what the documentation says it is.
#[test]
fn no_match() {
    let expected = json!({
        "notify": false, "notify_in_app": false, "highlight": false, "sound": null,
        "tweaks": {}, "actions": [], "rule": null,
    });
    assert_eq!(serde_json::to_value(Evaluation::no_match()).unwrap(), expected);
}
