//! The preview of a change on events that happened.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

use matrix_push_rules::{
    Context, DefaultRulesOptions, ErrorCode, Options, RuleKind, Ruleset, default_rules,
    edit::{Changed, Placement, compare, put_rule, set_rule_actions},
    evaluate,
};
use serde_json::{Value, json};

const ALICE: &str = "@alice:example.org";

fn message(room_id: &str, body: &str) -> Value {
    json!({
        "type": "m.room.message", "sender": "@bob:example.org", "room_id": room_id,
        "content": {"msgtype": "m.text", "body": body},
    })
}

fn defaults() -> Ruleset {
    default_rules(ALICE, &DefaultRulesOptions::default()).expect("rules")
}

#[test]
fn a_muted_room_and_a_keyword() {
    let before = defaults();
    let keyword = json!({"rule_id": "rocket", "pattern": "rocket", "actions": [
        "notify", {"set_tweak": "sound", "value": "default"}, {"set_tweak": "highlight"},
        {"set_tweak": "org.example.blink", "value": 3},
    ]});
    let top = Placement::default();
    let after = put_rule(&before, RuleKind::Content, &keyword, &top).expect("put");
    let mute = json!({"rule_id": "!loud:example.org", "actions": []});
    let after = put_rule(&after, RuleKind::Room, &mute, &top).expect("put");

    let events = [
        message("!loud:example.org", "hello"),
        message("!loud:example.org", "the rocket starts"),
        message("!other:example.org", "hello"),
    ];
    let (context, options) = (Context::new(ALICE), Options::default());
    let comparisons = compare(&events, &before, &after, &context, &options).expect("compare");
    let changed: Vec<_> = comparisons.iter().map(|comparison| comparison.changed.as_slice()).collect();
    let loud = [Changed::Highlight, Changed::Sound, Changed::Tweaks, Changed::Rule];
    assert_eq!(changed, [[Changed::Notify, Changed::Rule].as_slice(), &loud, &[]]);
    for (event, comparison) in events.iter().zip(&comparisons) {
        let one = |rules| evaluate(event, rules, &context, &options).expect("evaluate");
        assert_eq!((&comparison.before, &comparison.after), (&one(&before), &one(&after)));
    }
    assert_eq!(serde_json::to_value(&comparisons[0]).expect("json")["changed"], json!(["notify", "rule"]));
}

#[test]
fn other_actions_of_the_same_rule() {
    let before = defaults();
    let actions = json!(["org.matrix.msc3768.notify_in_app"]);
    let after = set_rule_actions(&before, RuleKind::Underride, ".m.rule.message", &actions).expect("actions");
    let text = message("!r:example.org", "hello").to_string();
    let comparisons = compare([&text], &before, &after, &Context::new(ALICE), &Options::default());
    assert_eq!(comparisons.expect("compare")[0].changed, [Changed::Notify, Changed::NotifyInApp]);
}

#[test]
fn the_error_names_the_event() {
    let rules = defaults();
    let (context, options) = (Context::new(ALICE), Options::default());
    let error = compare(["{}", "[]"], &rules, &rules, &context, &options).expect_err("no event");
    assert_eq!((error.code, error.path.as_str()), (ErrorCode::InvalidEvent, "events.1"));
    let error = compare(["{"], &rules, &rules, &context, &options).expect_err("no JSON");
    assert_eq!((error.code, error.path.as_str()), (ErrorCode::InvalidJson, "events.0"));
}
