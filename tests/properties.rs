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
#[path = "../src/testing.rs"]
mod testing;

use std::collections::BTreeMap;

use matrix_push_rules::{
    Context, DefaultRulesOptions, Dialect, LintOptions, Options, RuleKind, Ruleset, default_rules, lint,
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};
use serde_json::{Value, json};

use support::{
    choices::Choices,
    generate::{condition, context, event, json, pattern, ruleset, text},
    naive, text as naive_text,
};
use testing::cases;

/// What a generator makes of made-up choices.
fn of<T: std::fmt::Debug>(generate: impl Fn(&mut Choices<'_>) -> T) -> impl Strategy<Value = T> {
    vec(any::<u8>(), 0..400).prop_map(move |bytes| generate(&mut Choices::new(&bytes)))
}

fn some<T: std::fmt::Debug>(
    limit: usize,
    generate: impl Fn(&mut Choices<'_>) -> T,
) -> impl Strategy<Value = Vec<T>> {
    of(move |c| (0..=c.below(limit)).map(|_| generate(c)).collect())
}

fn read(context: &Value) -> Context {
    Context::from_value(context).unwrap()
}

proptest! {
    #![proptest_config(cases(600))]

    /// Anything may come as anything: there is an answer or an error, and never a panic.
    #[test]
    fn nothing_panics(
        rules in prop_oneof![of(ruleset), of(json)],
        event in prop_oneof![of(event), of(json)],
        context in prop_oneof![of(context), of(json)],
        options in of(json),
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
            for finding in lint(&rules, &LintOptions::default()) {
                prop_assert!(rules.as_value().pointer(&finding.path).is_some(), "{}", finding.path);
            }
            prop_assert_eq!(compiled.evaluate(&event, &context).is_ok(), event.is_object());
            prop_assert_eq!(compiled.explain(&event, &context).is_ok(), event.is_object());
        }
        let _ = default_rules(&user_id, &DefaultRulesOptions::default());
    }

    /// Not even text that is no JSON, or JSON cut in the middle.
    #[test]
    fn broken_text_does_not_panic(rules in of(ruleset), event in of(event), cut in any::<Index>(), garbage in any::<String>()) {
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
    fn rulesets_are_lossless(document in prop_oneof![of(ruleset), of(json)]) {
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
    fn the_engine_is_right(rules in of(ruleset), events in some(3, event), context in of(context)) {
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

    /// The way rule by rule comes to the same end as the fast one, and says of each condition what is true of it.
    #[test]
    fn explanations_are_right(rules in of(ruleset), event in of(event), context in of(context)) {
        let (Ok(rules), true) = (Ruleset::from_value(rules), event.is_object()) else { return Ok(()) };
        let compiled = rules.compile(&Options::default());
        let context = read(&context);
        let explanation = compiled.explain(&event, &context).unwrap();
        prop_assert_eq!(&explanation.evaluation, compiled.evaluate(&event, &context).unwrap());
        for rule in &explanation.rules {
            for condition in &rule.conditions {
                let holds = naive::holds(&condition.condition, &event, &context);
                prop_assert_eq!(condition.matched, holds, "{:?}", condition);
            }
        }
        let from_text = compiled.explain(&event.to_string(), &context).unwrap();
        prop_assert_eq!(from_text, explanation);
    }

    /// An evaluator that has seen other events and contexts answers as a fresh one does, and so does an event that
    /// was read once for several contexts.
    #[test]
    fn nothing_is_left_behind(
        rules in of(ruleset),
        events in some(4, event),
        contexts in some(3, context),
        dialect in select(Dialect::ALL.to_vec()),
    ) {
        let Ok(rules) = Ruleset::from_value(rules) else { return Ok(()) };
        let compiled = rules.compile(&Options::from(dialect));
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
    fn duplicate_names(rules in of(ruleset), events in some(3, event), context in of(context)) {
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
    fn patterns_are_right(pattern in of(pattern), body in of(|c| text(c, 24))) {
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

/// Keywords of all lengths, some of them parts or other spellings of each other, and a body made of them.
fn keywords_and_body(c: &mut Choices<'_>) -> (Vec<String>, String) {
    let letters = ['a', 'b', 'B', 'é', '1', '_', '-', ' ', 'K', '\u{212a}'];
    let keywords = (0..=c.below(12))
        .map(|_| match c.below(5) {
            0 => pattern(c),
            _ => (0..=c.below(11)).map(|_| c.pick(&letters)).collect(),
        })
        .collect::<Vec<_>>();
    let pieces = c.list(8, |c| match c.below(7) {
        0..=2 => c.pick(&keywords).replace(['*', '?'], "x"),
        3 | 4 => text(c, 4),
        5 => " ".to_owned(),
        _ => "a b".chars().cycle().take(c.below(30)).collect(),
    });
    (keywords, pieces.concat())
}

proptest! {
    #![proptest_config(cases(2000))]

    /// The search for all keywords at once finds the first of those that are found alone.
    #[test]
    fn keywords_together_and_alone((keywords, body) in of(keywords_and_body)) {
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
    // Bytes that are as good as random, and the same every time.
    let mut state = 1_u64;
    let bytes: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
    .take(4_000_000)
    .collect();
    let mut held: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    let mut matched: BTreeMap<String, u32> = BTreeMap::new();
    for bytes in bytes.chunks(2000) {
        let mut c = Choices::new(bytes);
        let (event, context) = (event(&mut c), read(&context(&mut c)));
        for _ in 0..4 {
            let condition = condition(&mut c);
            if let Some(Value::String(kind)) = condition.get("kind") {
                let holds = naive::holds(&condition, &event, &context);
                held.entry(kind.clone()).or_default()[usize::from(holds)] += 1;
            }
        }
        if let Some(evaluation) = naive::evaluate(&ruleset(&mut c), &event, &context) {
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

/// Half a surrogate pair, which JavaScript may write into JSON, is no error but a replacement character, wherever it
/// stands; the rest of the event and of the rules is as it was.
#[test]
fn half_a_surrogate_pair_is_one_character() {
    let rules = r#"{ "content": [
        { "rule_id": "\udd8a", "pattern": "a?c \ud83e\udd8a", "actions": ["notify"] },
        { "rule_id": "two", "pattern": "\ud83e", "actions": [] }
    ] }"#;
    let compiled = Ruleset::from_json(rules).unwrap().compile(&Options::default());
    let rule = |event: &str| {
        let mut evaluator = compiled.evaluator();
        let evaluation = evaluator.evaluate(event, &Context::new("@alice:example.org")).unwrap();
        evaluation.rule.clone().map(|rule| rule.rule_id)
    };
    assert_eq!(
        rule(r#"{"content": {"body": "a\ud83ec \ud83e\udd8a", "x": ""}}"#).as_deref(),
        Some("\u{fffd}")
    );
    assert_eq!(rule(r#"{"content": {"body": "an \udd8a"}, "\ud83e": 1}"#).as_deref(), Some("two"));
    assert_eq!(rule(r#"{"content": {"body": "an \ud83e\udd8a"}}"#), None);
    assert!(compiled.evaluate(r#"{"body": "\ud83e", "#, &Context::new("")).is_err());
}

/// Once found by `nothing_is_left_behind`.
#[test]
fn r21_a_prepared_event_is_in_the_room_of_each_context() {
    let rules = json!({ "room": [{ "rule_id": "!b:example.org", "actions": [] }] });
    let compiled = Ruleset::from_value(rules).unwrap().compile(&Options::default());
    let mut evaluator = compiled.evaluator();
    let mut prepared = evaluator.prepare("{}").unwrap();
    let mut matches = |room_id: Option<&str>| {
        let mut context = Context::new("@alice:example.org");
        context.room_id = room_id.map(str::to_owned);
        prepared.evaluate(&context).rule.is_some()
    };
    let rooms = [Some("!a:example.org"), Some("!b:example.org"), None, Some("!b:example.org")];
    assert_eq!(rooms.map(&mut matches), [false, true, false, true]);
}
