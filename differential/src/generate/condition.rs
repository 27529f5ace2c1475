//! Conditions.

use serde_json::{Value, json};

use super::{ME, Scene, event::NAMES, json as shapes};
use crate::random::Random;

pub(super) fn condition(random: &mut Random, scene: &Scene) -> Value {
    match random.below(40) {
        0..=10 => {
            let body = scene.body(random);
            json!({ "kind": "event_match", "key": "content.body", "pattern": scene.alphabet.pattern(random, &body) })
        }
        11..=18 => event_match(random, scene),
        19..=22 => property_is(random, scene),
        23..=25 => property_contains(random, scene),
        26..=28 => json!({ "kind": "contains_display_name" }),
        29..=31 => json!({ "kind": "room_member_count", "is": member_count(random) }),
        32..=34 => {
            let key = random.pick(&["room", "room", "room", "room", "org.example.key", "", "Room", "other"]);
            json!({ "kind": "sender_notification_permission", "key": key })
        }
        35 => json!({
            "kind": "org.matrix.msc3931.room_version_supports",
            "feature": random.pick(&["org.matrix.msc3932.extensible_events", "org.example.feature"]),
        }),
        36 => json!({
            "kind": "io.element.msc4306.thread_subscription", "subscribed": random.percent(50),
        }),
        37 => related(random, scene),
        38 => json!({ "kind": random.pick(&["call_started", "org.matrix.msc3914.call_started"]) }),
        _ => odd(random, scene),
    }
}

fn event_match(random: &mut Random, scene: &Scene) -> Value {
    let (key, value) = property(random, scene);
    let text = match value {
        Some(Value::String(text)) => text,
        _ => random.pick(&["Object", "Array", "String", "Number", "", "x"]).to_owned(),
    };
    let mut condition =
        json!({ "kind": "event_match", "key": key, "pattern": scene.alphabet.pattern(random, &text) });
    if random.percent(4) {
        condition["value"] = random.one_of(&[json!(text), json!(""), json!("x"), json!(null), json!(1)]);
        if random.percent(50) {
            condition.as_object_mut().map(|fields| fields.shift_remove("pattern"));
        }
    }
    condition
}

fn property_is(random: &mut Random, scene: &Scene) -> Value {
    let (key, value) = property(random, scene);
    let value = match value {
        Some(Value::String(text)) if random.percent(80) => json!(scene.alphabet.variant(random, &text)),
        Some(value @ (Value::Bool(_) | Value::Number(_) | Value::Null)) if random.percent(70) => value,
        _ => {
            let text = random.pick(&["Object", "x", "true"]);
            shapes::scalar(random, text)
        }
    };
    let kind = if random.percent(4) { "com.beeper.msc3758.exact_event_match" } else { "event_property_is" };
    json!({ "kind": kind, "key": key, "value": safe(random, value) })
}

fn property_contains(random: &mut Random, scene: &Scene) -> Value {
    let mut found = property(random, scene);
    for _ in 0..4 {
        if matches!(found.1, Some(Value::Array(_))) {
            break;
        }
        found = property(random, scene);
    }
    let (key, value) = found;
    let value = match value {
        Some(Value::Array(list)) if !list.is_empty() && random.percent(80) => random.one_of(&list),
        _ => {
            let text = scene.alphabet.text(random);
            random.one_of(&[json!(ME), json!(text), json!(1), json!(null)])
        }
    };
    let kind = if random.percent(4) {
        "org.matrix.msc3966.exact_event_property_contains"
    } else {
        "event_property_contains"
    };
    json!({ "kind": kind, "key": key, "value": safe(random, value) })
}

/// Mostly a value that a strict reader accepts: one that it does not costs it the whole set.
fn safe(random: &mut Random, value: Value) -> Value {
    let fits = match &value {
        Value::Array(_) | Value::Object(_) => false,
        Value::Number(number) => number.as_i64().is_some_and(|n| n.unsigned_abs() < 1 << 53),
        _ => true,
    };
    if fits || random.percent(12) { value } else { json!(1) }
}

/// A path, and the property of the event at it.
fn property(random: &mut Random, scene: &Scene) -> (String, Option<Value>) {
    let mut names: Vec<String> = vec![];
    let mut value = &scene.event;
    while let Value::Object(fields) = value {
        let inner: Vec<&String> = fields.keys().collect();
        if inner.is_empty() || (!names.is_empty() && random.percent(8)) {
            break;
        }
        let name = match fields.contains_key("content") && random.percent(65) {
            true => "content",
            false => inner[random.below(inner.len())],
        };
        names.push(name.to_owned());
        value = &fields[name];
    }
    let mut value = Some(value.clone());
    if random.percent(12) {
        // Somewhere else, or beyond what JSON has.
        for _ in 0..random.between(1, 3) {
            names.push(random.pick(NAMES).to_owned());
        }
        value = None;
    }
    (spell(random, &names), value)
}

/// Spells a path, right most of the time.
fn spell(random: &mut Random, names: &[String]) -> String {
    let mut key = String::new();
    let mistakes = random.percent(15);
    for (position, name) in names.iter().enumerate() {
        if position > 0 {
            key.push('.');
        }
        for c in name.chars() {
            if matches!(c, '.' | '\\') {
                if !(mistakes && random.percent(50)) {
                    key.push('\\');
                }
            } else if mistakes && random.percent(8) {
                // An escape that is none.
                key.push('\\');
            }
            key.push(c);
        }
    }
    if mistakes && random.percent(10) {
        key.push_str(random.pick(&["\\", ".", "\\\\"]));
    }
    key
}

fn member_count(random: &mut Random) -> String {
    if random.percent(92) {
        let operator = random.pick(&["", "==", "<", ">", "<=", ">="]);
        return format!("{operator}{}", random.between(0, 3));
    }
    random
        .pick(&[
            "02",
            "<002",
            "+2",
            ">=+2",
            "9007199254740991",
            "9007199254740992",
            "<9007199254740993",
            "<18446744073709551615",
            "<18446744073709551616",
            "<99999999999999999999",
            ">99999999999999999999",
            "==99999999999999999999",
            "=2",
            "===2",
            "<>2",
            "!=2",
            "=<2",
            " 2",
            "2 ",
            "2\n",
            "-1",
            ">-1",
            "",
            "<",
            "2.0",
            "abc",
            "２",
        ])
        .to_owned()
}

fn related(random: &mut Random, scene: &Scene) -> Value {
    let text = scene.body(random);
    let kind =
        if random.percent(90) { "im.nheko.msc3664.related_event_match" } else { "related_event_match" };
    let mut condition = json!({ "kind": kind, "rel_type": random.pick(&["m.in_reply_to", "m.in_reply_to", "m.thread", "m.replace"]) });
    if random.percent(70) {
        condition["key"] =
            json!(random.pick(&["content.body", "sender", "content.v", r"content.m\x", "type"]));
    }
    if random.percent(75) {
        condition["pattern"] = json!(scene.alphabet.pattern(random, &text));
    }
    if random.percent(40) {
        condition["include_fallbacks"] = random.one_of(&[json!(true), json!(false), json!(null)]);
    }
    condition
}

/// Kinds that nobody knows, or nobody should.
fn odd(random: &mut Random, scene: &Scene) -> Value {
    let body = scene.body(random);
    random.one_of(&[
        json!({ "kind": "org.example.unknown" }),
        json!({ "kind": "Event_Match", "key": "content.body", "pattern": body }),
        json!({ "kind": "event_match", "key": "content.body", "pattern": body, "extra": 1 }),
        json!({ "kind": "event_match", "key": "sender", "pattern_type": "user_id" }),
        json!({ "kind": "device", "profile_tag": "x" }),
        json!({ "kind": "room_version_supports", "feature": "org.example.feature" }),
        json!({ "kind": "thread_subscription", "subscribed": true }),
        json!({ "kind": "org.matrix.msc3952.is_user_mention" }),
    ])
}
