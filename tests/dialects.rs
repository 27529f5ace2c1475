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

/// Asserts what the specification, Synapse, matrix-js-sdk and ruma say, in this order.
#[track_caller]
fn all(rules: &Value, event: &Value, context: &Value, expected: [Value; 4]) {
    let found = Dialect::ALL.map(|dialect| verdict(dialect, rules, event, context));
    assert_eq!(found, expected, "\n{rules}\n{event}");
}

const T: Value = Value::Bool(true);
const F: Value = Value::Bool(false);

fn error() -> Value {
    json!("error")
}

fn me() -> Value {
    json!({ "user_id": "@me:x", "member_count": 2, "room_id": "!r:x" })
}

fn message(body: &str) -> Value {
    json!({ "type": "m.room.message", "sender": "@a:x", "content": { "body": body } })
}

fn body(pattern: &str, body: &str, expected: [Value; 4]) {
    let rules = rule_with(json!([{ "kind": "event_match", "key": "content.body", "pattern": pattern }]));
    all(&rules, &message(body), &me(), expected);
}

fn value(pattern: &str, value: &str, expected: [Value; 4]) {
    let rules = rule_with(json!([{ "kind": "event_match", "key": "content.v", "pattern": pattern }]));
    let event = json!({ "type": "t", "sender": "@a:x", "content": { "v": value } });
    all(&rules, &event, &me(), expected);
}

#[test]
fn a1_a2_words() {
    body("foo", "éfoo", [T, F, T, T]);
    body("日本", "私は日本人です", [T, F, T, T]);
    body("foo", "foo\u{200d}", [T, F, T, T]);
    body("foo", "foo½", [T, T, T, T]);
    body("@room", "foo@room", [T, T, F, T]);
    body("c++", "c++11", [T, T, F, T]);
    body("c++", "c++ 11", [T, T, T, T]);
}

#[test]
fn a3_a4_wildcards() {
    value("f?o", "foo", [T, T, F, T]);
    value("f?o", "f.o", [T, T, T, T]);
    body("f??o", "fabo", [T, T, F, F]);
    body("f??o", "fa?o", [T, T, F, T]);
    body("f**o", "fabo", [T, T, T, F]);
    body("f***o", "fa*bo", [T, T, T, T]);
    value("f??o", "fabo", [T, T, F, T]);
}

#[test]
fn a5_a6_line_ends_and_characters() {
    body("foo*bar", "foo\nbar", [T, F, F, F]);
    value("a*b", "a\nb", [T, F, F, T]);
    value("a*b", "a\u{2028}b", [T, T, F, T]);
    // A later place where the gap has no line end, for the greedy way would stop at the first.
    body("a*b", "a\na b", [T, T, T, T]);
    value("a?b", "a😀b", [T, T, F, T]);
    // Half of a character is a place where nothing can stand.
    body("", "a😀b", [F, T, T, F]);
}

#[test]
fn a7_case() {
    value("STRAẞE", "straße", [T, T, F, T]);
    value("\u{212a}", "k", [T, T, F, T]);
    value("οδοσ", "οδος", [T, F, T, F]);
    value("οδοσ*", "οδος", [T, T, T, F]);
    value("µ", "μ", [F, F, T, F]);
    value("µ*", "μ", [F, T, T, F]);
    value("ſ*", "s", [F, T, F, F]);
    value("İ", "i\u{307}", [F, T, F, T]);
    value("İ*", "İ", [T, F, T, T]);
    value("\u{10400}", "\u{10428}", [T, T, F, T]);
    // Found in the body as it is, then looked for by a regex that finds it elsewhere.
    body("ᲈ", "{ᲈꙊ{", [T, F, T, T]);
    body("ᲈ", "{ᲈꙊ{Ꙋ", [T, T, T, T]);
}

#[test]
fn a8_empty_patterns() {
    value("", "", [T, T, T, T]);
    value("", "x", [F, F, F, F]);
    body("", "", [T, T, T, T]);
    body("", "hello", [F, T, F, F]);
    body("", " ", [T, T, T, F]);
    let rules = json!({ "content": [
        { "rule_id": "k", "pattern": "", "actions": [], "enabled": true, "default": false },
    ] });
    all(&rules, &message(" "), &me(), [T, T, F, F]);
}

#[test]
fn a9_a20_ids_of_rooms_and_senders() {
    let rule = |kind: &str, id: &str| json!({ kind: [{ "rule_id": id, "actions": ["notify"], "enabled": true, "default": false }] });
    all(&rule("room", "!r:x"), &message("a"), &me(), [T, T, T, T]);
    all(&rule("room", "!R:x"), &message("a"), &me(), [F, T, F, T]);
    all(&rule("room", "!*"), &message("a"), &me(), [F, T, F, T]);
    all(&rule("sender", "@a:x"), &message("a"), &me(), [T, F, F, T]);
    all(&rule("sender", "@A:x"), &message("a"), &me(), [F, F, F, T]);
    let mut event = message("a");
    event["user_id"] = json!("@A:x");
    all(&rule("sender", "@A:x"), &event, &me(), [F, T, T, T]);
    all(&rule("sender", "@a:x"), &event, &me(), [T, T, F, T]);
    // Which room, if the event says another one than the context.
    event["room_id"] = json!("!other:x");
    all(&rule("room", "!r:x"), &event, &me(), [F, F, F, T]);
    let is = rule_with(json!([{ "kind": "event_property_is", "key": "room_id", "value": "!other:x" }]));
    all(&is, &event, &me(), [T, T, T, T]);
}

#[test]
fn a11_paths() {
    let event = json!({
        "type": "t", "sender": "@a:x", "": { "a": "top" },
        "content": { "m\\foo": "v", "list": ["v", "w"], "body": "hé😀", "n": 3, "o": {}, "": { "b": "v" } },
    });
    let matches = |key: &str, pattern: &str, expected| {
        let rules = rule_with(json!([{ "kind": "event_match", "key": key, "pattern": pattern }]));
        all(&rules, &event, &me(), expected);
    };
    matches(r"content.m\\foo", "v", [T, T, T, T]);
    matches(r"content.m\foo", "v", [T, F, T, F]);
    matches("content.list.1", "w", [F, F, T, F]);
    matches("content.list.01", "w", [F, F, F, F]);
    matches("content.body.0", "h", [F, F, T, F]);
    matches("content.body.2", "*", [F, F, T, F]);
    matches("content.body.2", "\u{fffd}", [F, F, F, F]);
    matches("content.constructor.name", "Object", [F, F, T, F]);
    matches("content.o.constructor.constructor.name", "Function", [F, F, T, F]);
    matches("content..b", "v", [T, T, T, T]);
    matches(".a", "top", [T, T, T, F]);
    matches("a", "top", [F, F, F, T]);
    matches("", "x", [F, F, F, F]);
    let is = |key: &str, value: Value, expected| {
        let rules = rule_with(json!([{ "kind": "event_property_is", "key": key, "value": value }]));
        all(&rules, &event, &me(), expected);
    };
    is("content.body.length", json!(4), [F, F, T, F]);
    is("content.list.length", json!(2), [F, F, T, F]);
    is("content.__proto__.__proto__", json!(null), [F, F, T, F]);
    is("content.n", json!(3), [T, T, T, T]);
    is("content.n", json!(3.0), [T, F, T, error()]);
    // `value` instead of a pattern.
    let rules = rule_with(json!([{ "kind": "event_match", "key": "type", "value": "t", "pattern": "x" }]));
    all(&rules, &event, &me(), [F, F, T, F]);
}

#[test]
fn a11d_numbers() {
    let is = |event: Value, value: Value, expected| {
        let rules = rule_with(json!([{ "kind": "event_property_is", "key": "content.v", "value": value }]));
        let event = json!({ "type": "t", "sender": "@a:x", "content": { "v": event } });
        all(&rules, &event, &me(), expected);
    };
    is(json!(1), json!(1), [T, T, T, T]);
    is(json!(1.0), json!(1), [T, F, T, F]);
    is(json!(1.5), json!(1.5), [F, F, T, error()]);
    is(json!(1_i64 << 53), json!(1_i64 << 53), [F, T, T, error()]);
    is(json!((1_i64 << 53) + 1), json!(1_i64 << 53), [F, F, T, error()]);
    is(json!(true), json!(1), [F, F, F, F]);
    is(json!(1_u64 << 63), json!(1), [F, error(), F, F]);
    is(json!([1_u64 << 63]), json!(1), [F, error(), F, F]);
    is(json!([{ "a": 1_u64 << 63 }]), json!(1), [F, F, F, F]);
    is(json!(1e30), json!(1), [F, F, F, F]);
}

#[test]
fn a12_to_a14_display_names() {
    let name = |name: Value, body: &str, expected| {
        let rules = rule_with(json!([{ "kind": "contains_display_name" }]));
        let mut context = me();
        context["display_name"] = name;
        all(&rules, &message(body), &context, expected);
    };
    name(json!("B*b"), "Bxxb", [F, T, F, T]);
    name(json!("Zo"), "Zoë", [T, F, T, T]);
    name(json!("🦊"), "hi🦊you", [T, T, F, T]);
    name(json!(""), "", [F, F, F, T]);
    name(json!(""), "!!", [F, F, T, F]);
    name(json!(null), "", [F, F, F, F]);
    let rules = rule_with(json!([{ "kind": "contains_display_name" }]));
    let mut context = me();
    context["display_name"] = json!("*");
    let event = json!({ "type": "t", "sender": "@a:x", "content": {} });
    all(&rules, &event, &context, [F, T, F, F]);
}

#[test]
fn a15c_member_count() {
    for (is, expected) in [
        (json!("2"), [T, T, T, T]),
        (json!("+2"), [F, F, F, T]),
        (json!("<99999999999999999999"), [T, F, T, error()]),
        (json!("<9007199254740992"), [T, T, T, error()]),
        (json!("=2"), [F, F, F, error()]),
        (json!(2), [F, F, error(), error()]),
        (json!(0), [F, F, F, error()]),
    ] {
        all(&rule_with(json!([{ "kind": "room_member_count", "is": is }])), &message("a"), &me(), expected);
    }
}

#[test]
fn a15_power_levels() {
    let may = |key: Value, levels: Value, expected| {
        let rules = rule_with(json!([{ "kind": "sender_notification_permission", "key": key }]));
        let mut context = me();
        context["power_levels"] = levels;
        context["room_version"] = json!("10");
        context["creators"] = json!(["@a:x"]);
        all(&rules, &message("a"), &context, expected);
    };
    may(json!("room"), json!({ "users_default": 50 }), [T, T, T, T]);
    may(json!("other"), json!({ "users_default": 50 }), [T, T, T, F]);
    may(json!(""), json!({ "users_default": 50 }), [T, T, F, F]);
    may(json!("room"), json!({ "users_default": "50" }), [F, T, T, T]);
    may(json!("room"), json!({ "users_default": 50, "notifications": { "x": 1.5 } }), [T, error(), T, T]);
    may(json!("room"), json!(null), [F, T, F, F]);
}

#[test]
fn a16_to_a19_actions() {
    let answers = |kind: &str, actions: Value| {
        let rules = json!({ kind: [{
            "rule_id": "k", "pattern": "a", "conditions": [], "actions": actions, "enabled": true,
            "default": false,
        }] });
        Dialect::ALL.map(|dialect| answer(dialect, &rules, &message("a"), &me()))
    };
    let highlights = |kind: &str, actions: Value| {
        answers(kind, actions).map(|answer| answer.map(|found| found.highlight).ok())
    };
    let yes = Some(true);
    let no = Some(false);
    assert_eq!(highlights("content", json!(["notify"])), [no, no, yes, no]);
    assert_eq!(highlights("override", json!(["notify"])), [no, no, no, no]);
    let twice = json!([{ "set_tweak": "highlight" }, { "set_tweak": "highlight", "value": false }]);
    assert_eq!(highlights("override", twice), [no, no, no, yes]);
    let null = json!([{ "set_tweak": "highlight", "value": null }]);
    assert_eq!(highlights("override", null), [yes, yes, no, yes]);
    let text = json!([{ "set_tweak": "highlight", "value": "false" }]);
    assert_eq!(highlights("override", text), [no, yes, yes, None]);
    let list = json!([{ "set_tweak": "highlight", "value": [] }]);
    assert_eq!(highlights("override", list), [no, no, yes, None]);
    assert_eq!(highlights("override", json!(["unknown"])), [no, None, no, no]);
    assert_eq!(highlights("override", json!([null])), [no, no, None, None]);
    let sounds = answers(
        "override",
        json!([
            { "set_tweak": "sound", "value": "one" }, { "set_tweak": "sound", "value": "two" },
        ]),
    );
    let sounds = sounds.map(|answer| answer.unwrap().sound.unwrap());
    assert_eq!(sounds, ["two", "two", "two", "one"]);
    let odd = answers("override", json!([{ "a": 1 }, { "set_tweak": 5, "value": null }]));
    assert_eq!(
        json!(odd[2].as_ref().unwrap().tweaks),
        json!({ "undefined": true, "5": null, "highlight": false })
    );
}

#[test]
fn a25_a26_what_cannot_be_understood() {
    let good = json!({ "rule_id": "good", "conditions": [], "actions": ["notify"], "enabled": true, "default": false });
    let with = |bad: Value| json!({ "override": [bad, good] });
    let without = |field: &str| {
        let mut rule = good.clone();
        rule["rule_id"] = json!("bad");
        rule.as_object_mut().unwrap().remove(field);
        rule
    };
    // The good rule decides, or nobody gets that far.
    for (bad, expected) in [
        (json!(null), [T, T, error(), error()]),
        (json!(5), [T, T, T, error()]),
        (without("default"), [T, T, T, error()]),
        (without("enabled"), [T, T, T, error()]),
        (without("conditions"), [T, T, T, T]),
        (without("actions"), [T, T, error(), error()]),
        (without("rule_id"), [T, T, T, error()]),
    ] {
        all(&with(bad), &message("a"), &me(), expected);
    }
    for (conditions, expected) in [
        (json!([{ "kind": "unknown" }]), [F, F, F, F]),
        (json!([{}]), [F, F, F, error()]),
        (json!([null]), [F, F, error(), error()]),
        (json!([{ "kind": "unknown" }, null]), [F, F, F, error()]),
        (json!([5]), [F, F, F, error()]),
        (json!([{ "kind": "event_match", "key": 5, "pattern": "a" }]), [F, F, error(), error()]),
        (json!(null), [F, F, T, error()]),
        (json!({}), [F, F, error(), error()]),
    ] {
        all(&rule_with(conditions), &message("a"), &me(), expected);
    }
    let enabled = |enabled: Value| {
        let mut rule = good.clone();
        rule["enabled"] = enabled;
        json!({ "override": [rule] })
    };
    all(&enabled(json!("false")), &message("a"), &me(), [F, F, T, error()]);
    for (list, expected) in [
        (json!(null), [F, F, F, error()]),
        (json!("x"), [F, F, F, error()]),
        (json!(5), [F, F, error(), error()]),
    ] {
        all(&json!({ "override": list }), &message("a"), &me(), expected);
    }
    // Ids that are none.
    let rule = |id: &str| json!({ "rule_id": id, "actions": [], "enabled": true, "default": false });
    all(&json!({ "room": [rule("#r:x")] }), &message("a"), &me(), [F, F, F, error()]);
    all(&json!({ "sender": [rule("@a")] }), &message("a"), &me(), [F, F, F, error()]);
    all(&json!({ "sender": [rule("@a:x:70000")] }), &message("a"), &me(), [F, F, F, error()]);
    all(&json!({ "sender": [rule("@a:[::1]:80")] }), &message("a"), &me(), [F, F, F, F]);
    // Own events: ruma does not get so far with such a set.
    let mut own = message("a");
    own["sender"] = json!("@me:x");
    all(&with(json!(null)), &own, &me(), [F, F, F, error()]);
}

#[test]
fn order_and_duplicates() {
    let rule = |id: &str, enabled: bool, actions: Value| json!({ "rule_id": id, "conditions": [], "actions": actions, "enabled": enabled, "default": false });
    let ids = |rules: Value| {
        Dialect::ALL.map(|dialect| {
            let rule = answer(dialect, &rules, &message("a"), &me()).unwrap().rule;
            rule.map(|rule| rule.rule_id).unwrap_or_default()
        })
    };
    let master =
        json!({ "override": [rule("user", true, json!([])), rule(".m.rule.master", true, json!([]))] });
    assert_eq!(ids(master), [".m.rule.master", "user", "user", "user"]);
    let twice = json!({ "override": [rule("r", false, json!([])), rule("r", true, json!([]))] });
    assert_eq!(ids(twice), ["r", "r", "r", ""]);
    let postcontent = json!({ "postcontent": [rule("p", true, json!([]))] });
    assert_eq!(ids(postcontent), ["p", "p", "", "p"]);
}

#[test]
fn a23_a24_rules_out_of_force() {
    let rule = |kind: &str, id: &str| {
        json!({ kind: [{
            "rule_id": id, "pattern": "a", "conditions": [], "actions": [], "enabled": true, "default": false,
        }] })
    };
    let mentioning = |mentions: Value| {
        let mut event = message("a");
        event["content"]["m.mentions"] = mentions;
        event
    };
    for (mentions, expected) in
        [(json!({}), [F, F, F, F]), (json!(null), [F, F, F, F]), (json!({ "a": { "b": 1.5 } }), [F, F, F, T])]
    {
        all(&rule("override", ".m.rule.roomnotif"), &mentioning(mentions), &me(), expected);
    }
    all(&rule("underride", ".m.rule.roomnotif"), &mentioning(json!({})), &me(), [F, T, F, F]);
    all(&rule("override", ".m.rule.contains_user_name"), &mentioning(json!({})), &me(), [F, T, F, T]);
    let mut context = me();
    context["room_features"] = json!(["org.matrix.msc3932.extensible_events", "other"]);
    all(&rule("override", "user"), &message("a"), &context, [F, F, T, F]);
    all(&rule("content", "user"), &message("a"), &context, [F, F, T, T]);
    all(&rule("content", ".m.rule.contains_user_name"), &message("a"), &context, [T, T, T, T]);
    all(&rule("override", ".m.rule.contains_display_name"), &message("a"), &context, [F, F, T, T]);
    all(&rule("underride", ".m.rule.master"), &message("a"), &context, [T, F, T, T]);
    let supports = |feature: &str| {
        rule_with(json!([{ "kind": "org.matrix.msc3931.room_version_supports", "feature": feature }]))
    };
    all(&supports("org.matrix.msc3932.extensible_events"), &message("a"), &context, [T, T, F, T]);
    all(&supports("other"), &message("a"), &context, [T, F, F, F]);
}

#[test]
fn conditions_of_proposals() {
    let mut context = me();
    context["thread_subscribed"] = T;
    context["related_events"] = json!({ "m.in_reply_to": { "content": { "body": "a\nfoo" } } });
    let subscribed =
        rule_with(json!([{ "kind": "io.element.msc4306.thread_subscription", "subscribed": true }]));
    let thread = |root: Value| {
        let mut event = message("a");
        event["content"]["m.relates_to"] = json!({ "rel_type": "m.thread", "event_id": root });
        event
    };
    all(&subscribed, &thread(json!("$root")), &context, [T, T, F, T]);
    all(&subscribed, &thread(json!("root")), &context, [T, T, F, F]);
    all(&subscribed, &thread(json!("$root:")), &context, [T, T, F, F]);
    all(&subscribed, &thread(json!(5)), &context, [T, F, F, F]);
    let related = |kind: &str, fields: Value| {
        let mut condition = json!({ "kind": kind, "rel_type": "m.in_reply_to" });
        condition.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        rule_with(json!([condition]))
    };
    let stable = "im.nheko.msc3664.related_event_match";
    let foo = json!({ "key": "content.body", "pattern": "foo" });
    all(&related(stable, foo.clone()), &message("a"), &context, [T, T, F, F]);
    all(&related("related_event_match", foo), &message("a"), &context, [T, F, F, F]);
    let wild = json!({ "key": "content.body", "pattern": "a*foo" });
    all(&related(stable, wild), &message("a"), &context, [T, F, F, F]);
    all(&related(stable, json!({ "pattern": "x" })), &message("a"), &context, [F, T, F, F]);
    let call = rule_with(json!([{ "kind": "call_started" }]));
    let mut event = json!({ "type": "t", "sender": "@a:x", "content": { "m.intent": "m.ring" } });
    all(&call, &event, &me(), [T, F, T, F]);
    event["unsigned"] = json!({ "prev_content": { "a": 1 } });
    all(&call, &event, &me(), [F, F, F, F]);
    event["unsigned"] = json!({ "prev_content": null });
    assert_eq!(verdict(Dialect::JsSdk, &call, &event, &me()), T);
}

/// A pattern that would take a backtracking regex ages, and one longer than a word of bits.
#[test]
fn a10_patterns_of_any_size() {
    let stars = format!("{}b", "*a".repeat(40));
    let text = "a".repeat(400);
    for dialect in PEERS {
        let rules = rule_with(json!([{ "kind": "event_match", "key": "content.v", "pattern": stars }]));
        let event = json!({ "type": "t", "sender": "@a:x", "content": { "v": text } });
        assert_eq!(verdict(dialect, &rules, &event, &me()), F);
    }
    let long = "ab".repeat(100);
    value(&format!("{long}*{long}"), &format!("{long}{long}"), [T, T, T, T]);
    value(&format!("{long}*{long}"), &long, [F, F, F, F]);
}

#[test]
fn options_by_name() {
    for dialect in Dialect::ALL {
        let options = Options::from_value(&json!({ "dialect": dialect.as_str() })).unwrap();
        assert_eq!(options.dialect, dialect);
        assert_eq!(json!(dialect), json!(dialect.as_str()));
    }
    assert!(Options::from_value(&json!({ "dialect": "Synapse" })).is_err());
}

/// A text with half a surrogate pair is an event in every dialect, and can be explained.
#[test]
fn halves_of_surrogate_pairs_are_no_error() {
    let rules = json!({"content": [
        {"rule_id": "foo", "pattern": "foo", "actions": ["notify"], "enabled": true, "default": false}
    ]});
    let rules = Ruleset::from_value(rules).unwrap();
    let event = r#"{"type": "m.room.message", "sender": "@b:x", "content": {"body": "\ud83e foo"}}"#;
    let context = Context::new("@me:x");
    for dialect in Dialect::ALL {
        let compiled = rules.compile(&Options::from(dialect));
        assert!(compiled.evaluate(event, &context).unwrap().notify, "{dialect:?}");
        assert!(compiled.explain(event, &context).unwrap().evaluation.notify, "{dialect:?}");
    }
}
