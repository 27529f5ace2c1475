//! The advice on rulesets: every code where it belongs and not a step further, and nothing at all on
//! the rules that servers predefine.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::collections::BTreeSet;

use matrix_push_rules::{
    DefaultRulesOptions, Diagnostic, ErrorCode, LINTS, LintOptions, OptInSet, Ruleset, Severity, SpecVersion,
    default_rules, lint,
};
use serde_json::{Value, json};

const USER: &str = "@me:example.org";

fn read(name: &str) -> String {
    let path = format!("{}/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn data(name: &str) -> Value {
    serde_json::from_str(&read(&format!("tests/data/{name}"))).unwrap()
}

fn of_me(text: &str) -> String {
    text.replace("[the user's Matrix ID]", USER).replace("[the local part of the user's Matrix ID]", "me")
}

fn found(rules: Value, options: &LintOptions) -> Vec<Diagnostic> {
    lint(&Ruleset::from_value(rules).unwrap(), options)
}

fn for_user(user_id: &str) -> LintOptions {
    let mut options = LintOptions::default();
    options.user_id = Some(user_id.to_owned());
    options
}

/// Issue: no false alarm, R63, R64.
#[test]
fn nothing_on_the_rules_of_the_specification_and_of_synapse() {
    for file in ["default_rules_v1.6.json", "default_rules_v1.16.json", "default_rules_v1.19.json"] {
        let text = read(&format!("tests/data/{file}"));
        let as_given: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(found(as_given, &LintOptions::default()), [], "{file} with placeholders");
        let substituted: Value = serde_json::from_str(&of_me(&text)).unwrap();
        for options in [LintOptions::default(), for_user(USER)] {
            assert_eq!(found(substituted.clone(), &options), [], "{file}");
            assert_eq!(found(json!({"global": substituted}), &options), [], "{file} as answer");
            let event = json!({"type": "m.push_rules", "content": {"global": substituted}});
            assert_eq!(found(event, &options), [], "{file} as event");
        }
    }
    for options in [LintOptions::default(), for_user("@bob:localhost")] {
        assert_eq!(found(data("synapse_pushrules.json"), &options), [], "synapse");
    }
}

#[test]
fn nothing_on_our_own_predefined_rules() {
    for version in SpecVersion::ALL {
        for set in OptInSet::ALL.map(|set| vec![set]).into_iter().chain([vec![], OptInSet::ALL.to_vec()]) {
            let rules = default_rules(USER, &DefaultRulesOptions { version, sets: set.clone() }).unwrap();
            assert_eq!(lint(&rules, &LintOptions::default()), [], "{version:?} {set:?}");
        }
    }
}

/// Reads the ruleset of a case: see the `about` of `tests/lint/cases.json`.
fn rules_of(case: &Value) -> Value {
    if let Some(rules) = case.get("rules") {
        return rules.clone();
    }
    if let Some(count) = case.get("rooms").and_then(Value::as_u64) {
        let rule =
            |i| json!({"rule_id": format!("!{i}:x"), "default": false, "enabled": true, "actions": []});
        return json!({"room": (0..count).map(rule).collect::<Vec<_>>()});
    }
    let base = case.get("base").map_or("v1.19", |base| base.as_str().unwrap());
    let mut rules: Value =
        serde_json::from_str(&of_me(&read(&format!("tests/data/default_rules_{base}.json")))).unwrap();
    for (kind, added) in case.get("add").and_then(Value::as_object).into_iter().flatten() {
        let fields = rules.as_object_mut().unwrap();
        let list = fields.entry(kind).or_insert_with(|| json!([])).as_array_mut().unwrap();
        let top = usize::from(kind == "override");
        for (position, rule) in added.as_array().unwrap().iter().enumerate() {
            let mut whole = json!({
                "rule_id": format!("{kind}{position}"), "default": false, "enabled": true,
                "actions": ["notify", {"set_tweak": "highlight"}]
            });
            whole.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
            list.insert(top + position, whole);
        }
    }
    for pointer in case.get("remove").and_then(Value::as_array).into_iter().flatten() {
        let (parent, last) = pointer.as_str().unwrap().rsplit_once('/').unwrap();
        match rules.pointer_mut(parent).unwrap() {
            Value::Array(list) => drop(list.remove(last.parse().unwrap())),
            Value::Object(fields) => assert!(fields.shift_remove(last).is_some(), "{pointer}"),
            other => panic!("{pointer} in {other}"),
        }
    }
    for (pointer, value) in case.get("set").and_then(Value::as_object).into_iter().flatten() {
        *rules.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value.clone();
    }
    rules
}

fn options_of(case: &Value) -> LintOptions {
    LintOptions::from_value(case.get("options").unwrap_or(&Value::Null)).unwrap()
}

fn cases() -> Value {
    serde_json::from_str(&read("tests/lint/cases.json")).unwrap()
}

#[test]
fn every_code_fires_where_it_should_and_nowhere_else() {
    let cases = cases();
    let codes = cases["codes"].as_object().unwrap();
    let mut failures = Vec::new();
    for (code, of_code) in codes {
        for (which, fires) in [("fires", true), ("near_miss", false)] {
            let list = of_code[which].as_array().unwrap_or_else(|| panic!("{code}.{which}"));
            assert!(!list.is_empty(), "`{code}` has no case under `{which}`");
            for case in list {
                let expected: Vec<&str> =
                    case["expect"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
                let names = |line: &&str| line.split(' ').next() == Some(code);
                assert_eq!(expected.iter().any(names), fires, "{code}.{which}: {case}");
                let found = found(rules_of(case), &options_of(case));
                let lines: Vec<String> = found.iter().map(|d| format!("{} {}", d.code, d.path)).collect();
                if lines != expected {
                    failures.push(format!("{code}.{which}: {case}\n   found {lines:?}"));
                }
                for diagnostic in &found {
                    check_form(diagnostic, &rules_of(case));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

/// What holds for every remark: it is in the catalogue, points at something, and says it plainly.
fn check_form(diagnostic: &Diagnostic, rules: &Value) {
    let lint = LINTS.iter().find(|lint| lint.code == diagnostic.code);
    let lint = lint.unwrap_or_else(|| panic!("`{}` is not in the catalogue", diagnostic.code));
    assert_eq!(diagnostic.severity, lint.severity, "{}", lint.code);
    assert_eq!(diagnostic.help.as_deref(), Some(lint.help), "{}", lint.code);
    assert!(rules.pointer(&diagnostic.path).is_some(), "{diagnostic:?} points at nothing");
    for text in [&diagnostic.message, lint.help] {
        assert!(!text.ends_with('.') && text.matches('`').count() % 2 == 0, "{text}");
    }
}

#[test]
fn every_code_has_cases_and_a_description() {
    let catalogue: BTreeSet<&str> = LINTS.iter().map(|lint| lint.code).collect();
    assert_eq!(catalogue.len(), LINTS.len(), "codes are unique");
    let cases = cases();
    let in_cases: BTreeSet<&str> = cases["codes"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(in_cases, catalogue);

    let rows: Vec<Vec<String>> = read("docs/LINTS.md")
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect())
        .collect();
    let described: Vec<(&str, &str, &str)> =
        rows.iter().map(|row| (row[0].trim_matches('`'), row[1].as_str(), row[3].as_str())).collect();
    let wanted: Vec<(&str, &str, &str)> = LINTS
        .iter()
        .map(|lint| {
            let severity = match lint.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            };
            (lint.code, severity, lint.help)
        })
        .collect();
    assert_eq!(described, wanted, "docs/LINTS.md lists the codes in the order of the catalogue");
    assert!(rows.iter().all(|row| row.len() == 4 && !row[2].is_empty()));
}

#[test]
fn paths_are_in_the_document_as_given_and_in_its_order() {
    let rules = json!({"type": "m.push_rules", "content": {"global": {
        "underride": [{"rule_id": "u", "default": false, "enabled": true, "actions": ["notify"],
            "conditions": [{"kind": "event_match", "key": "body", "pattern": "x"}, {"kind": "nope"}]}],
        "custom/list": [{}],
        "override": [7, {"rule_id": "o", "default": false, "enabled": 1, "actions": [], "conditions": []}],
    }}});
    let lines: Vec<String> =
        found(rules, &LintOptions::default()).iter().map(|d| format!("{} {}", d.code, d.path)).collect();
    let lists = "/content/global";
    assert_eq!(
        lines,
        [
            format!("no_default_rules {lists}"),
            format!("unknown_condition {lists}/underride/0/conditions/1/kind"),
            format!("unknown_property {lists}/underride/0/conditions/0/key"),
            format!("unknown_kind {lists}/custom~1list"),
            format!("not_an_object {lists}/override/0"),
            format!("rejected_by_ruma {lists}/override/0"),
            format!("invalid_enabled {lists}/override/1/enabled"),
            format!("rejected_by_ruma {lists}/override/1/enabled"),
        ]
    );
}

/// A remark on an implementation is made only to those who care for it.
#[test]
fn implementations_can_be_left_out() {
    let rules = json!({"sender": [{"rule_id": "@a:b", "default": false, "enabled": true, "actions": []}]});
    let message = |names: Value| {
        let options = LintOptions::from_value(&json!({"implementations": names})).unwrap();
        found(rules.clone(), &options)
            .into_iter()
            .find(|d| d.code == "sender_rule_ignored")
            .map(|d| d.message)
    };
    let on = |names: &str| Some(format!("sender rules never match on {names}; this one is for `@a:b`"));
    assert_eq!(message(json!(["synapse", "js-sdk", "ruma"])), on("Synapse and Element Web"));
    assert_eq!(message(json!(["synapse"])), on("Synapse"));
    assert_eq!(message(json!(["js-sdk"])), on("Element Web"));
    assert_eq!(message(json!(["ruma"])), None);
}

#[test]
fn options_from_json() {
    let read = |value: Value| LintOptions::from_value(&value);
    assert_eq!(read(json!(null)), Ok(LintOptions::default()));
    assert_eq!(read(json!({})), Ok(LintOptions::default()));
    assert_eq!(read(json!({"user_id": USER, "implementations": null})), Ok(for_user(USER)));
    for (value, path) in [
        (json!([]), "options"),
        (json!({"user_id": 1}), "options.user_id"),
        (json!({"implementations": "ruma"}), "options.implementations"),
        (json!({"implementations": ["ruma", "Ruma"]}), "options.implementations.1"),
        (json!({"implementations": [null]}), "options.implementations.0"),
    ] {
        let error = read(value.clone()).unwrap_err();
        assert_eq!((error.code, error.path.as_str()), (ErrorCode::InvalidOption, path), "{value}");
    }
}
