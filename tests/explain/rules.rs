//! What is said about rules as a whole.

use matrix_push_rules::{
    Context, DefaultRulesOptions, Explanation, Options, Outcome, RuleStatus, Ruleset, default_rules, explain,
};
use serde_json::{Value, json};

fn context() -> Context {
    let mut context = Context::new("@me:example.org");
    context.room_id = Some("!a:example.org".to_owned());
    context
}

fn explained(rules: &Value, event: &Value, context: &Context) -> Explanation {
    let rules = Ruleset::from_value(rules.clone()).unwrap();
    explain(event, &rules, context, &Options::default()).unwrap()
}

/// Kind, id, status, code and sentence of each rule.
fn summary(explanation: &Explanation) -> Vec<String> {
    let of_rule = |rule: &matrix_push_rules::ExplainedRule| {
        let status = serde_json::to_value(rule.status).unwrap();
        let id = rule.rule_id.as_deref().unwrap_or("-");
        let would = if rule.would_match { "+" } else { "-" };
        format!(
            "{} {id} {} {would} {}: {}",
            rule.kind,
            status.as_str().unwrap(),
            rule.reason.code,
            rule.reason.message
        )
    };
    explanation.rules.iter().map(of_rule).collect()
}

fn rule(id: &str, enabled: bool, conditions: Value) -> Value {
    json!({ "rule_id": id, "default": false, "enabled": enabled, "conditions": conditions, "actions": ["notify"] })
}

fn message() -> Value {
    json!({ "type": "m.room.message", "sender": "@bob:example.org", "content": { "body": "a foo" } })
}

fn every_status() -> Value {
    let is_message = json!({ "kind": "event_match", "key": "type", "pattern": "m.room.message" });
    let never = json!({ "kind": "event_match", "key": "type", "pattern": "m.sticker" });
    json!({
        "underride": [rule("after", true, json!([is_message])), rule("off after", false, json!([never]))],
        "room": [rule("!a:example.org", true, json!(null)), rule("!b:example.org", true, json!(null))],
        "sender": [rule("@bob:example.org", true, json!(null))],
        "content": [
            { "rule_id": ".m.rule.contains_user_name", "default": true, "enabled": true, "actions": ["notify"], "pattern": "foo" },
            { "rule_id": "foo", "default": false, "enabled": true, "actions": [], "pattern": "fo?" },
        ],
        "override": [
            rule("off", false, json!([is_message])),
            rule("not", true, json!([is_message, never])),
            rule("never", true, json!([never])),
            { "rule_id": "broken", "enabled": true, "conditions": [{ "kind": 1 }] },
            { "enabled": true, "conditions": "x", "actions": [] },
            "no rule",
        ],
    })
}

#[test]
fn statuses() {
    let explanation = explained(&every_status(), &message(), &context());
    assert_eq!(explanation.outcome, Outcome::RuleMatched);
    let foo = "`content.body` contains `foo` at 2–5";
    assert_eq!(
        summary(&explanation),
        [
            "override off disabled + disabled: the rule is disabled; it would match",
            "override not not_matched - condition_does_not_hold: condition 2 of 2 does not hold: `type` is \
             `m.room.message`, not `m.sticker`",
            "override never not_matched - condition_does_not_hold: `type` is `m.room.message`, not `m.sticker`",
            "override broken invalid - missing_actions: the rule has no `actions`",
            "override - invalid - missing_rule_id: the rule has no `rule_id`",
            "override - invalid - not_an_object: the rule is a string, not an object",
            &format!("content .m.rule.contains_user_name matched + all_conditions_hold: {foo}"),
            "content foo not_reached + earlier_match: the content rule `.m.rule.contains_user_name` matched first; \
             it would match",
            "room !a:example.org not_reached + earlier_match: the content rule `.m.rule.contains_user_name` matched \
             first; it would match",
            "room !b:example.org not_reached - earlier_match: the content rule `.m.rule.contains_user_name` matched \
             first; it would not match",
            "sender @bob:example.org not_reached + earlier_match: the content rule `.m.rule.contains_user_name` \
             matched first; it would match",
            "underride after not_reached + earlier_match: the content rule `.m.rule.contains_user_name` matched \
             first; it would match",
            "underride off after disabled - disabled: the rule is disabled; it would not match",
        ]
    );
}

#[test]
fn suppressed() {
    let mut event = message();
    event["content"]["m.mentions"] = json!(null);
    let explanation = explained(&every_status(), &event, &context());
    assert_eq!(
        summary(&explanation)[6..8],
        [
            r"content .m.rule.contains_user_name suppressed + mentions_present: the event has `content.m\.mentions`, which puts this legacy rule out of force; it would match",
            "content foo matched + all_conditions_hold: `content.body` has `foo` at 2–5, which matches `fo?`",
        ]
    );

    let mut context = context();
    context.room_features = vec!["org.matrix.msc3932.extensible_events".to_owned()];
    let rules = json!({ "override": [rule("a", true, json!([]))] });
    assert_eq!(
        summary(&explained(&rules, &message(), &context)),
        ["override a suppressed + extensible_events: the room has extensible events, and the rule has no \
          `room_version_supports` condition; it would match"]
    );
}

#[test]
fn own_events() {
    let mut event = message();
    event["sender"] = json!("@me:example.org");
    let explanation = explained(&every_status(), &event, &context());
    assert_eq!(explanation.outcome, Outcome::OwnEvent);
    assert_eq!(explanation.evaluation.rule, None);
    let statuses: Vec<_> = explanation.rules.iter().map(|rule| (rule.status, rule.would_match)).collect();
    use RuleStatus::{Disabled, Invalid, NotReached};
    assert_eq!(
        statuses,
        [
            (Disabled, true),
            (NotReached, false),
            (NotReached, false),
            (Invalid, false),
            (Invalid, false),
            (Invalid, false),
            (NotReached, true),
            (NotReached, true),
            (NotReached, true),
            (NotReached, false),
            (NotReached, false),
            (NotReached, true),
            (Disabled, false),
        ]
    );
    assert_eq!(explanation.rules[7].reason.message, "the owner of the rules sent the event; it would match");
}

#[test]
fn no_match_and_no_conditions() {
    let explanation = explained(
        &json!({ "override": [rule("never", true, json!([{ "kind": "x" }]))] }),
        &message(),
        &context(),
    );
    assert_eq!(explanation.outcome, Outcome::NoMatch);
    assert_eq!(
        summary(&explanation),
        ["override never not_matched - condition_does_not_hold: the condition kind `x` is unknown"]
    );
    let both = json!([{ "kind": "event_match", "key": "type", "pattern": "*" }, { "kind": "event_match", "key": "sender", "pattern": "*" }]);
    let explanation = explained(
        &json!({ "override": [rule("both", true, both)], "underride": [rule("all", true, json!([]))] }),
        &message(),
        &context(),
    );
    assert_eq!(
        summary(&explanation)[0],
        "override both matched + all_conditions_hold: all 2 conditions hold"
    );
    let explanation =
        explained(&json!({ "underride": [rule("all", true, json!([]))] }), &message(), &context());
    assert_eq!(
        summary(&explanation),
        ["underride all matched + no_conditions: the rule has no conditions, so it matches every event"]
    );
}

/// What a kind implies is there as a condition (R10).
#[test]
fn implied_conditions() {
    let explanation = explained(&every_status(), &message(), &context());
    let conditions = |position: usize| {
        let conditions = serde_json::to_value(&explanation.rules[position].conditions).unwrap();
        assert_eq!(conditions.as_array().unwrap().len(), 1);
        conditions[0].clone()
    };
    assert_eq!(
        conditions(7),
        json!({
            "condition": { "kind": "event_match", "key": "content.body", "pattern": "fo?" },
            "matched": true,
            "actual": "a foo",
            "reason": { "code": "body_matches", "message": "`content.body` has `foo` at 2–5, which matches `fo?`" },
            "spans": [{ "start": 2, "end": 5 }],
        })
    );
    assert_eq!(
        conditions(8),
        json!({
            "condition": { "kind": "event_property_is", "key": "room_id", "value": "!a:example.org" },
            "matched": true,
            "actual": "!a:example.org",
            "reason": { "code": "property_equals", "message": "`room_id` is `!a:example.org`, by the context" },
            "spans": [],
        })
    );
    assert_eq!(
        conditions(10)["condition"],
        json!({ "kind": "event_property_is", "key": "sender", "value": "@bob:example.org" })
    );
}

/// As JSON, an explanation is an evaluation with more fields.
#[test]
fn shape() {
    let rules = default_rules("@me:example.org", &DefaultRulesOptions::default()).unwrap();
    let compiled = rules.compile(&Options::default());
    let mut explanation = serde_json::to_value(compiled.explain(&message(), &context()).unwrap()).unwrap();
    let rules = explanation.as_object_mut().unwrap().shift_remove("rules").unwrap();
    assert_eq!(rules.as_array().unwrap().len(), 15);
    let mut expected = serde_json::to_value(compiled.evaluate(&message(), &context()).unwrap()).unwrap();
    expected["outcome"] = json!("rule_matched");
    assert_eq!(explanation, expected);
}

/// Events that are none are refused as by an evaluation; what an evaluation skips over is read here.
#[test]
fn errors() {
    let compiled = Ruleset::from_value(json!({})).unwrap().compile(&Options::default());
    let code = |text: &str| {
        let error = compiled.explain(text, &context()).unwrap_err();
        serde_json::to_value(error.code).unwrap()
    };
    assert_eq!(code("[]"), "invalid_event");
    assert_eq!(code("{"), "invalid_json");
    assert!(compiled.evaluate(r#"{"x": 1e999}"#, &context()).is_ok());
    assert_eq!(code(r#"{"x": 1e999}"#), "invalid_json");
}

/// `.m.rule.master` comes first, wherever it stands.
#[test]
fn order() {
    let rules = json!({ "override": [rule("a", true, json!([])), rule(".m.rule.master", false, json!([]))] });
    let explanation = explained(&rules, &message(), &context());
    let ids: Vec<_> = explanation.rules.iter().map(|rule| rule.rule_id.as_deref().unwrap()).collect();
    assert_eq!(ids, [".m.rule.master", "a"]);
    assert_eq!(explanation.rules[1].status, RuleStatus::Matched);
}
