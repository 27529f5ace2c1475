//! Generated rules, events and contexts.
//!
//! Everything is drawn from small pools that belong together, names that Matrix uses and values that
//! are hard, so that conditions hold about as often as they do not.

use serde_json::{Map, Value, json};

use super::choices::Choices;

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

const CHARS: [char; 26] = [
    'a', 'b', 'A', 'é', 'É', 'k', '\u{212a}', 'σ', 'ς', 'Σ', 'İ', 'ß', '_', '9', ' ', '.', '-', '@', '\n',
    '\u{301}', '日', '🦊', '*', '?', '\\', '"',
];

/// A short text over a tricky alphabet.
pub fn text(c: &mut Choices<'_>, limit: usize) -> String {
    c.list(limit, |c| c.pick(&CHARS)).into_iter().collect()
}

/// A pattern that has a chance with such texts.
pub fn pattern(c: &mut Choices<'_>) -> String {
    c.list(6, |c| match c.below(8) {
        0..=2 => text(c, 4),
        3 | 4 => "*".to_owned(),
        5 | 6 => "?".to_owned(),
        _ => "**?*".to_owned(),
    })
    .concat()
}

/// Strings that rules and events have in common, and a few others.
fn string(c: &mut Choices<'_>) -> String {
    const OTHERS: [&str; 8] =
        ["m.room.message", "m.room.member", "m.ring", "m.prompt", "m.thread", "M.TEXT", "join", "notify"];
    match c.below(11) {
        0..=3 => c.pick(&NAMES).to_owned(),
        4 | 5 => c.pick(&PEOPLE).to_owned(),
        6 => c.pick(&ROOMS).to_owned(),
        7 | 8 => c.pick(&OTHERS).to_owned(),
        _ => text(c, 8),
    }
}

/// A number at the edge of what is an integer (R29, A11d), or any other.
fn number(c: &mut Choices<'_>) -> Value {
    let edges = [
        json!(0),
        json!(1),
        json!(2),
        json!(-1),
        json!(50),
        json!(100),
        json!(-0.0),
        json!(1.0),
        json!(0.5),
        json!(9_007_199_254_740_991_i64),
        json!(9_007_199_254_740_992_i64),
        json!(-9_007_199_254_740_991_i64),
        json!(-9_007_199_254_740_992_i64),
        json!(9_007_199_254_740_991.0),
        json!(9_007_199_254_740_992.0),
        json!(u64::MAX),
        json!(1e21),
        json!(1e300),
        json!(-1e-7),
    ];
    match c.below(6) {
        0..=3 => c.pick(&edges),
        4 => json!(c.u64().cast_signed()),
        // What is no finite number becomes `null`.
        _ => json!(f64::from_bits(c.u64())),
    }
}

fn scalar(c: &mut Choices<'_>) -> Value {
    match c.below(10) {
        0 => Value::Null,
        1 => json!(false),
        2 => json!(true),
        3 | 4 => number(c),
        _ => json!(string(c)),
    }
}

/// Any JSON at all, made of the names that matter.
pub fn json(c: &mut Choices<'_>) -> Value {
    nested(c, 4)
}

fn nested(c: &mut Choices<'_>, depth: usize) -> Value {
    match c.below(4) {
        0 | 1 => scalar(c),
        _ if depth == 0 => scalar(c),
        2 => Value::Array(c.list(5, |c| nested(c, depth - 1))),
        _ => Value::Object(c.list(6, |c| (string(c), nested(c, depth - 1))).into_iter().collect()),
    }
}

/// An object of fields that are there so many times of a hundred.
fn object<const N: usize>(c: &mut Choices<'_>, fields: [Field<'_>; N]) -> Value {
    let mut object = Map::new();
    for (name, percent, value) in fields {
        if c.percent(percent) {
            object.insert(name.to_owned(), value(c));
        }
    }
    Value::Object(object)
}

type Field<'f> = (&'static str, usize, &'f dyn Fn(&mut Choices<'_>) -> Value);

fn one_of(pool: &'static [&'static str]) -> impl Fn(&mut Choices<'_>) -> Value {
    move |c| json!(c.pick(pool))
}

/// The value as it should be, and now and then any other.
fn mostly(value: impl Fn(&mut Choices<'_>) -> Value) -> impl Fn(&mut Choices<'_>) -> Value {
    move |c| if c.percent(6) { json(c) } else { value(c) }
}

fn boolean(c: &mut Choices<'_>) -> Value {
    json!(c.below(2) == 1)
}

/// An event, more or less as Matrix has them.
pub fn event(c: &mut Choices<'_>) -> Value {
    if c.percent(3) {
        return json(c);
    }
    let mentions = |c: &mut Choices<'_>| {
        let people = |c: &mut Choices<'_>| json!(c.list(3, mostly(one_of(&PEOPLE))));
        object(c, [("user_ids", 60, &mostly(people)), ("room", 40, &mostly(boolean))])
    };
    let relates_to = |c: &mut Choices<'_>| {
        object(c, [("rel_type", 90, &mostly(one_of(&RELATIONS))), ("is_falling_back", 40, &mostly(boolean))])
    };
    let content = |c: &mut Choices<'_>| {
        object(
            c,
            [
                ("body", 80, &mostly(|c| json!(text(c, 12)))),
                ("msgtype", 60, &mostly(one_of(&["m.text", "m.notice", "M.Text"]))),
                ("membership", 20, &mostly(one_of(&["invite", "join", ""]))),
                ("m.mentions", 40, &mostly(mentions)),
                ("m.relates_to", 40, &mostly(relates_to)),
                ("m.intent", 40, &mostly(one_of(&["m.ring", "m.prompt", "m.room"]))),
                ("m.terminated", 15, &json),
                (r"a\b.c", 20, &json),
                ("__proto__", 10, &json),
                ("", 10, &json),
            ],
        )
    };
    let previous = |c: &mut Choices<'_>| {
        object(c, [("membership", 50, &mostly(one_of(&["invite", "join"]))), ("m.terminated", 30, &json)])
    };
    let unsigned = |c: &mut Choices<'_>| object(c, [("prev_content", 50, &mostly(previous))]);
    let types = one_of(&["m.room.message", "m.room.member", "M.ROOM.message", "m.call"]);
    object(
        c,
        [
            ("type", 95, &mostly(types)),
            ("sender", 95, &mostly(one_of(&PEOPLE))),
            ("room_id", 50, &mostly(one_of(&ROOMS))),
            ("state_key", 40, &mostly(one_of(&[ME, "@bob:example.org", ""]))),
            ("content", 95, &mostly(content)),
            ("unsigned", 40, &mostly(unsigned)),
        ],
    )
}

/// A condition of any kind we know, right or nearly right.
pub fn condition(c: &mut Choices<'_>) -> Value {
    let key = one_of(&KEYS);
    let pattern = |c: &mut Choices<'_>| {
        json!(match c.below(5) {
            0 | 1 => pattern(c),
            2 | 3 => string(c),
            _ => c.pick(&["m.*", "*", "?.room.*", "", "@*:example.org", "!*", "m.t?xt"]).to_owned(),
        })
    };
    let kind = |name: &'static str| move |_: &mut Choices<'_>| json!(name);
    match c.below(24) {
        0..=5 => {
            object(c, [("kind", 100, &kind("event_match")), ("key", 97, &key), ("pattern", 97, &pattern)])
        }
        6..=9 => {
            let kinds = one_of(&["event_property_is", "com.beeper.msc3758.exact_event_match"]);
            object(c, [("kind", 100, &kinds), ("key", 97, &key), ("value", 97, &mostly(scalar))])
        }
        10..=12 => {
            let kinds =
                one_of(&["event_property_contains", "org.matrix.msc3966.exact_event_property_contains"]);
            let key = |c: &mut Choices<'_>| {
                if c.below(4) == 0 { key(c) } else { json!(r"content.m\.mentions.user_ids") }
            };
            let value =
                |c: &mut Choices<'_>| if c.below(2) == 0 { json!(c.pick(&PEOPLE)) } else { scalar(c) };
            object(c, [("kind", 100, &kinds), ("key", 97, &key), ("value", 97, &mostly(value))])
        }
        13 => object(c, [("kind", 100, &kind("contains_display_name"))]),
        14 | 15 => {
            let is = one_of(&[
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
                "==-1",
                "99999999999999999999",
                "<99999999999999999999",
            ]);
            object(c, [("kind", 100, &kind("room_member_count")), ("is", 97, &mostly(is))])
        }
        16 | 17 => {
            let keys = one_of(&["room", "", "other"]);
            object(c, [("kind", 100, &kind("sender_notification_permission")), ("key", 97, &mostly(keys))])
        }
        18 => {
            let features = one_of(&FEATURES);
            object(
                c,
                [
                    ("kind", 100, &kind("org.matrix.msc3931.room_version_supports")),
                    ("feature", 97, &mostly(features)),
                ],
            )
        }
        19 => object(
            c,
            [
                ("kind", 100, &kind("io.element.msc4306.thread_subscription")),
                ("subscribed", 97, &mostly(boolean)),
            ],
        ),
        20 => object(c, [("kind", 100, &one_of(&["org.matrix.msc3914.call_started", "call_started"]))]),
        21 | 22 => object(
            c,
            [
                ("kind", 100, &one_of(&["im.nheko.msc3664.related_event_match", "related_event_match"])),
                ("rel_type", 97, &mostly(one_of(&RELATIONS))),
                ("key", 60, &key),
                ("pattern", 60, &pattern),
                ("include_fallbacks", 50, &mostly(boolean)),
            ],
        ),
        _ => object(c, [("kind", 90, &mostly(one_of(&["device", "event_match "])))]),
    }
}

fn action(c: &mut Choices<'_>) -> Value {
    match c.below(7) {
        0..=2 => {
            json!(c.pick(&["notify", "dont_notify", "coalesce", "org.matrix.msc3768.notify_in_app"]))
        }
        3..=5 => {
            let names = one_of(&["highlight", "sound", "org.example.tweak"]);
            let value = |c: &mut Choices<'_>| if c.below(2) == 0 { json!("default") } else { json(c) };
            object(c, [("set_tweak", 95, &mostly(names)), ("value", 60, &value)])
        }
        _ => json(c),
    }
}

/// A rule for the list of a kind.
fn rule(c: &mut Choices<'_>, kind: &str) -> Value {
    let id: &dyn Fn(&mut Choices<'_>) -> Value = match kind {
        "room" => &one_of(&ROOMS),
        "sender" => &one_of(&PEOPLE),
        _ => &one_of(&[
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
    object(
        c,
        [
            ("rule_id", 98, &mostly(id)),
            ("default", 50, &boolean),
            ("enabled", 90, &mostly(|c| json!(!c.percent(10)))),
            ("conditions", conditions, &mostly(|c| json!(c.list(3, mostly(condition))))),
            ("pattern", patterns, &mostly(|c| json!(pattern(c)))),
            ("actions", 98, &mostly(|c| json!(c.list(4, action)))),
        ],
    )
}

/// A set of rules, mostly in one of the accepted shapes.
pub fn ruleset(c: &mut Choices<'_>) -> Value {
    if c.percent(3) {
        return json(c);
    }
    let list = |kind: &'static str, limit| {
        mostly(move |c: &mut Choices<'_>| json!(c.list(limit, mostly(|c| rule(c, kind)))))
    };
    let shape = c.below(4);
    let lists = object(
        c,
        [
            ("underride", 80, &list("underride", 5)),
            ("override", 80, &list("override", 5)),
            ("content", 70, &list("content", 6)),
            ("postcontent", 30, &list("postcontent", 3)),
            ("room", 70, &list("room", 4)),
            ("sender", 50, &list("sender", 3)),
            ("org.example.kind", 5, &json),
        ],
    );
    match shape {
        2 => json!({ "global": lists, "device": {} }),
        3 => json!({ "type": "m.push_rules", "content": { "global": lists } }),
        _ => lists,
    }
}

/// What is known of the owner and the room: a valid context.
pub fn context(c: &mut Choices<'_>) -> Value {
    let level = |c: &mut Choices<'_>| {
        if c.below(2) == 0 {
            number(c)
        } else {
            json!(c.pick(&["50", " -1 ", "+100", "0x1", "", "1e3", "9007199254740992"]))
        }
    };
    let users = |c: &mut Choices<'_>| {
        object(c, [("@bob:example.org", 70, &mostly(level)), ("@carol:example.org", 50, &mostly(level))])
    };
    let notifications = |c: &mut Choices<'_>| object(c, [("room", 70, &mostly(level)), ("", 30, &level)]);
    let levels = |c: &mut Choices<'_>| {
        object(
            c,
            [
                ("users", 70, &mostly(users)),
                ("users_default", 50, &mostly(level)),
                ("notifications", 60, &mostly(notifications)),
            ],
        )
    };
    let related = |c: &mut Choices<'_>| {
        let event = |c: &mut Choices<'_>| Some(event(c)).filter(Value::is_object).unwrap_or(json!({}));
        object(c, [("m.in_reply_to", 60, &event), ("m.thread", 30, &event), ("m.replace", 30, &event)])
    };
    let members = [json!(2), json!(0), json!(1), json!(2.0), json!(3), json!(null)];
    let versions = one_of(&["1", "9", "10", "11", "12", "13", "012", "+9", "org.example.12"]);
    object(
        c,
        [
            ("user_id", 100, &one_of(&PEOPLE)),
            ("display_name", 60, &|c| json!(text(c, 4))),
            ("member_count", 70, &|c| c.pick(&members)),
            ("power_levels", 70, &levels),
            ("room_id", 50, &one_of(&ROOMS)),
            ("room_version", 60, &versions),
            ("creators", 40, &|c| json!(c.list(3, one_of(&PEOPLE)))),
            ("related_events", 60, &related),
            ("thread_subscribed", 50, &boolean),
            ("room_features", 25, &|c| json!(c.list(3, one_of(&FEATURES)))),
        ],
    )
}
