//! What becomes of rules where an implementation reads the set in its own way, and how they compare.

use matrix_push_rules::{Context, Dialect, Explanation, Options, Ruleset, compare_dialects, explain};
use serde_json::{Value, json};

fn context() -> Context {
    Context::new("@me:example.org")
}

fn message() -> Value {
    json!({ "type": "m.room.message", "sender": "@bob:example.org", "room_id": "!a:example.org", "content": { "body": "foo" } })
}

fn explained(dialect: Dialect, rules: &Value, event: &Value) -> Explanation {
    let rules = Ruleset::from_value(rules.clone()).unwrap();
    explain(event, &rules, &context(), &Options::from(dialect)).unwrap()
}

fn rule(id: &str) -> Value {
    json!({ "rule_id": id, "default": false, "enabled": true, "conditions": [], "actions": ["notify"] })
}

/// Outcome and rejection, then id, status, code and sentence of each rule.
fn summary(explanation: &Explanation) -> Vec<String> {
    let explanation = serde_json::to_value(explanation).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mut lines = vec![format!(
        "{}; {}: {}",
        text(&explanation["outcome"]),
        text(&explanation["rejection"]["code"]),
        text(&explanation["rejection"]["message"])
    )];
    lines.extend(explanation["rules"].as_array().unwrap().iter().map(|rule| {
        let (code, message) = (text(&rule["reason"]["code"]), text(&rule["reason"]["message"]));
        format!("{} {} {code}: {message}", text(&rule["rule_id"]), text(&rule["status"]))
    }));
    lines
}

/// A26: without `enabled` a rule is on in the specification, off in Element Web, and refused in ruma.
#[test]
fn a26_enabled() {
    let mut off = rule("off");
    off.as_object_mut().unwrap().remove("enabled");
    let mut zero = rule("zero");
    zero["enabled"] = json!(0);
    let rules = json!({ "override": [off, zero] });
    assert_eq!(
        summary(&explained(Dialect::JsSdk, &rules, &message())),
        [
            "no_match; -: -",
            "off disabled disabled: the rule has no `enabled`, and Element Web takes it for disabled; it would match",
            "zero disabled disabled: `enabled` is `0`, and Element Web takes the rule for disabled; it would match",
        ]
    );
    let why =
        "ruma refuses the whole set: the override rule `off` cannot be read: its `enabled` is not a boolean";
    assert_eq!(
        summary(&explained(Dialect::Ruma, &rules, &message())),
        [
            &format!("ruleset_rejected; set_refused: {why}"),
            "off invalid set_refused: its `enabled` is not a boolean",
            "zero invalid set_refused: its `enabled` is not a boolean",
        ]
    );
}

/// A25: the rules of a refused set are still shown, with what they would do.
#[test]
fn a25_refused_sets() {
    let mut unknown = rule("unknown");
    unknown["actions"] = json!(["ring"]);
    let rules = json!({ "override": [rule("fine"), unknown] });
    let explanation = explained(Dialect::Synapse, &rules, &message());
    assert_eq!(
        summary(&explanation),
        [
            "ruleset_rejected; set_refused: Synapse refuses the whole set: the action `ring` is unknown",
            "fine not_reached set_refused: Synapse refuses the whole set: the action `ring` is unknown; it would match",
            "unknown invalid set_refused: the action `ring` is unknown",
        ]
    );
    assert!(explanation.rules[0].would_match);
    assert!(!explanation.evaluation.notify);
}

/// Of rules with the same id ruma keeps the first.
#[test]
fn duplicates() {
    let mut never = rule("same");
    never["conditions"] = json!([{ "kind": "x" }]);
    let rules = json!({ "override": [never, rule("same")] });
    assert_eq!(
        summary(&explained(Dialect::Ruma, &rules, &message())),
        [
            "no_match; -: -",
            "same not_matched condition_does_not_hold: ruma does not know the condition kind `x`",
            "same invalid duplicate_rule_id: ruma keeps only the first override rule with this id",
        ]
    );
}

/// A25: Element Web fails where it meets what it did not expect, and only there.
#[test]
fn a25_exceptions() {
    let mut never = rule("never");
    never["conditions"] = json!([{ "kind": "event_match", "key": "type", "pattern": "x" }, null]);
    let mut thrown = rule("thrown");
    thrown["conditions"] = json!([{ "kind": "event_match", "key": "type", "pattern": "m.*" }, null]);
    let rules = json!({ "override": [never, thrown, rule("after")], "content": [
        { "rule_id": "empty", "default": false, "enabled": true, "actions": [], "pattern": "" },
    ], "postcontent": [rule("post")], "underride": {} });
    let why = "Element Web fails with an exception at the override rule `thrown`: a condition is null";
    assert_eq!(
        summary(&explained(Dialect::JsSdk, &rules, &message())),
        [
            &format!("ruleset_rejected; exception: {why}"),
            "never not_matched condition_does_not_hold: `type` is `m.room.message`, not `x`",
            &format!("thrown invalid exception: {why}"),
            &format!("after not_reached exception: {why}; it would match"),
            "empty invalid missing_pattern: the pattern is empty, and Element Web takes that for none",
            "post invalid unknown_kind: Element Web does not know postcontent rules",
            "- invalid invalid_list: a list of rules is not an array",
        ]
    );
}

/// A11d: Synapse does not evaluate an event with a number that it cannot hold.
#[test]
fn a11d_events_that_are_not_evaluated() {
    let mut event = message();
    event["content"]["n"] = json!(u64::MAX);
    let explanation = explained(Dialect::Synapse, &json!({ "override": [rule("all")] }), &event);
    let why = "Synapse does not evaluate the event: the event has an integer of more than 64 bits";
    assert_eq!(
        summary(&explanation),
        [
            format!("ruleset_rejected; event_not_evaluated: {why}"),
            format!("all not_reached event_not_evaluated: {why}; it would match"),
        ]
    );
}

fn compared(rules: Value, event: &Value) -> Value {
    let rules = Ruleset::from_value(rules).unwrap();
    serde_json::to_value(compare_dialects(event, &rules, &context()).unwrap()).unwrap()
}

#[test]
fn comparisons() {
    // Element Web's `"highlight": false` among the tweaks is no difference.
    let same = compared(json!({ "override": [rule("all")] }), &message());
    assert_eq!(same["agree"], true);
    assert_eq!(same["differences"], json!([]));
    assert_eq!(same["parting"], Value::Null);
    assert_eq!(same["groups"].as_array().unwrap().len(), 1);
    assert_eq!(same["groups"][0]["dialects"], json!(["spec", "synapse", "js-sdk", "ruma"]));

    // The same rule, but its actions mean something else (A19).
    let mut keyword = rule("foo");
    keyword["pattern"] = json!("foo");
    let highlight = compared(json!({ "content": [keyword] }), &message());
    assert_eq!(highlight["agree"], false);
    assert_eq!(
        highlight["differences"],
        json!([{ "field": "highlight", "values": { "spec": false, "synapse": false, "js-sdk": true, "ruma": false } }])
    );
    assert_eq!(highlight["parting"]["rule"], json!({ "kind": "content", "rule_id": "foo" }));
    assert_eq!(highlight["parting"]["reasons"]["js-sdk"]["code"], "implicit_highlight");

    // Another rule (A20).
    let mut sender = rule("@bob:example.org");
    sender["actions"] = json!([]);
    let other = compared(json!({ "sender": [sender], "underride": [rule("all")] }), &message());
    assert_eq!(
        other["groups"].as_array().unwrap().iter().map(|group| group["dialects"].clone()).collect::<Vec<_>>(),
        [json!(["spec", "ruma"]), json!(["synapse", "js-sdk"])]
    );
    let fields: Vec<_> =
        other["differences"].as_array().unwrap().iter().map(|found| found["field"].clone()).collect();
    assert_eq!(fields, ["rule", "notify"]);
    assert_eq!(other["parting"]["statuses"]["synapse"], "not_matched");
    assert_eq!(other["parting"]["statuses"]["ruma"], "matched");

    // A refused set (A25): it is not about the rule that the others agree on.
    let refused =
        compared(json!({ "room": [rule("#alias:example.org")], "underride": [rule("all")] }), &message());
    assert_eq!(refused["rejected"]["spec"], Value::Null);
    assert_eq!(refused["rejected"]["ruma"]["code"], "set_refused");
    assert_eq!(refused["parting"]["rule"], Value::Null);
    assert_eq!(
        refused["parting"]["message"],
        "the underride rule `all` matches (spec, synapse, js-sdk); ruma refuses the whole set: the room rule \
         `#alias:example.org` cannot be read: its id is not a room id (ruma)"
    );
}
