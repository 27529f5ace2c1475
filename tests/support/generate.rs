//! Generated rules, events and contexts.
//!
//! Everything is drawn from small pools that belong together, names that Matrix uses and values that
//! are hard, so that conditions hold about as often as they do not.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};

const ME: &str = "@alice:example.org";
const PEOPLE: [&str; 4] = [ME, "@bob:example.org", "@carol:example.org", "@Bob:example.org"];
const ROOMS: [&str; 4] = ["!a:example.org", "!b:example.org", "!A:example.org", "!c"];
const FEATURES: [&str; 2] = ["org.matrix.msc3932.extensible_events", "org.example.feature"];
const RELATIONS: [&str; 4] = ["m.thread", "m.replace", "m.in_reply_to", "m.reference"];

/// Names of properties, of events and of rules alike.
const NAMES: [&str; 34] = [
    "type",
    "content",
    "sender",
    "room_id",
    "state_key",
    "event_id",
    "unsigned",
    "prev_content",
    "body",
    "msgtype",
    "membership",
    "m.mentions",
    "user_ids",
    "room",
    "m.relates_to",
    "rel_type",
    "is_falling_back",
    "m.intent",
    "m.terminated",
    "rule_id",
    "pattern",
    "conditions",
    "actions",
    "enabled",
    "default",
    "set_tweak",
    "value",
    "kind",
    "key",
    "global",
    "override",
    "__proto__",
    "",
    r"a\b.c",
];

/// The names with which conditions address properties, written in several ways.
const KEYS: [&str; 24] = [
    "type",
    "sender",
    "room_id",
    "state_key",
    "content",
    "content.body",
    "content.msgtype",
    "content.membership",
    r"content.m\.mentions",
    r"content.m\.mentions.room",
    r"content.m\.mentions.user_ids",
    r"content.m\.relates_to.rel_type",
    r"content.m\.intent",
    "content.m.relates_to",
    "unsigned.prev_content.membership",
    r"content.a\\b\.c",
    r"content.a\b\.c",
    r"content\.body",
    "content.__proto__",
    "content.",
    "",
    ".",
    "content.body.",
    r"content.body\",
];

const BODY_CHARS: [char; 26] = [
    'a', 'b', 'A', 'é', 'É', 'k', '\u{212a}', 'σ', 'ς', 'Σ', 'İ', 'ß', '_', '9', ' ', '.', '-', '@', '\n',
    '\u{301}', '日', '🦊', '*', '?', '\\', '"',
];

/// Short texts over a tricky alphabet.
pub fn text(lengths: std::ops::Range<usize>) -> impl Strategy<Value = String> + Clone {
    vec(select(&BODY_CHARS[..]), lengths).prop_map(String::from_iter)
}

/// Patterns that have a chance with such texts.
pub fn pattern() -> impl Strategy<Value = String> + Clone {
    let piece = prop_oneof![
        3 => text(1..4),
        2 => Just("*".to_owned()),
        2 => Just("?".to_owned()),
        1 => Just("**?*".to_owned()),
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// Strings that rules and events have in common, and a few others.
fn string() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        4 => select(&NAMES[..]).prop_map(str::to_owned),
        2 => select(&PEOPLE[..]).prop_map(str::to_owned),
        1 => select(&ROOMS[..]).prop_map(str::to_owned),
        2 => select(&["m.room.message", "m.room.member", "m.ring", "m.prompt", "m.thread", "M.TEXT", "join", "notify"][..])
            .prop_map(str::to_owned),
        2 => text(0..8),
    ]
}

/// Numbers at the edges of what is an integer (R29, A11d), and any others.
fn number() -> impl Strategy<Value = Value> + Clone {
    let edges = json!([
        0,
        -0.0,
        1,
        1.0,
        -1,
        0.5,
        50,
        100,
        9_007_199_254_740_991_i64,
        9_007_199_254_740_992_i64,
        -9_007_199_254_740_991_i64,
        9_007_199_254_740_991.0,
        1e21,
        1e300,
        -1e-7,
        18_446_744_073_709_551_615_u64
    ]);
    prop_oneof![
        4 => select(edges.as_array().cloned().unwrap_or_default()),
        1 => any::<i64>().prop_map(Value::from),
        1 => proptest::num::f64::NORMAL.prop_map(Value::from),
    ]
}

fn scalar() -> impl Strategy<Value = Value> + Clone {
    prop_oneof![
        1 => Just(Value::Null),
        2 => any::<bool>().prop_map(Value::Bool),
        2 => number(),
        5 => string().prop_map(Value::String),
    ]
}

/// Any JSON at all, made of the names that matter.
pub fn json() -> BoxedStrategy<Value> {
    scalar()
        .prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..5).prop_map(Value::Array),
                vec((string(), inner), 0..6).prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
        .boxed()
}

/// An object of so many of these fields, each of which may be missing.
fn object<const N: usize>(fields: [(&'static str, u32, BoxedStrategy<Value>); N]) -> BoxedStrategy<Value> {
    let mut all = Just(Map::new()).boxed();
    for (name, percent, value) in fields {
        // What is always there must not be shrunk away either.
        let present = match percent {
            100 => Just(true).boxed(),
            percent => prop::bool::weighted(f64::from(percent) / 100.0).boxed(),
        };
        let field = (present, value).prop_map(|(present, value)| present.then_some(value));
        all = (all, field)
            .prop_map(move |(mut object, value)| {
                if let Some(value) = value {
                    object.insert(name.to_owned(), value);
                }
                object
            })
            .boxed();
    }
    all.prop_map(Value::Object).boxed()
}

fn strings(pool: &'static [&'static str]) -> BoxedStrategy<Value> {
    select(pool).prop_map(Value::from).boxed()
}

fn or_any(value: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    prop_oneof![12 => value, 1 => json()].boxed()
}

/// An event, more or less as Matrix has them.
pub fn event() -> BoxedStrategy<Value> {
    let mentions = object([
        ("user_ids", 60, or_any(vec(strings(&PEOPLE), 0..3).prop_map(Value::Array).boxed())),
        ("room", 40, or_any(any::<bool>().prop_map(Value::Bool).boxed())),
    ]);
    let relates_to = object([
        ("rel_type", 90, or_any(strings(&RELATIONS))),
        ("is_falling_back", 40, or_any(any::<bool>().prop_map(Value::Bool).boxed())),
    ]);
    let content = object([
        ("body", 80, or_any(text(0..12).prop_map(Value::String).boxed())),
        ("msgtype", 60, or_any(strings(&["m.text", "m.notice", "M.Text"]))),
        ("membership", 20, or_any(strings(&["invite", "join", ""]))),
        ("m.mentions", 40, or_any(mentions)),
        ("m.relates_to", 40, or_any(relates_to)),
        ("m.intent", 40, or_any(strings(&["m.ring", "m.prompt", "m.room"]))),
        ("m.terminated", 15, json()),
        (r"a\b.c", 20, json()),
        ("__proto__", 10, json()),
        ("", 10, json()),
    ]);
    let previous =
        object([("membership", 50, or_any(strings(&["invite", "join"]))), ("m.terminated", 30, json())]);
    let unsigned = object([("prev_content", 50, or_any(previous))]);
    object([
        ("type", 95, or_any(strings(&["m.room.message", "m.room.member", "M.ROOM.message", "m.call"]))),
        ("sender", 95, or_any(strings(&PEOPLE))),
        ("room_id", 50, or_any(strings(&ROOMS))),
        ("state_key", 40, or_any(strings(&[ME, "@bob:example.org", ""]))),
        ("content", 95, or_any(content)),
        ("unsigned", 40, or_any(unsigned)),
    ])
}

/// A condition of any kind we know, right or nearly right.
pub fn condition() -> BoxedStrategy<Value> {
    let kind = |kind: &'static str| Just(json!(kind)).boxed();
    let key = || strings(&KEYS);
    let pattern = || {
        prop_oneof![
            2 => pattern().prop_map(Value::from),
            2 => string().prop_map(Value::from),
            1 => select(&["m.*", "*", "?.room.*", "", "@*:example.org", "!*", "m.t?xt"][..]).prop_map(Value::from),
        ]
        .boxed()
    };
    let is = || {
        strings(&[
            "2",
            "==2",
            "<2",
            ">2",
            "<=2",
            ">=2",
            "002",
            "0",
            "=2",
            "2 ",
            "+2",
            "",
            ">",
            "99999999999999999999",
            "==-1",
        ])
    };
    prop_oneof![
        6 => object([("kind", 100, kind("event_match")), ("key", 97, key()), ("pattern", 97, pattern())]),
        4 => object([
            ("kind", 100, strings(&["event_property_is", "com.beeper.msc3758.exact_event_match"])),
            ("key", 97, key()),
            ("value", 97, or_any(scalar().boxed())),
        ]),
        3 => object([
            ("kind", 100, strings(&["event_property_contains", "org.matrix.msc3966.exact_event_property_contains"])),
            ("key", 97, prop_oneof![3 => Just(json!(r"content.m\.mentions.user_ids")), 1 => key()].boxed()),
            ("value", 97, or_any(prop_oneof![strings(&PEOPLE), scalar()].boxed())),
        ]),
        1 => object([("kind", 100, kind("contains_display_name"))]),
        2 => object([("kind", 100, kind("room_member_count")), ("is", 97, or_any(is()))]),
        2 => object([
            ("kind", 100, kind("sender_notification_permission")),
            ("key", 97, or_any(strings(&["room", "", "other"]))),
        ]),
        1 => object([
            ("kind", 100, kind("org.matrix.msc3931.room_version_supports")),
            ("feature", 97, or_any(strings(&FEATURES))),
        ]),
        1 => object([
            ("kind", 100, kind("io.element.msc4306.thread_subscription")),
            ("subscribed", 97, or_any(any::<bool>().prop_map(Value::Bool).boxed())),
        ]),
        1 => object([("kind", 100, strings(&["org.matrix.msc3914.call_started", "call_started"]))]),
        2 => object([
            ("kind", 100, strings(&["im.nheko.msc3664.related_event_match", "related_event_match"])),
            ("rel_type", 97, or_any(strings(&RELATIONS))),
            ("key", 60, key()),
            ("pattern", 60, pattern()),
            ("include_fallbacks", 50, or_any(any::<bool>().prop_map(Value::Bool).boxed())),
        ]),
        1 => object([("kind", 90, or_any(strings(&["device", "event_match "])))]),
    ]
    .boxed()
}

fn action() -> BoxedStrategy<Value> {
    let tweak = object([
        ("set_tweak", 95, or_any(strings(&["highlight", "sound", "org.example.tweak"]))),
        ("value", 60, or_any(strings(&["default", "ring", "true"]))),
    ]);
    prop_oneof![
        3 => strings(&["notify", "dont_notify", "coalesce", "org.matrix.msc3768.notify_in_app"]),
        3 => tweak,
        1 => json(),
    ]
    .boxed()
}

/// A rule for the list of a kind.
fn rule(kind: &'static str) -> BoxedStrategy<Value> {
    let id = match kind {
        "room" => strings(&ROOMS),
        "sender" => strings(&PEOPLE),
        _ => strings(&[
            "one",
            "two",
            "three",
            ".m.rule.master",
            ".m.rule.roomnotif",
            ".m.rule.contains_user_name",
            ".m.rule.contains_display_name",
        ]),
    };
    let (conditions, patterns) = if kind == "content" { (5, 97) } else { (90, 5) };
    object([
        ("rule_id", 98, or_any(id)),
        ("default", 90, any::<bool>().prop_map(Value::Bool).boxed()),
        ("enabled", 95, or_any(prop::bool::weighted(0.9).prop_map(Value::Bool).boxed())),
        ("conditions", conditions, or_any(vec(or_any(condition()), 0..3).prop_map(Value::Array).boxed())),
        ("pattern", patterns, or_any(pattern().prop_map(Value::String).boxed())),
        ("actions", 98, or_any(vec(action(), 0..4).prop_map(Value::Array).boxed())),
    ])
}

/// A set of rules in one of the accepted shapes.
pub fn ruleset() -> BoxedStrategy<Value> {
    let list = |kind, count| or_any(vec(or_any(rule(kind)), 0..count).prop_map(Value::Array).boxed());
    let lists = object([
        ("underride", 80, list("underride", 5)),
        ("override", 80, list("override", 5)),
        ("content", 70, list("content", 6)),
        ("postcontent", 30, list("postcontent", 3)),
        ("room", 70, list("room", 4)),
        ("sender", 50, list("sender", 3)),
        ("org.example.kind", 5, json()),
    ]);
    (lists, 0..4_u8)
        .prop_map(|(lists, shape)| match shape {
            0 => json!({ "global": lists, "device": {} }),
            1 => json!({ "type": "m.push_rules", "content": { "global": lists } }),
            _ => lists,
        })
        .boxed()
}

/// What is known of the owner and the room.
pub fn context() -> BoxedStrategy<Value> {
    let level = || {
        prop_oneof![3 => number(), 2 => strings(&["50", " -1 ", "+100", "0x1", "", "1e3", "9007199254740992"])].boxed()
    };
    let levels = object([
        (
            "users",
            70,
            or_any(object([
                ("@bob:example.org", 70, or_any(level())),
                ("@carol:example.org", 50, or_any(level())),
            ])),
        ),
        ("users_default", 50, or_any(level())),
        ("notifications", 60, or_any(object([("room", 70, or_any(level())), ("", 30, level())]))),
    ]);
    let related =
        object([("m.in_reply_to", 60, event()), ("m.thread", 30, event()), ("m.replace", 30, event())]);
    object([
        ("user_id", 100, strings(&PEOPLE)),
        (
            "display_name",
            60,
            prop_oneof![text(0..4).prop_map(Value::String).boxed(), Just(Value::Null).boxed()].boxed(),
        ),
        (
            "member_count",
            70,
            select(vec![json!(0), json!(1), json!(2), json!(2.0), json!(3), json!(null)]).boxed(),
        ),
        ("power_levels", 70, levels),
        ("room_id", 50, strings(&ROOMS)),
        ("room_version", 60, strings(&["1", "9", "10", "11", "12", "13", "012", "+9", "org.example.12"])),
        ("creators", 40, vec(strings(&PEOPLE), 0..3).prop_map(Value::Array).boxed()),
        ("related_events", 60, related),
        ("thread_subscribed", 50, any::<bool>().prop_map(Value::Bool).boxed()),
        ("room_features", 25, vec(strings(&FEATURES), 0..2).prop_map(Value::Array).boxed()),
    ])
}
