//! Rules, an event and a context, as texts split by NUL or made from the bytes by the generators of the property tests:
//! in every dialect the explanation answers as the evaluation does, tells of every rule in its turn, does not contradict
//! itself, and marks parts of the body that are matched alone as well.
#![no_main]

#[allow(dead_code, reason = "shared with other targets")]
#[path = "../../tests/support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;
use matrix_push_rules::{
    CompiledRuleset, Context, Dialect, Evaluation, ExplainedCondition, Explanation, Offsets, Options,
    Outcome, RuleKind, RuleStatus, Ruleset,
};
use serde_json::{Value, json};

use support::{choices::Choices, generate, naive};

fuzz_target!(|bytes: &[u8]| {
    let Some((rules, event, context)) = texts(bytes).or_else(|| made_of(bytes)) else { return };
    for dialect in Dialect::ALL {
        let compiled = rules.compile(&Options::from(dialect));
        let Ok(explanation) = compiled.explain(&event, &context) else {
            assert!(!is_object(&event), "{event}");
            continue;
        };
        equals_evaluation(&compiled, &event, &context, &explanation);
        tells_of_every_rule(&rules, dialect, &explanation);
        is_consistent(dialect, &explanation);
        survives_json(&explanation);
        // What holds half a surrogate pair is read, but not by this parser.
        let Ok(event) = serde_json::from_str::<Value>(&event) else { continue };
        assert_eq!(compiled.explain(&event, &context).as_ref(), Ok(&explanation), "from a value");
        let utf16 = compiled.explain_in(&event, &context, Offsets::Utf16).expect("it was explained before");
        spans_are_parts(&explanation, &utf16, event["content"]["body"].as_str().unwrap_or_default());
        spans_match(&compiled, dialect, &event, &context, &explanation);
        // The plain reading is not made for texts of many kilobytes.
        if dialect == Dialect::Spec && bytes.len() < 4096 {
            for condition in explanation.rules.iter().flat_map(|rule| &rule.conditions) {
                assert_eq!(
                    condition.matched,
                    naive::holds(&condition.condition, &event, &context),
                    "{condition:?}"
                );
            }
        }
    }
});

/// What the fuzzer wrote itself.
fn texts(bytes: &[u8]) -> Option<(Ruleset, String, Context)> {
    let mut texts = str::from_utf8(bytes).ok()?.split('\0');
    let rules = Ruleset::from_json(texts.next()?).ok()?;
    let event = texts.next()?.to_owned();
    let context = serde_json::from_str(texts.next().unwrap_or("")).unwrap_or_default();
    Some((rules, event, Context::from_value(&context).unwrap_or_else(|_| Context::new("@alice:example.org"))))
}

/// What the generators make of its choices.
fn made_of(bytes: &[u8]) -> Option<(Ruleset, String, Context)> {
    let mut choices = Choices::new(bytes);
    let context =
        Context::from_value(&generate::context(&mut choices)).expect("generated contexts are valid");
    let event = generate::event(&mut choices).to_string();
    Some((Ruleset::from_value(generate::ruleset(&mut choices)).ok()?, event, context))
}

fn is_object(event: &str) -> bool {
    serde_json::from_str::<Value>(event).is_ok_and(|event| event.is_object())
}

fn equals_evaluation(compiled: &CompiledRuleset, event: &str, context: &Context, explanation: &Explanation) {
    let mut evaluator = compiled.evaluator();
    assert_eq!(evaluator.evaluate(event, context), Ok(&explanation.evaluation));
    match (&explanation.rejection, evaluator.rejection()) {
        (Some(rejection), Some(why)) => {
            assert!(rejection.message.ends_with(why), "{rejection:?} does not say {why}");
            assert_eq!(explanation.evaluation, Evaluation::no_match());
        }
        (rejection, why) => assert!(rejection.is_none() && why.is_none(), "{rejection:?} and {why:?}"),
    }
}

/// All rules are there, in the order in which they are tried.
fn tells_of_every_rule(rules: &Ruleset, dialect: Dialect, explanation: &Explanation) {
    let listed = RuleKind::ALL.into_iter().flat_map(|kind| rules.rules(kind));
    // Elsewhere the master rule stands where it stands.
    let in_order: Vec<_> =
        if dialect == Dialect::Spec { rules.in_order().collect() } else { listed.collect() };
    let mut names = in_order.iter().map(|rule| (rule.kind(), rule.rule_id())).peekable();
    for rule in &explanation.rules {
        if names.next_if_eq(&(rule.kind, rule.rule_id.as_deref())).is_none() {
            // What stands in the place of a list is no rule, and only matrix-js-sdk falls over it.
            assert!(dialect == Dialect::JsSdk && rule.rule_id.is_none(), "out of turn: {rule:?}");
            assert_eq!((rule.status, rule.would_match), (RuleStatus::Invalid, false), "{rule:?}");
        }
    }
    assert_eq!(names.next(), None, "a rule is not told of");
}

/// Outcome, statuses and conditions agree with each other.
fn is_consistent(dialect: Dialect, explanation: &Explanation) {
    let mut winner = None;
    for rule in &explanation.rules {
        let holds = rule.conditions.iter().all(|condition| condition.matched);
        assert!(holds || !rule.would_match, "{rule:?}");
        if dialect == Dialect::Spec {
            assert_eq!(rule.would_match, holds && rule.status != RuleStatus::Invalid, "{rule:?}");
        }
        let reasons = rule.conditions.iter().map(|condition| &condition.reason).chain([&rule.reason]);
        for reason in reasons {
            assert!(!reason.code.is_empty() && !reason.message.is_empty(), "{reason:?}");
            assert!(reason.code != "condition_holds", "no reason: {rule:?}");
        }
        match rule.status {
            RuleStatus::Matched => {
                assert!(winner.is_none() && rule.would_match, "{rule:?}");
                winner = Some(rule);
            }
            RuleStatus::NotMatched => assert!(winner.is_none() && !rule.would_match, "{rule:?}"),
            RuleStatus::NotReached => assert!(
                winner.is_some()
                    || matches!(explanation.outcome, Outcome::OwnEvent | Outcome::RulesetRejected),
                "{rule:?}"
            ),
            RuleStatus::Invalid => {
                assert!(dialect != Dialect::Spec || rule.conditions.is_empty(), "{rule:?}")
            }
            _ => {}
        }
    }
    assert_eq!(winner.is_some(), explanation.outcome == Outcome::RuleMatched);
    assert_eq!(explanation.rejection.is_some(), explanation.outcome == Outcome::RulesetRejected);
    let decider = explanation.evaluation.rule.as_ref();
    assert_eq!(winner.map(|rule| rule.kind), decider.map(|rule| rule.kind));
    // matrix-js-sdk hands out ids that are no strings.
    if let Some(rule_id) = winner.and_then(|rule| rule.rule_id.as_ref()) {
        assert_eq!(Some(rule_id), decider.map(|rule| &rule.rule_id));
    }
}

/// As JSON it says the same, with the evaluation's own fields in it.
fn survives_json(explanation: &Explanation) {
    let text = serde_json::to_string(explanation).expect("an explanation can be written");
    let read: Value = serde_json::from_str(&text).expect("what was written is JSON");
    assert_eq!(read, json!(explanation));
    let evaluation = json!(explanation.evaluation);
    for (name, value) in evaluation.as_object().into_iter().flatten() {
        assert_eq!(read.get(name), Some(value));
    }
    assert_eq!(read["rules"].as_array().map(Vec::len), Some(explanation.rules.len()));
}

fn conditions(explanation: &Explanation) -> impl Iterator<Item = &ExplainedCondition> {
    explanation.rules.iter().flat_map(|rule| &rule.conditions)
}

/// Spans are parts of the body from left to right, and the same in bytes and in UTF-16.
fn spans_are_parts(bytes: &Explanation, utf16: &Explanation, body: &str) {
    let units: Vec<u16> = body.encode_utf16().collect();
    for (bytes, utf16) in conditions(bytes).zip(conditions(utf16)) {
        assert_eq!(bytes.spans.len(), utf16.spans.len());
        assert!(bytes.spans.is_empty() || bytes.matched, "{bytes:?}");
        let mut end = 0;
        for (in_bytes, in_units) in bytes.spans.iter().zip(&utf16.spans) {
            assert!(end <= in_bytes.start && in_bytes.start < in_bytes.end, "{bytes:?}");
            end = in_bytes.end;
            let part = body.get(in_bytes.start..in_bytes.end).expect("spans are parts of the body");
            let same =
                units.get(in_units.start..in_units.end).and_then(|units| String::from_utf16(units).ok());
            assert_eq!(Some(part), same.as_deref());
        }
    }
}

/// A body of nothing but the part that a span marks fulfils the condition, too.
fn spans_match(
    compiled: &CompiledRuleset,
    dialect: Dialect,
    event: &Value,
    context: &Context,
    explanation: &Explanation,
) {
    let body = event["content"]["body"].as_str().unwrap_or_default();
    for (rule, explained) in explanation.rules.iter().enumerate() {
        for (position, condition) in explained.conditions.iter().enumerate() {
            // Some are enough: each takes a whole explanation.
            for span in condition.spans.iter().take(2) {
                let part = &body[span.start..span.end];
                // Where whole texts are folded, a sigma depends on what is around it.
                if dialect != Dialect::Spec && part.contains(['Σ', 'σ', 'ς']) {
                    continue;
                }
                let mut alone = event.clone();
                alone["content"]["body"] = json!(part);
                let again = compiled.explain(&alone, context).expect("it is an object as before");
                let matched = again.rules[rule].conditions[position].matched;
                assert!(matched, "{dialect:?} does not find {part:?} alone: {condition:?}");
            }
        }
    }
}
