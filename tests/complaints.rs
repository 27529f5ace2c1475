//! What people complained about in public, reproduced and explained: `tests/complaints/`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

use matrix_push_rules::{
    Context, DefaultRulesOptions, Dialect, Options, Ruleset, compare_dialects, default_rules, explain, lint,
};
use serde_json::{Map, Value, json};

fn stories() -> Vec<(String, Value)> {
    let mut files: Vec<_> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/complaints"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    let read = |path: std::path::PathBuf| {
        let story = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        (path.file_stem().unwrap().to_string_lossy().into_owned(), story)
    };
    files.into_iter().map(read).collect()
}

/// The rules of a story: as they stand, or the predefined ones with others before them.
fn rules(story: &Value, user_id: &str) -> Ruleset {
    let given = &story["rules"];
    let Some(version) = given.get("default") else { return Ruleset::from_value(given.clone()).unwrap() };
    let options = DefaultRulesOptions::from_value(&json!({ "version": version })).unwrap();
    let mut document = default_rules(user_id, &options).unwrap().into_value();
    for (kind, added) in given.get("add").and_then(Value::as_object).unwrap_or(&Map::new()) {
        let list = document.as_object_mut().unwrap().entry(kind.as_str()).or_insert(json!([]));
        // Before the predefined rules, but for the one that ranks above all others.
        let list = list.as_array_mut().unwrap();
        let at = list.iter().take_while(|rule| rule["rule_id"] == ".m.rule.master").count();
        list.splice(at..at, added.as_array().unwrap().clone());
    }
    Ruleset::from_value(document).unwrap()
}

/// An answer in short: only what the file says about it is compared.
fn check_answer(name: &str, actual: &Value, expected: &Value, problems: &mut Vec<String>) {
    for (field, expected) in expected.as_object().unwrap() {
        let actual = &actual[field];
        if actual != expected {
            problems.push(format!("{name}: `{field}` is {actual}, should be {expected}"));
        }
    }
}

fn check(story: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    let context = Context::from_value(&story["context"]).unwrap();
    let rules = rules(story, &context.user_id);
    let event = &story["event"];
    let comparison = serde_json::to_value(compare_dialects(event, &rules, &context).unwrap()).unwrap();
    for dialect in Dialect::ALL {
        let name = dialect.as_str();
        let mut explanation =
            serde_json::to_value(explain(event, &rules, &context, &Options::from(dialect)).unwrap()).unwrap();
        explanation["rejection"] = explanation["rejection"]["code"].clone();
        check_answer(name, &explanation, &story["answers"][name], &mut problems);
        assert_eq!(comparison["evaluations"][name]["rule"], explanation["rule"]);
        for expected in story["because"].as_array().unwrap() {
            if expected["dialect"] == name {
                problems.extend(check_reason(&explanation, expected));
            }
        }
    }
    if let Some(parting) = story.get("parting")
        && comparison["parting"]["message"] != *parting
    {
        problems.push(format!("they part because {}, should be {parting}", comparison["parting"]["message"]));
    }
    if story.get("parting").is_none() && comparison["agree"] != true {
        problems.push(format!("they part: {}", comparison["parting"]["message"]));
    }
    let found: BTreeSet<_> = lint(&rules, &Default::default()).iter().map(|found| found.code).collect();
    let expected: BTreeSet<_> =
        story["lint"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    if found != expected {
        problems.push(format!("lint says {found:?}, should be {expected:?}"));
    }
    problems
}

/// Whether an explanation has a sentence about a rule, or about one of its conditions.
fn check_reason(explanation: &Value, expected: &Value) -> Option<String> {
    let is_meant = |rule: &&Value| rule["kind"] == expected["kind"] && rule["rule_id"] == expected["rule_id"];
    let Some(rule) = explanation["rules"].as_array().unwrap().iter().find(is_meant) else {
        return Some(format!("there is no such rule: {expected}"));
    };
    if rule["status"] != expected["status"] {
        return Some(format!("{expected}\n    but it is {}", rule["status"]));
    }
    let reason = match expected.get("condition") {
        None => &rule["reason"],
        Some(position) => &rule["conditions"][usize::try_from(position.as_u64().unwrap()).unwrap()]["reason"],
    };
    (reason["code"] != expected["code"] || reason["message"] != expected["message"])
        .then(|| format!("{expected}\n    but the reason is {reason}"))
}

#[test]
fn complaints() {
    let stories = stories();
    let mut failures = String::new();
    for (name, story) in &stories {
        for field in ["title", "threads", "statements", "story", "answer"] {
            assert!(!story[field].is_null(), "{name} has no `{field}`");
        }
        assert!(!story["because"].as_array().unwrap().is_empty(), "{name} is not explained");
        for problem in check(story) {
            writeln!(failures, "{name}: {problem}").unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    assert!(stories.len() >= 10);
}
