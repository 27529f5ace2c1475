//! Explaining and evaluating are one: random rules, events and contexts from a small world in which
//! much matches and much almost does.

use matrix_push_rules::{Context, Dialect, Explanation, Offsets, Options, Outcome, RuleStatus, Ruleset};
use proptest::{prelude::*, sample::select};
use serde_json::{Map, Value, json};

use crate::{choices::Choices, generate, testing::cases};

const ME: &str = "@me:example.org";
const BOB: &str = "@bob:example.org";
const ROOM: &str = "!a:example.org";

fn text() -> impl Strategy<Value = String> {
    let words = select(vec![
        "foo",
        "Foo",
        "foobar",
        "é",
        "\u{212a}g",
        "kg",
        "İ",
        "me",
        "@me:example.org",
        "!",
        "*",
        "?",
        "",
        "日本",
        "a_b",
    ]);
    let word = prop_oneof![9 => words.prop_map(str::to_owned), 1 => "[a-c ?*É]{0,4}"];
    (prop::collection::vec(word, 0..4), select(vec![" ", "", ", ", "\n"]))
        .prop_map(|(words, gap)| words.join(gap))
}

fn pattern() -> impl Strategy<Value = String> {
    let fixed = select(vec![
        "foo",
        "FOO",
        "fo?",
        "*oo",
        "foo*",
        "*",
        "",
        "?",
        "kg",
        "é",
        "m.room.*",
        "m.room.message",
        "* *",
        "a*b",
    ]);
    prop_oneof![4 => fixed.prop_map(str::to_owned), 1 => text()]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec![
            json!(null),
            json!(true),
            json!(false),
            json!(0),
            json!(1),
            json!(1.0),
            json!(1.5),
            json!("1"),
            json!(ME),
            json!("@Me:example.org")
        ]),
        text().prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => scalar(),
        1 => prop::collection::vec(scalar(), 0..4).prop_map(Value::from),
        1 => Just(json!({})),
        1 => Just(json!([[1], {}])),
    ]
}

fn key() -> impl Strategy<Value = &'static str> {
    select(vec![
        "type",
        "sender",
        "room_id",
        "state_key",
        "content.body",
        "content",
        "content.v",
        r"content.m\.mentions.user_ids",
        "content.m.mentions.user_ids",
        r"content.m\.mentions",
        r"content.m\.mentions.room",
        "content.m.x.y",
        "",
    ])
}

fn condition() -> impl Strategy<Value = Value> {
    prop_oneof![
        5 => (key(), pattern()).prop_map(|(key, pattern)| json!({ "kind": "event_match", "key": key, "pattern": pattern })),
        2 => pattern().prop_map(|pattern| json!({ "kind": "event_match", "key": "content.body", "pattern": pattern })),
        3 => (key(), value()).prop_map(|(key, value)| json!({ "kind": "event_property_is", "key": key, "value": value })),
        3 => (key(), value()).prop_map(|(key, value)| json!({ "kind": "event_property_contains", "key": key, "value": value })),
        1 => Just(json!({ "kind": "contains_display_name" })),
        1 => select(vec!["2", "==2", "<3", ">=2", ">9", "x"]).prop_map(|is| json!({ "kind": "room_member_count", "is": is })),
        1 => select(vec!["room", "other"]).prop_map(|key| json!({ "kind": "sender_notification_permission", "key": key })),
        1 => Just(json!({ "kind": "org.matrix.msc3931.room_version_supports", "feature": "f" })),
        1 => any::<bool>().prop_map(|subscribed| json!({ "kind": "io.element.msc4306.thread_subscription", "subscribed": subscribed })),
        1 => Just(json!({ "kind": "call_started" })),
        1 => (key(), pattern(), any::<bool>()).prop_map(|(key, pattern, fallbacks)| json!({
            "kind": "related_event_match", "rel_type": "m.in_reply_to", "key": key, "pattern": pattern, "include_fallbacks": fallbacks,
        })),
        1 => Just(json!({ "kind": "related_event_match", "rel_type": "m.in_reply_to" })),
        1 => select(vec![json!({ "kind": "unknown" }), json!({ "kind": "event_match" }), json!(5)]),
    ]
}

fn rule() -> impl Strategy<Value = Value> {
    let id = select(vec![
        ME,
        BOB,
        ROOM,
        "a",
        ".m.rule.master",
        ".m.rule.roomnotif",
        ".m.rule.contains_display_name",
        ".m.rule.contains_user_name",
    ]);
    let enabled = prop_oneof![8 => Just(json!(true)), 2 => Just(json!(false)), 1 => Just(json!("yes"))];
    let actions = select(vec![
        json!(["notify"]),
        json!([]),
        json!(null),
        json!(["notify", { "set_tweak": "highlight" }]),
    ]);
    (id, enabled, prop::collection::vec(condition(), 0..3), pattern(), actions).prop_map(
        |(id, enabled, conditions, pattern, actions)| {
            json!({ "rule_id": id, "default": false, "enabled": enabled, "conditions": conditions, "pattern": pattern, "actions": actions })
        },
    )
}

fn rules() -> impl Strategy<Value = Value> {
    let list = || prop::collection::vec(rule(), 0..4).prop_map(Value::from);
    (list(), list(), list(), list(), list()).prop_map(|(first, content, room, sender, last)| {
        json!({ "override": first, "content": content, "room": room, "sender": sender, "underride": last })
    })
}

/// An object with some of these fields.
fn some_of(fields: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let start = Just(Map::new()).boxed();
    fields
        .into_iter()
        .fold(start, |object, (name, value)| {
            (object, prop::option::of(value))
                .prop_map(move |(mut object, value)| {
                    object.extend(value.map(|value| (name.to_owned(), value)));
                    object
                })
                .boxed()
        })
        .prop_map(Value::Object)
        .boxed()
}

fn event() -> BoxedStrategy<Value> {
    let string = |names: &[&'static str]| select(names.to_vec()).prop_map(Value::from).boxed();
    let mentions = some_of(vec![
        ("user_ids", prop_oneof![Just(json!([ME])), value()].boxed()),
        ("room", value().boxed()),
    ]);
    let relates_to = some_of(vec![
        ("rel_type", string(&["m.thread", "m.replace"])),
        ("is_falling_back", any::<bool>().prop_map(Value::from).boxed()),
    ]);
    let content = some_of(vec![
        ("body", prop_oneof![6 => text().prop_map(Value::from), 1 => value()].boxed()),
        ("v", value().boxed()),
        ("m.mentions", prop_oneof![3 => mentions, 1 => value()].boxed()),
        ("m.relates_to", relates_to),
        ("m.intent", string(&["m.ring", "m.room"])),
        ("m.terminated", Just(json!(1)).boxed()),
        ("m.x", Just(json!({ "y": 1 })).boxed()),
    ]);
    let previous = some_of(vec![("m.terminated", Just(json!(1)).boxed())]);
    some_of(vec![
        ("type", string(&["m.room.message", "m.sticker"])),
        ("sender", prop_oneof![8 => string(&[BOB, BOB, ME]), 1 => value().boxed()].boxed()),
        ("room_id", prop_oneof![3 => string(&[ROOM, "!b:example.org"]), 1 => value().boxed()].boxed()),
        ("state_key", text().prop_map(Value::from).boxed()),
        ("content", content),
        ("unsigned", some_of(vec![("prev_content", previous)])),
        ("", value().boxed()),
    ])
}

fn context() -> BoxedStrategy<Value> {
    let power_levels =
        select(vec![json!({}), json!({ "users": { BOB: 50 } }), json!({ "notifications": { "room": 0 } })]);
    let features =
        select(vec![json!(["f"]), json!(["g"]), json!(["f", "org.matrix.msc3932.extensible_events"])]);
    some_of(vec![
        ("display_name", text().prop_map(Value::from).boxed()),
        ("member_count", (0..4_u64).prop_map(Value::from).boxed()),
        ("power_levels", power_levels.boxed()),
        ("room_id", Just(json!(ROOM)).boxed()),
        ("room_version", select(vec!["1", "11", "12"]).prop_map(Value::from).boxed()),
        ("creators", Just(json!([BOB])).boxed()),
        ("related_events", event().prop_map(|event| json!({ "m.in_reply_to": event })).boxed()),
        ("thread_subscribed", any::<bool>().prop_map(Value::from).boxed()),
        ("room_features", features.boxed()),
    ])
    .prop_map(|mut context| {
        context["user_id"] = json!(ME);
        context
    })
    .boxed()
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn explaining_is_evaluating(rules in rules(), event in event(), context in context()) {
        let context = Context::from_value(&context).unwrap();
        let rules = Ruleset::from_value(rules).unwrap();
        for dialect in Dialect::ALL {
            explaining_is_evaluating_as(dialect, &rules, &event, &context)?;
        }
    }

    /// The same with input of any kind, such as nobody writes.
    #[test]
    fn explaining_is_evaluating_whatever_comes(data in prop::collection::vec(any::<u8>(), 0..1500)) {
        let mut choices = Choices::new(&data);
        let event = generate::event(&mut choices);
        let Ok(context) = Context::from_value(&generate::context(&mut choices)) else { return Ok(()) };
        let Ok(rules) = Ruleset::from_value(generate::ruleset(&mut choices)) else { return Ok(()) };
        if event.is_object() {
            for dialect in Dialect::ALL {
                explaining_is_evaluating_as(dialect, &rules, &event, &context)?;
            }
        }
    }
}

fn explaining_is_evaluating_as(
    dialect: Dialect,
    rules: &Ruleset,
    event: &Value,
    context: &Context,
) -> Result<(), TestCaseError> {
    let compiled = rules.compile(&Options::from(dialect));
    let mut evaluator = compiled.evaluator();
    let evaluation = evaluator.evaluate(event, context).unwrap();
    let explanation = compiled.explain(event, context).unwrap();
    prop_assert_eq!(&explanation.evaluation, evaluation);
    prop_assert_eq!(explanation.rejection.is_some(), evaluator.rejection().is_some());
    if let (Some(rejection), Some(why)) = (&explanation.rejection, evaluator.rejection()) {
        prop_assert!(rejection.message.ends_with(why), "{:?} does not say {why}", rejection);
    }
    prop_assert_eq!(&explanation, &compiled.explain(&event.to_string(), context).unwrap());
    check(dialect, &explanation)?;
    let utf16 = compiled.explain_in(event, context, Offsets::Utf16).unwrap();
    check_spans(&explanation, &utf16, event["content"]["body"].as_str().unwrap_or_default())
}

/// The parts of an explanation agree with each other.
fn check(dialect: Dialect, explanation: &Explanation) -> Result<(), TestCaseError> {
    let mut winner = None;
    for rule in &explanation.rules {
        let holds = rule.conditions.iter().all(|condition| condition.matched);
        if dialect == Dialect::Spec {
            prop_assert_eq!(rule.would_match, rule.status != RuleStatus::Invalid && holds);
        }
        prop_assert!(holds || !rule.would_match);
        prop_assert!(!rule.reason.message.is_empty());
        for condition in &rule.conditions {
            let plain = ["condition_holds", "condition_does_not_hold"];
            prop_assert!(!plain.contains(&condition.reason.code), "no reason for {:?}", condition);
        }
        match rule.status {
            RuleStatus::Matched => {
                prop_assert!(winner.is_none() && rule.would_match);
                winner = Some((rule.kind, rule.rule_id.clone()));
            }
            RuleStatus::NotMatched => prop_assert!(winner.is_none() && !rule.would_match),
            RuleStatus::NotReached => {
                prop_assert!(
                    winner.is_some()
                        || matches!(explanation.outcome, Outcome::OwnEvent | Outcome::RulesetRejected)
                );
            }
            _ => {}
        }
    }
    prop_assert_eq!(winner.is_some(), explanation.outcome == Outcome::RuleMatched);
    prop_assert_eq!(explanation.rejection.is_some(), explanation.outcome == Outcome::RulesetRejected);
    let decider = explanation.evaluation.rule.clone();
    prop_assert_eq!(winner.clone().map(|(kind, _)| kind), decider.clone().map(|rule| rule.kind));
    // matrix-js-sdk hands out ids that are no strings.
    if let Some((_, Some(rule_id))) = winner {
        prop_assert_eq!(Some(rule_id), decider.map(|rule| rule.rule_id));
    }
    Ok(())
}

/// Spans are parts of the body, in order, and the same in bytes and in UTF-16.
fn check_spans(bytes: &Explanation, utf16: &Explanation, body: &str) -> Result<(), TestCaseError> {
    let conditions = |explanation: &Explanation| {
        explanation.rules.iter().flat_map(|rule| rule.conditions.clone()).collect::<Vec<_>>()
    };
    let units: Vec<u16> = body.encode_utf16().collect();
    for (bytes, utf16) in conditions(bytes).iter().zip(conditions(utf16)) {
        prop_assert_eq!(bytes.spans.len(), utf16.spans.len());
        prop_assert!(bytes.spans.is_empty() || bytes.matched);
        let mut end = 0;
        for (in_bytes, in_units) in bytes.spans.iter().zip(&utf16.spans) {
            prop_assert!(end <= in_bytes.start && in_bytes.start < in_bytes.end, "{:?}", bytes);
            end = in_bytes.end;
            let part = body.get(in_bytes.start..in_bytes.end);
            prop_assert!(part.is_some());
            let same =
                units.get(in_units.start..in_units.end).and_then(|units| String::from_utf16(units).ok());
            prop_assert_eq!(part.map(str::to_owned), same);
        }
    }
    Ok(())
}
