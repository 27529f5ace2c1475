//! What must hold for any rules, event and context, however they came about.
//!
//! `PROPTEST_CASES=100000 cargo test --test properties` looks longer.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a test may fail, and what it compares with may be careless about anything but the answer"
)]

mod support;

use std::collections::BTreeMap;

use matrix_push_rules::{Context, DefaultRulesOptions, Options, RuleKind, Ruleset, default_rules};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};

use support::{
    generate::{condition, context, event, json, pattern, ruleset, text},
    naive, text as naive_text,
};

/// So many cases, unless the environment says otherwise.
fn cases(count: u32) -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = count;
    }
    config
}

fn read(context: &Value) -> Context {
    Context::from_value(context).unwrap()
}

proptest! {
    #![proptest_config(cases(600))]

    /// Anything may come as anything: there is an answer or an error, and never a panic.
    #[test]
    fn nothing_panics(
        rules in prop_oneof![ruleset(), json()],
        event in prop_oneof![event(), json()],
        context in prop_oneof![context(), json()],
        options in json(),
        user_id in any::<String>(),
    ) {
        let options = Options::from_value(&options).unwrap_or_default();
        let context = Context::from_value(&context).unwrap_or_else(|_| Context::new(&user_id));
        if let Ok(rules) = Ruleset::from_value(rules) {
            // Every diagnostic points at something that is there.
            for diagnostic in rules.diagnostics() {
                prop_assert!(rules.as_value().pointer(&diagnostic.path).is_some(), "{}", diagnostic.path);
            }
            let compiled = rules.compile(&options);
            let answer = compiled.evaluate(&event, &context);
            prop_assert_eq!(answer.is_ok(), event.is_object());
        }
        let _ = default_rules(&user_id, &DefaultRulesOptions::default());
    }

    /// Not even text that is no JSON, or JSON cut in the middle.
    #[test]
    fn broken_text_does_not_panic(rules in ruleset(), event in event(), cut in any::<prop::sample::Index>(), garbage in any::<String>()) {
        let broken = |text: String| {
            let cut = cut.index(text.chars().count());
            text.chars().take(cut).collect::<String>()
        };
        for text in [garbage.clone(), broken(rules.to_string()), broken(event.to_string())] {
            prop_assert!(Ruleset::from_json(&text).is_err() || serde_json::from_str::<Value>(&text).is_ok());
            let compiled = Ruleset::from_value(rules.clone()).unwrap_or_else(|_| Ruleset::from_json("{}").unwrap());
            let is_object = serde_json::from_str::<Value>(&text).is_ok_and(|value| value.is_object());
            let answer = compiled.compile(&Options::default()).evaluate(&text, &Context::new(&garbage)).is_ok();
            prop_assert_eq!(answer, is_object);
        }
    }

    /// A ruleset gives back what it was given, to the letter, whatever that was.
    #[test]
    fn rulesets_are_lossless(document in prop_oneof![ruleset(), json()]) {
        let text = document.to_string();
        let from_text = Ruleset::from_json(&text);
        prop_assert_eq!(&from_text, &Ruleset::from_value(document.clone()));
        if let Ok(rules) = from_text {
            prop_assert_eq!(rules.as_value(), &document);
            prop_assert_eq!(rules.into_value().to_string(), text);
        }
    }

    /// The engine, with its index, its interned values and its keyword search, against the plain reading of the
    /// semantics; the event as a value and as text.
    #[test]
    fn the_engine_is_right(rules in ruleset(), events in prop::collection::vec(event(), 1..4), context in context()) {
        let context = read(&context);
        let Ok(ruleset) = Ruleset::from_value(rules.clone()) else {
            // Broken shapes are rare here, and both must see them.
            prop_assert_eq!(naive::evaluate(&rules, &events[0], &context), None);
            return Ok(());
        };
        let compiled = ruleset.compile(&Options::default());
        for event in &events {
            let expected = naive::evaluate(&rules, event, &context);
            let from_value = compiled.evaluate(event, &context).ok().map(|answer| json!(answer));
            let from_text = compiled.evaluate(&event.to_string(), &context).ok().map(|answer| json!(answer));
            if event.is_object() {
                prop_assert_eq!(&from_value, &expected, "as a value");
                prop_assert_eq!(&from_text, &expected, "as text");
            } else {
                prop_assert_eq!((from_value, from_text), (None, None));
            }
        }
    }

    /// An evaluator that has seen other events and contexts answers as a fresh one does, and so does an event that
    /// was read once for several contexts.
    #[test]
    fn nothing_is_left_behind(
        rules in ruleset(),
        events in prop::collection::vec(prop_oneof![9 => event(), 1 => json()], 1..5),
        contexts in prop::collection::vec(context(), 1..4),
    ) {
        let Ok(rules) = Ruleset::from_value(rules) else { return Ok(()) };
        let compiled = rules.compile(&Options::default());
        let contexts: Vec<Context> = contexts.iter().map(read).collect();
        let mut evaluator = compiled.evaluator();
        for event in &events {
            for context in &contexts {
                let alone = compiled.evaluate(event, context);
                prop_assert_eq!(evaluator.evaluate(event, context), alone.clone(), "in a batch, from a value");
                prop_assert_eq!(evaluator.evaluate(&event.to_string(), context).ok(), alone.ok(), "in a batch, from text");
            }
            let text = event.to_string();
            if let Ok(mut prepared) = evaluator.prepare(&text) {
                for context in &contexts {
                    prop_assert_eq!(Ok(prepared.evaluate(context)), compiled.evaluate(event, context), "prepared");
                }
            }
        }
    }

    /// Of names that stand twice in an object the last one counts, as it does in a parsed value.
    #[test]
    fn duplicate_names(rules in ruleset(), events in prop::collection::vec(event(), 2..4), context in context()) {
        let Ok(rules) = Ruleset::from_value(rules) else { return Ok(()) };
        let joined = |objects: &[&Value]| {
            let members: Vec<String> = objects
                .iter()
                .filter_map(|object| object.as_object())
                .flatten()
                .map(|(name, value)| format!("{}:{value}", json!(name)))
                .collect();
            format!("{{{}}}", members.join(","))
        };
        let contents: Vec<&Value> = events.iter().filter_map(|event| event.get("content")).collect();
        let all: Vec<&Value> = events.iter().collect();
        let compiled = rules.compile(&Options::default());
        let context = read(&context);
        // With a content that itself has names twice, at the end and at the beginning.
        for text in [
            format!(r#"{},"content":{}}}"#, joined(&all).strip_suffix('}').unwrap(), joined(&contents)),
            format!(r#"{{"content":{},{}"#, joined(&contents), joined(&all).strip_prefix('{').unwrap()),
        ] {
            let Ok(value) = serde_json::from_str::<Value>(&text) else { continue };
            prop_assert_eq!(compiled.evaluate(&text, &context), compiled.evaluate(&value, &context), "{}", text);
        }
    }
}

proptest! {
    #![proptest_config(cases(3000))]

    /// Both kinds of pattern against the plain reading, on hard alphabets.
    #[test]
    fn patterns_are_right(pattern in pattern(), body in text(0..24)) {
        let matches = |key: &str| {
            let condition = json!({ "kind": "event_match", "key": key, "pattern": pattern });
            let rules = json!({ "override": [{ "rule_id": "p", "conditions": [condition], "actions": [] }] });
            let compiled = Ruleset::from_value(rules).unwrap().compile(&Options::default());
            let event = json!({ "content": { "body": body, "other": body } });
            compiled.evaluate(&event, &Context::new("")).unwrap().rule.is_some()
        };
        prop_assert_eq!(matches("content.other"), naive_text::matches_whole(&pattern, &body), "whole");
        prop_assert_eq!(matches("content.body"), naive_text::matches_words(&pattern, &body), "words");
    }
}

/// Keywords of all lengths, some of them parts or other spellings of each other, and bodies made of them.
fn keywords_and_body() -> impl Strategy<Value = (Vec<String>, String)> {
    let word = prop_oneof![
        4 => prop::collection::vec(prop::sample::select(&['a', 'b', 'B', 'é', '1', '_', '-', ' ', 'K', '\u{212a}'][..]), 1..12)
            .prop_map(String::from_iter),
        1 => pattern(),
    ];
    prop::collection::vec(word, 1..12).prop_flat_map(|keywords| {
        let piece = prop_oneof![
            3 => prop::sample::select(keywords.clone()).prop_map(|word| word.replace(['*', '?'], "x")),
            2 => text(0..4),
            1 => Just(" ".to_owned()),
            1 => (0..30_usize).prop_map(|count| "a b".chars().cycle().take(count).collect()),
        ];
        let body = prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat());
        (Just(keywords), body)
    })
}

proptest! {
    #![proptest_config(cases(2000))]

    /// The search for all keywords at once finds the first of those that are found alone.
    #[test]
    fn keywords_together_and_alone((keywords, body) in keywords_and_body()) {
        let rule = |(id, pattern): (usize, &String)| json!({ "rule_id": id.to_string(), "pattern": pattern, "actions": [] });
        let found = |rules: Vec<Value>| {
            let compiled = Ruleset::from_value(json!({ "content": rules })).unwrap().compile(&Options::default());
            let event = json!({ "content": { "body": body } });
            compiled.evaluate(&event, &Context::new("")).unwrap().rule.clone().map(|rule| rule.rule_id)
        };
        let together = found(keywords.iter().enumerate().map(rule).collect());
        let alone = keywords.iter().enumerate().find_map(|keyword| found(vec![rule(keyword)]));
        prop_assert_eq!(&together, &alone);
        let naive = keywords.iter().position(|keyword| naive_text::matches_words(keyword, &body));
        prop_assert_eq!(together, naive.map(|id| id.to_string()));
    }
}

/// The tests above say nothing if their conditions never hold or their rules never match.
#[test]
fn generated_input_is_not_vacuous() {
    let mut runner = TestRunner::deterministic();
    let mut held: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    let mut matched: BTreeMap<String, u32> = BTreeMap::new();
    for _ in 0..4000 {
        let mut next = |strategy: BoxedStrategy<Value>| strategy.new_tree(&mut runner).unwrap().current();
        let (event, context) = (next(event()), read(&next(context())));
        let condition = next(condition());
        if let Some(Value::String(kind)) = condition.get("kind") {
            held.entry(kind.clone()).or_default()[usize::from(naive::holds(&condition, &event, &context))] +=
                1;
        }
        if let Some(evaluation) = naive::evaluate(&next(ruleset()), &event, &context) {
            *matched.entry(evaluation["rule"]["kind"].to_string()).or_default() += 1;
        }
    }
    for (kind, [no, yes]) in &held {
        let expected = !["device", "event_match "].contains(&kind.as_str()) && no + yes > 20;
        assert!(!expected || (*no > 0 && *yes > 0), "`{kind}` holds {yes} times of {}", no + yes);
    }
    assert!(held.len() > 12, "{held:?}");
    for kind in RuleKind::ALL {
        let count = matched.get(&json!(kind).to_string()).copied().unwrap_or(0);
        assert!(count > 20, "`{kind}` rules match {count} times: {matched:?}");
    }
}
