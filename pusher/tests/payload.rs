//! The bodies that go to gateways, held against those that a real Synapse 1.163.2 sent.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

use matrix_pusher::gateway::request::{self, Counts, Device, Notification, Priority};
use serde_json::{Map, Value, json};

/// The recorded requests: `case`, `headers` as pairs, `body`.
fn recorded() -> Vec<Value> {
    serde_json::from_str(include_str!("data/synapse_notify_requests.json")).unwrap()
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value[name].as_str()
}

/// What we send where Synapse sent `body`, built from what the body says about the event.
fn ours(body: &Value) -> Vec<u8> {
    let sent = &body["notification"];
    let device = &sent["devices"][0];
    // What Synapse takes out again.
    let mut data = device["data"].as_object().unwrap().clone();
    data.insert("url".to_owned(), json!("https://push.example.org/_matrix/push/v1/notify"));
    let counts = Counts { unread: sent["counts"]["unread"].as_u64(), missed_calls: None };
    let target = Device {
        app_id: text(device, "app_id").unwrap(),
        pushkey: text(device, "pushkey").unwrap(),
        pushkey_ts: device["pushkey_ts"].as_i64().unwrap() * 1000 + 999,
        data: &data,
    };
    let Some(event_id) = text(sent, "event_id") else { return request::badge(&target, counts) };
    let no_tweaks = Map::new();
    let mut event = json!({"type": sent["type"], "sender": sent["sender"], "content": sent["content"]});
    let mut tweaks = device["tweaks"].as_object().unwrap_or(&no_tweaks).clone();
    if sent["type"] == "m.room.member" {
        event["state_key"] = json!("@bob:localhost");
    }
    if data.contains_key("format") && sent["prio"] == "high" {
        // Its reason is not in the body.
        tweaks.insert("highlight".to_owned(), json!(true));
    }
    let notification = Notification {
        event: &event,
        event_id: Some(event_id),
        room_id: text(sent, "room_id").unwrap(),
        room_name: text(sent, "room_name"),
        room_alias: None,
        sender_display_name: text(sent, "sender_display_name"),
        user_id: "@bob:localhost",
        tweaks: &tweaks,
    };
    request::event(&notification, &target, counts)
}

#[test]
fn is_byte_for_byte_what_synapse_sent() {
    for recorded in recorded() {
        let case = &recorded["case"];
        let bytes = ours(&recorded["body"]);
        let mut expected = recorded["body"].clone();
        let notification = expected["notification"].as_object_mut().unwrap();
        // The nulls and empty ids of badge updates are what we leave out.
        notification.retain(|_, value| !value.is_null() && value != "");
        let left_out = notification.get("event_id").is_none();
        assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), expected, "{case}");

        // The order and the white space are Synapse's too: the length on the wire says so.
        let headers: Vec<(String, String)> = serde_json::from_value(recorded["headers"].clone()).unwrap();
        let (_, length) = headers.iter().find(|(name, _)| name == "Content-Length").unwrap();
        let ours = bytes.len() + if left_out { r#","id":"","sender":"","type":null"#.len() } else { 0 };
        assert_eq!(ours, length.parse::<usize>().unwrap(), "{case}");
        // The recording sorts its keys, as canonical JSON does.
        let recorded = serde_json::to_vec(&expected).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), String::from_utf8(recorded).unwrap(), "{case}");
    }
}

/// A small event for those who look at one thing.
struct Sample {
    event_id: Option<&'static str>,
    event: Value,
    tweaks: Map<String, Value>,
    data: Map<String, Value>,
    counts: Counts,
}

impl Sample {
    fn new(event: Value) -> Self {
        let data = json!({"url": "https://push.example.org/_matrix/push/v1/notify"});
        Self {
            event_id: Some("$e"),
            event,
            tweaks: Map::new(),
            data: data.as_object().unwrap().clone(),
            counts: Counts { unread: Some(1), missed_calls: None },
        }
    }

    fn sent(&self) -> Value {
        let device = Device { app_id: "a", pushkey: "k", pushkey_ts: 1_000, data: &self.data };
        let notification = Notification {
            event: &self.event,
            event_id: self.event_id,
            room_id: "!r",
            room_name: None,
            room_alias: Some("#r:example.org"),
            sender_display_name: None,
            user_id: "@me:example.org",
            tweaks: &self.tweaks,
        };
        let body = request::event(&notification, &device, self.counts);
        serde_json::from_slice::<Value>(&body).unwrap()["notification"].clone()
    }
}

#[test]
fn r110_what_is_not_known_is_left_out_and_never_null() {
    let sent = Sample::new(json!({"type": "m.room.message"})).sent();
    assert_eq!(
        sent,
        json!({
            "counts": {"unread": 1},
            "devices": [{"app_id": "a", "data": {}, "pushkey": "k", "pushkey_ts": 1, "tweaks": {}}],
            "event_id": "$e", "id": "$e", "prio": "low", "room_alias": "#r:example.org", "room_id": "!r",
            "type": "m.room.message"
        })
    );
}

#[test]
fn r110_user_is_target_compares_the_state_key_with_the_recipient() {
    for (state_key, sender, expected) in [
        ("@me:example.org", "@other:example.org", true),
        ("@me:example.org", "@me:example.org", true),
        ("@other:example.org", "@other:example.org", false),
        ("@other:example.org", "@me:example.org", false),
    ] {
        let content = json!({"membership": "join"});
        let event =
            json!({"type": "m.room.member", "state_key": state_key, "sender": sender, "content": content});
        let sent = Sample::new(event).sent();
        assert_eq!((&sent["user_is_target"], &sent["membership"]), (&json!(expected), &json!("join")));
    }
    for event in [
        json!({"type": "m.room.member", "sender": "@a:b", "content": {"membership": "join"}}),
        json!({"type": "m.room.topic", "state_key": "@me:example.org", "content": {"membership": "join"}}),
    ] {
        let sent = Sample::new(event).sent();
        assert_eq!((sent.get("user_is_target"), sent.get("membership")), (None, None));
    }
}

#[test]
fn r101_all_data_but_the_url_is_forwarded_as_it_is() {
    let mut sample = Sample::new(json!({"type": "m.room.message"}));
    let more =
        json!({"z": null, "brand": "x", "default_payload": {"b": [1, {"url": "kept"}], "a": "é\u{0}"}});
    sample.data.extend(more.as_object().unwrap().clone());
    assert_eq!(sample.sent()["devices"][0]["data"], more);
}

#[test]
fn r113_event_id_only_says_nothing_about_the_event() {
    let mut sample =
        Sample::new(json!({"type": "m.room.message", "sender": "@a:b", "content": {"body": "secret"}}));
    sample.tweaks.insert("sound".to_owned(), json!("default"));
    sample.data.insert("format".to_owned(), json!("event_id_only"));
    let mut names: Vec<String> = sample.sent().as_object().unwrap().keys().cloned().collect();
    names.sort();
    assert_eq!(names, ["counts", "devices", "event_id", "prio", "room_id"]);
    assert_eq!(sample.sent()["devices"][0].get("tweaks"), None);
    // A format that nobody knows is none.
    sample.data.insert("format".to_owned(), json!("event_id_only_v2"));
    assert_eq!(sample.sent()["content"], json!({"body": "secret"}));
}

#[test]
fn priority_is_high_for_what_can_be_seen_heard_or_not_be_read() {
    let (message, encrypted) = (json!({"type": "m.room.message"}), json!({"type": "m.room.encrypted"}));
    for (event, tweaks, expected) in [
        (&message, json!({}), Priority::Low),
        (&message, json!({"highlight": false}), Priority::Low),
        (&message, json!({"highlight": true}), Priority::High),
        (&message, json!({"sound": "default"}), Priority::High),
        (&message, json!({"sound": ""}), Priority::Low),
        (&message, json!({"sound": null}), Priority::Low),
        (&message, json!({"colour": "red"}), Priority::Low),
        (&encrypted, json!({"highlight": false}), Priority::High),
    ] {
        assert_eq!(Priority::of(event, tweaks.as_object().unwrap()), expected, "{event} {tweaks}");
    }
}

#[test]
fn msc4076_whoever_disables_the_badge_gets_no_counts() {
    for name in ["disable_badge_count", "org.matrix.msc4076.disable_badge_count"] {
        let mut sample = Sample::new(json!({"type": "m.room.message"}));
        for (value, counts) in [(json!(true), None), (json!(false), Some(1)), (json!("true"), Some(1))] {
            sample.data.insert(name.to_owned(), value);
            assert_eq!(sample.sent()["counts"]["unread"].as_u64(), counts);
        }
    }
}

#[test]
fn counts_of_zero_are_sent_and_unknown_ones_are_not() {
    let mut sample = Sample::new(json!({"type": "m.room.message"}));
    sample.counts = Counts { unread: Some(0), missed_calls: Some(2) };
    assert_eq!(sample.sent()["counts"], json!({"unread": 0, "missed_calls": 2}));
    sample.counts = Counts::default();
    assert_eq!(sample.sent().get("counts"), None);
}

#[test]
fn invites_without_an_id_are_sent_without_one() {
    let mut sample = Sample::new(json!({"type": "m.room.member", "state_key": "@me:example.org"}));
    for format in ["", "event_id_only"] {
        sample.data.insert("format".to_owned(), json!(format));
        sample.event_id = Some("$e");
        assert_eq!(sample.sent()["event_id"], "$e");
        sample.event_id = None;
        assert_eq!((sample.sent().get("event_id"), sample.sent().get("id")), (None, None));
    }
}
