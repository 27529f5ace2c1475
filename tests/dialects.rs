//! The dialects: recorded answers of the implementations, and every statement of docs/DIALECTS.md.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use std::fmt::Write;

use matrix_push_rules::{Context, Dialect, Evaluation, Options, Ruleset};
use serde_json::{Value, json};

/// What a dialect answers: an evaluation, or why there is none.
fn answer(dialect: Dialect, rules: &Value, event: &Value, context: &Value) -> Result<Evaluation, String> {
    let compiled = Ruleset::from_value(rules.clone()).unwrap().compile(&Options::from(dialect));
    let context = Context::from_value(context).unwrap();
    let mut evaluator = compiled.evaluator();
    let evaluation = evaluator.evaluate(event, &context).unwrap().clone();
    let rejection = evaluator.rejection().map(str::to_owned);
    // As text it is read in another way, and has to mean the same.
    assert_eq!(*evaluator.evaluate(&event.to_string(), &context).unwrap(), evaluation);
    assert_eq!(evaluator.rejection().map(str::to_owned), rejection);
    match rejection {
        None => Ok(evaluation),
        Some(reason) => {
            assert_eq!(evaluation, Evaluation::no_match());
            Err(reason)
        }
    }
}

fn rule_with(conditions: Value) -> Value {
    json!({ "override": [{
        "rule_id": "case", "default": false, "enabled": true, "conditions": conditions, "actions": ["notify"],
    }] })
}

/// `true`, `false`, or `"error"`.
fn verdict(dialect: Dialect, rules: &Value, event: &Value, context: &Value) -> Value {
    match answer(dialect, rules, event, context) {
        Ok(evaluation) => json!(evaluation.rule.is_some()),
        Err(_) => json!("error"),
    }
}

const PEERS: [Dialect; 3] = [Dialect::Synapse, Dialect::JsSdk, Dialect::Ruma];

/// Where the recorded answer is about how the question was put: a display name that is null (for us it is
/// not known, and not found) and power levels that the caller of ruma could not parse (for us there are
/// none then).
const ABOUT_THE_QUESTION: [(&str, Dialect); 2] =
    [("dn:null", Dialect::JsSdk), ("snp:null-notifications", Dialect::Ruma)];

/// 289 conditions with what the three implementations were observed to answer.
#[test]
fn recorded_answers() {
    let document: Value = serde_json::from_str(include_str!("cases/observed.json")).unwrap();
    let mut failures = String::new();
    let cases = document["cases"].as_array().unwrap();
    for case in cases {
        for dialect in PEERS {
            let rules = rule_with(json!([case["condition"]]));
            let found = verdict(dialect, &rules, &case["event"], &case["context"]);
            let observed = &case["observed"][dialect.as_str()];
            if ABOUT_THE_QUESTION.contains(&(case["name"].as_str().unwrap(), dialect)) {
                assert_eq!(found, false);
            } else if found != *observed {
                writeln!(failures, "{}: {} {found}, observed {observed}", case["name"], dialect.as_str())
                    .unwrap();
            }
        }
    }
    assert!(cases.len() >= 289);
    assert!(failures.is_empty(), "\n{failures}");
}
