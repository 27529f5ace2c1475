//! Contexts.

use serde_json::{Map, Value, json};

use super::{ME, Scene, event, json as shapes};
use crate::random::Random;

pub(super) fn context(random: &mut Random, scene: &Scene) -> Value {
    let mut context = Map::new();
    context.insert("user_id".to_owned(), json!(ME));
    match random.below(20) {
        0 => None,
        1 => Some(String::new()),
        2..=6 => Some("me".to_owned()),
        _ => {
            let body = scene.body(random);
            Some(scene.alphabet.pattern(random, &body))
        }
    }
    .map(|name| context.insert("display_name".to_owned(), json!(name)));
    let count = match random.below(10) {
        0 => 0,
        1 => (1_i64 << 53) - 1,
        _ => random.between(1, 3) as i64,
    };
    context.insert("member_count".to_owned(), json!(count));
    if random.percent(85) {
        context.insert("power_levels".to_owned(), power_levels(random));
    }
    let in_event = scene.event.get("room_id").cloned();
    match in_event {
        None => context.insert("room_id".to_owned(), json!(event::room_id(random))),
        Some(room_id) if random.percent(90) => context.insert("room_id".to_owned(), room_id),
        Some(_) if random.percent(30) => {
            context.insert("room_id".to_owned(), json!("!elsewhere:example.org"))
        }
        Some(_) => None,
    };
    if random.percent(70) {
        let version = random.pick(&["1", "9", "10", "11", "12", "12", "org.example.custom"]);
        context.insert("room_version".to_owned(), json!(version));
    }
    if random.percent(40) {
        let creators = random.one_of(&[
            json!(["@alice:example.org"]),
            json!(["@bob:other.example", "@alice:example.org"]),
            json!(["@bob:other.example"]),
            json!([]),
        ]);
        context.insert("creators".to_owned(), creators);
    }
    if random.percent(40) {
        context.insert("related_events".to_owned(), related_events(random, scene));
    }
    if random.percent(60) {
        context.insert("thread_subscribed".to_owned(), json!(random.percent(50)));
    }
    if random.percent(20) {
        let features = random.one_of(&[
            json!(["org.matrix.msc3932.extensible_events"]),
            json!(["org.matrix.msc3932.extensible_events", "org.example.feature"]),
            json!(["org.example.feature"]),
            json!([]),
        ]);
        context.insert("room_features".to_owned(), features);
    }
    Value::Object(context)
}

fn related_events(random: &mut Random, scene: &Scene) -> Value {
    let mut events = Map::new();
    for rel_type in ["m.in_reply_to", "m.thread", "m.replace"] {
        if random.percent(50) {
            events.insert(rel_type.to_owned(), event::event(random, &scene.alphabet));
        }
    }
    Value::Object(events)
}

fn power_levels(random: &mut Random) -> Value {
    let mut levels = Map::new();
    // One odd level can spoil them all.
    let odd = random.percent(25);
    let level = |random: &mut Random| if odd { level(random) } else { plain_level(random) };
    if random.percent(70) {
        let mut users = Map::new();
        for user in ["@alice:example.org", "@ALICE:example.org", ME] {
            if random.percent(50) {
                users.insert(user.to_owned(), level(random));
            }
        }
        if odd && random.percent(8) {
            users.insert("nobody".to_owned(), json!(50));
        }
        levels.insert("users".to_owned(), Value::Object(users));
    }
    if random.percent(40) {
        levels.insert("users_default".to_owned(), level(random));
    }
    if random.percent(50) {
        let mut notifications = Map::new();
        for key in ["room", "org.example.key", ""] {
            if random.percent(45) {
                notifications.insert(key.to_owned(), level(random));
            }
        }
        levels.insert("notifications".to_owned(), Value::Object(notifications));
    }
    if odd && random.percent(15) {
        let name = random.pick(&["users", "users_default", "notifications", "ban"]);
        levels.insert(name.to_owned(), shapes::junk(random));
    }
    Value::Object(levels)
}

fn plain_level(random: &mut Random) -> Value {
    json!(random.one_of(&[0, 49, 50, 51, 100, -1]))
}

/// A power level: an integer, or a string as in old rooms, or nothing of the kind.
fn level(random: &mut Random) -> Value {
    match random.below(30) {
        0..=17 => plain_level(random),
        18..=23 => json!(random.pick(&[
            "50",
            "49",
            " 50 ",
            "+50",
            "-1",
            "050",
            "\t51\n",
            "",
            "abc",
            "50.0",
            "5_1",
            "٥١",
            "+ 50",
            "\u{a0}50",
            "9007199254740992",
            "99999999999999999999",
            "++1",
            "1e2",
            "\u{1f}60",
            "0x33",
        ])),
        24..=28 => shapes::number(random),
        _ => shapes::junk(random),
    }
}
