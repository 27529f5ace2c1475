//! Events.

use serde_json::{Map, Value, json};

use super::{ME, json as shapes, text::Alphabet};
use crate::random::Random;

/// Property names that paths have to get right. (Top-level properties never have an empty name:
/// ruma joins paths so that these get lost.)
pub const NAMES: &[&str] = &[
    "a",
    "b",
    "v",
    "m.x",
    r"m\x",
    "",
    r"\",
    ".",
    "a.b",
    r"a\.b",
    "0",
    "1",
    "length",
    "name",
    "constructor",
    "__proto__",
    "prototype",
];

pub fn event(random: &mut Random, alphabet: &Alphabet) -> Value {
    let mut event = Map::new();
    event.insert("type".to_owned(), json!(event_type(random)));
    match random.below(40) {
        0 => None,
        1 => Some(json!("not a user")),
        2 => Some(shapes::junk(random)),
        3 | 4 => Some(json!(ME)),
        5 | 6 => Some(json!("@ALICE:example.org")),
        7 => Some(json!("@bob:other.example")),
        _ => Some(json!("@alice:example.org")),
    }
    .map(|sender| event.insert("sender".to_owned(), sender));
    event.insert("event_id".to_owned(), json!("$event"));
    if random.percent(85) {
        event.insert("room_id".to_owned(), json!(room_id(random)));
    }
    if random.percent(30) {
        let text = alphabet.text(random);
        event
            .insert("state_key".to_owned(), random.one_of(&[json!(""), json!(ME), json!(text), json!(null)]));
    }
    if random.percent(10) {
        event.insert(
            "user_id".to_owned(),
            json!(random.pick(&["@alice:example.org", "@ALICE:example.org", ME])),
        );
    }
    match random.below(60) {
        0 => {}
        1 => {
            event.insert("content".to_owned(), shapes::junk(random));
        }
        _ => {
            event.insert("content".to_owned(), content(random, alphabet));
        }
    }
    if random.percent(15) {
        let mut unsigned = Map::new();
        unsigned.insert("v".to_owned(), json!(alphabet.text(random)));
        if random.percent(60) {
            let previous = random.one_of(&[
                json!({}),
                json!({ "m.intent": "m.ring" }),
                json!({ "m.terminated": "x" }),
                json!({ "m.terminated": null }),
                json!(null),
                json!("x"),
            ]);
            unsigned.insert("prev_content".to_owned(), previous);
        }
        event.insert("unsigned".to_owned(), Value::Object(unsigned));
    }
    if random.percent(8) {
        event.insert("content.body".to_owned(), json!(alphabet.text(random)));
    }
    if random.percent(8) {
        event.insert(random.pick(&NAMES[..5]).to_owned(), value(random, alphabet, 1));
    }
    Value::Object(event)
}

pub fn room_id(random: &mut Random) -> &'static str {
    match random.below(12) {
        0 => "!ROOM:example.org",
        1 => "!other:example.org",
        2 => "!Σς:example.org",
        _ => "!room:example.org",
    }
}

pub fn event_type(random: &mut Random) -> &'static str {
    if random.percent(60) {
        return "m.room.message";
    }
    random.pick(&[
        "m.room.encrypted",
        "m.room.member",
        "m.room.tombstone",
        "m.room.server_acl",
        "m.reaction",
        "m.call.invite",
        "org.matrix.msc3401.call",
        "M.Room.Message",
        "m.x\ny",
        "",
    ])
}

fn content(random: &mut Random, alphabet: &Alphabet) -> Value {
    let mut content = Map::new();
    match random.below(30) {
        0 => {}
        1 => {
            content.insert("body".to_owned(), value(random, alphabet, 1));
        }
        2..=4 => {
            let words: Vec<String> = (0..random.between(1, 4)).map(|_| alphabet.text(random)).collect();
            content.insert("body".to_owned(), json!(words.join(random.pick(&[" ", "me", "@room", "\n"]))));
        }
        5 => {
            let (before, after) = (alphabet.text_of(random, 1), alphabet.text_of(random, 1));
            content.insert(
                "body".to_owned(),
                json!(format!("{before}{}{after}", random.pick(&["me", "@room", "Me"]))),
            );
        }
        _ => {
            content.insert("body".to_owned(), json!(alphabet.text(random)));
        }
    }
    if random.percent(20) {
        content.insert("msgtype".to_owned(), json!(random.pick(&["m.text", "m.notice", "m.Notice"])));
    }
    if random.percent(10) {
        content.insert("membership".to_owned(), json!(random.pick(&["invite", "join"])));
    }
    if random.percent(30) {
        content.insert("m.mentions".to_owned(), mentions(random));
    }
    if random.percent(25) {
        content.insert("m.relates_to".to_owned(), relation(random));
    }
    if random.percent(10) {
        content.insert(
            "m.intent".to_owned(),
            random.one_of(&[json!("m.ring"), json!("m.prompt"), json!("m.x"), json!(1)]),
        );
        if random.percent(25) {
            content.insert("m.terminated".to_owned(), random.one_of(&[json!(null), json!("x")]));
        }
    }
    for _ in 0..random.between(0, 2) {
        content.insert(random.pick(NAMES).to_owned(), value(random, alphabet, 2));
    }
    Value::Object(content)
}

/// A text mostly, else any value, with further ones below it.
fn value(random: &mut Random, alphabet: &Alphabet, depth: usize) -> Value {
    match random.below(20) {
        0..=8 => json!(alphabet.text(random)),
        9..=12 => {
            let text = alphabet.text(random);
            shapes::scalar(random, &text)
        }
        13..=15 if depth > 0 => {
            let mut object = Map::new();
            for _ in 0..random.between(0, 2) {
                object.insert(random.pick(NAMES).to_owned(), value(random, alphabet, depth - 1));
            }
            Value::Object(object)
        }
        16..=18 if depth > 0 => {
            (0..random.between(0, 3)).map(|_| value(random, alphabet, depth - 1)).collect()
        }
        _ => shapes::junk(random),
    }
}

fn mentions(random: &mut Random) -> Value {
    random.one_of(&[
        json!({}),
        json!({ "user_ids": [ME] }),
        json!({ "user_ids": ["@ME:example.org", ME] }),
        json!({ "user_ids": ["@ME:example.org"] }),
        json!({ "user_ids": ME }),
        json!({ "user_ids": [1, null, { "a": 1 }, [ME], ME] }),
        json!({ "room": true }),
        json!({ "room": true, "user_ids": [] }),
        json!({ "room": "true" }),
        json!({ "room": 1 }),
        json!({ "room": false }),
        json!(null),
        json!("x"),
        json!([]),
        json!(1.5),
        json!(1.0),
        json!(1),
        json!((1_i64 << 53) + 1),
        json!({ "a": 1.5 }),
        json!({ "a": { "b": 1.5 } }),
        json!({ "a": {} }),
        json!(false),
    ])
}

fn relation(random: &mut Random) -> Value {
    random.one_of(&[
        json!({ "rel_type": "m.replace", "event_id": "$root" }),
        json!({ "rel_type": "m.replace" }),
        json!({ "rel_type": "M.REPLACE" }),
        json!({ "rel_type": "m.thread", "event_id": "$root" }),
        json!({ "rel_type": "m.thread", "event_id": "$root:example.org" }),
        json!({ "rel_type": "m.thread", "event_id": "root" }),
        json!({ "rel_type": "m.thread", "event_id": "$root:" }),
        json!({ "rel_type": "m.thread" }),
        json!({ "rel_type": "m.thread", "event_id": 5 }),
        json!({ "rel_type": "m.thread", "event_id": "$root", "is_falling_back": true, "m.in_reply_to": { "event_id": "$reply" } }),
        json!({ "rel_type": "m.thread", "event_id": "$root", "is_falling_back": false, "m.in_reply_to": { "event_id": "$reply" } }),
        json!({ "m.in_reply_to": { "event_id": "$reply" } }),
        json!({ "m.in_reply_to": { "event_id": "$reply" }, "is_falling_back": true }),
        json!("m.replace"),
        json!(null),
        json!({}),
    ])
}
