//! What counts, where it counts, and what receipts take away.

use serde_json::{Value, json};

use super::{Receipt, ReceiptType, UnreadCounts, unread_counts};
use crate::{Context, ErrorCode, Options, PushRulesError, default_rules};

const ME: &str = "@me:x";
const ROOM: &str = "!r:x";

fn event(event_id: &str, relates_to: Option<Value>) -> Value {
    let mut event = json!({
        "type": "m.room.message", "event_id": event_id, "sender": "@bob:x",
        "content": {"msgtype": "m.text", "body": "hi"},
    });
    if let Some(relation) = relates_to {
        event["content"]["m.relates_to"] = relation;
    }
    event
}

fn message(event_id: &str) -> Value {
    event(event_id, None)
}

fn related(event_id: &str, rel_type: &str, to: &str) -> Value {
    event(event_id, Some(json!({"rel_type": rel_type, "event_id": to})))
}

fn in_thread(event_id: &str, root: &str) -> Value {
    related(event_id, "m.thread", root)
}

fn mention(mut event: Value) -> Value {
    event["content"]["m.mentions"] = json!({"user_ids": [ME]});
    event
}

fn with(mut event: Value, field: &str, value: Value) -> Value {
    event[field] = value;
    event
}

fn count(events: &[Value], receipts: &Value) -> Result<UnreadCounts, PushRulesError> {
    let rules = default_rules(ME, &Default::default())?.compile(&Options::default());
    let mut context = Context::new(ME);
    context.room_id = Some(ROOM.to_owned());
    unread_counts(events, &rules, &context, &Receipt::list_from_value(receipts)?)
}

/// The counts of the room: notifications and highlights by thread. The totals are their sums.
fn threads(events: &[Value], receipts: &Value) -> Vec<(String, u64, u64)> {
    let counts = count(events, receipts).unwrap();
    let room = counts.rooms.get(ROOM).unwrap();
    let threads: Vec<_> = room
        .threads
        .iter()
        .map(|(thread, counts)| (thread.to_owned(), counts.notification_count, counts.highlight_count))
        .collect();
    assert_eq!(room.total.notification_count, threads.iter().map(|(_, count, _)| count).sum::<u64>());
    assert_eq!(room.total.highlight_count, threads.iter().map(|(.., count)| count).sum::<u64>());
    threads
}

/// The notifications of the main timeline, when there is nothing else.
fn in_main(events: &[Value], receipts: &Value) -> u64 {
    let threads = threads(events, receipts);
    assert_eq!(threads.len(), 1);
    threads[0].1
}

fn thread(root: &str, notifications: u64, highlights: u64) -> (String, u64, u64) {
    (root.to_owned(), notifications, highlights)
}

#[test]
fn r118_what_notifies_counts_and_what_is_highlighted_counts_twice() {
    let notice = with(message("$3"), "content", json!({"msgtype": "m.notice", "body": "beep"}));
    let events = [message("$1"), mention(message("$2")), notice];
    assert_eq!(threads(&events, &json!([])), [thread("main", 2, 1)]);
}

#[test]
fn a_highlight_without_notification_does_not_count() {
    let rules = json!({"override": [{"rule_id": "h", "conditions": [], "enabled": true, "default": false,
        "actions": [{"set_tweak": "highlight"}]}]});
    let rules = crate::Ruleset::from_value(rules).unwrap().compile(&Options::default());
    let mut context = Context::new(ME);
    context.room_id = Some(ROOM.to_owned());
    let counts = unread_counts(&[message("$1")], &rules, &context, &[]).unwrap();
    assert_eq!(counts.rooms.get(ROOM).unwrap().total, super::Counts::default());
}

#[test]
fn what_only_notifies_in_the_app_counts() {
    let rules = json!({"underride": [{"rule_id": "a", "conditions": [], "enabled": true, "default": false,
        "actions": ["org.matrix.msc3768.notify_in_app"]}]});
    let rules = crate::Ruleset::from_value(rules).unwrap().compile(&Options::default());
    let mut context = Context::new(ME);
    context.room_id = Some(ROOM.to_owned());
    let counts = unread_counts(&[message("$1")], &rules, &context, &[]).unwrap();
    assert_eq!(counts.rooms.get(ROOM).unwrap().total.notification_count, 1);
}

#[test]
fn r67_own_events_neither_count_nor_mark_as_read() {
    let own = with(message("$2"), "sender", json!(ME));
    assert_eq!(in_main(&[message("$1"), own, message("$3")], &json!(null)), 2);
}

#[test]
fn the_json_is_as_documented() {
    let counts = count(&[message("$1"), mention(message("$2")), in_thread("$3", "$1")], &json!([])).unwrap();
    assert_eq!(
        serde_json::to_value(counts).unwrap(),
        json!({"rooms": {ROOM: {
            "notification_count": 3, "highlight_count": 1,
            "threads": {
                "$1": {"notification_count": 1, "highlight_count": 0},
                "main": {"notification_count": 2, "highlight_count": 1},
            },
        }}})
    );
}

#[test]
fn r120_threads_are_found_through_relations() {
    let events = [
        message("$root"),
        related("$reaction to root", "org.example", "$root"),
        in_thread("$a", "$root"),
        related("$b", "org.example", "$a"),
        related("$c", "m.reference", "$b"),
        related("$d", "org.example", "$c"),
        related("$too far", "org.example", "$d"),
        related("$to what was not given", "org.example", "$elsewhere"),
        event("$reply", Some(json!({"m.in_reply_to": {"event_id": "$a"}}))),
        event(
            "$reply in thread",
            Some(json!({"rel_type": "m.thread", "event_id": "$root",
            "m.in_reply_to": {"event_id": "$a"}})),
        ),
        event("$odd", Some(json!({"rel_type": 1, "event_id": ["$a"]}))),
    ];
    // In the thread: a, b, c, d and the reply in the thread.
    assert_eq!(threads(&events, &json!([])), [thread("$root", 5, 0), thread("main", 6, 0)]);
}

#[test]
fn relations_in_a_circle_lead_nowhere() {
    let events = [related("$a", "org.example", "$b"), related("$b", "org.example", "$a")];
    assert_eq!(in_main(&events, &json!([])), 2);
}

#[test]
fn relations_do_not_leave_the_room() {
    let events =
        [with(in_thread("$a", "$root"), "room_id", json!("!other:x")), related("$b", "org.example", "$a")];
    assert_eq!(in_main(&events, &json!([])), 1);
}

#[test]
fn r121_receipts_mark_up_to_and_including_their_event() {
    let events = [message("$1"), message("$2"), message("$3")];
    let at = |event_id: &str| json!({"type": "m.read", "event_id": event_id});
    for (event_id, unread) in [("$1", 2), ("$2", 1), ("$3", 0)] {
        assert_eq!(in_main(&events, &at(event_id)), unread);
    }
    // The more advanced one counts, whatever its type and place in the list.
    let private = json!({"type": "m.read.private", "event_id": "$1"});
    assert_eq!(in_main(&events, &json!([private, at("$2")])), 1);
    assert_eq!(in_main(&events, &json!([at("$2"), private])), 1);
    assert_eq!(in_main(&events, &private), 2);
}

#[test]
fn r122_receipts_for_a_thread() {
    let events = [
        message("$root"),
        in_thread("$t1", "$root"),
        message("$m"),
        in_thread("$t2", "$root"),
        in_thread("$u1", "$other"),
    ];
    let read = |receipt: Value| threads(&events, &receipt);
    let receipt = |event_id: &str, thread_id: Value| json!({"type": "m.read", "event_id": event_id, "thread_id": thread_id});
    let (main, root, other) = (thread("main", 2, 0), thread("$root", 2, 0), thread("$other", 1, 0));
    assert_eq!(read(json!([])), [other.clone(), root.clone(), main.clone()]);
    assert_eq!(read(receipt("$t1", json!("$root"))), [other.clone(), thread("$root", 1, 0), main.clone()]);
    assert_eq!(read(receipt("$t2", json!("$root"))), [other.clone(), main.clone()]);
    assert_eq!(read(receipt("$m", json!("main"))), [other.clone(), root.clone(), thread("main", 0, 0)]);
    assert_eq!(read(receipt("$root", json!("main"))), [other.clone(), root, thread("main", 1, 0)]);
    assert_eq!(read(receipt("$m", json!(null))), [other, thread("$root", 1, 0), thread("main", 0, 0)]);
    assert_eq!(read(receipt("$u1", json!(null))), [thread("main", 0, 0)]);
}

#[test]
fn a_receipt_for_an_unknown_event_stands_by_its_time() {
    let sent = |event_id: &str, ts: Value| with(message(event_id), "origin_server_ts", ts);
    let events = [sent("$1", json!(1000)), sent("$2", json!(2000)), sent("$3", json!("x")), message("$4")];
    let at = |ts: u64| json!({"type": "m.read", "event_id": "$gone", "ts": ts});
    assert_eq!(in_main(&events, &at(999)), 4);
    assert_eq!(in_main(&events, &at(1000)), 3);
    assert_eq!(in_main(&events, &at(9999)), 2);
    assert_eq!(in_main(&events, &json!({"type": "m.read", "ts": 1500})), 3);
    // The event decides if it is there.
    assert_eq!(in_main(&events, &json!({"type": "m.read", "event_id": "$1", "ts": 9999})), 3);
    assert!(count(&events, &at(1)).unwrap().unknown_receipts.is_empty());
}

#[test]
fn a_receipt_for_an_unknown_event_without_time_is_told() {
    let counts = count(&[message("$1")], &json!({"type": "m.read", "event_id": "$gone"})).unwrap();
    assert_eq!(counts.rooms.get(ROOM).unwrap().total.notification_count, 1);
    assert_eq!(counts.unknown_receipts, ["$gone"]);
}

#[test]
fn rooms_are_counted_apart() {
    let other = |event_id: &str| with(message(event_id), "room_id", json!("!other:x"));
    let events = [message("$1"), other("$2"), message("$3"), other("$4")];
    let of = |receipts: Value| {
        let counts = count(&events, &receipts).unwrap();
        ["!other:x", ROOM].map(|room| counts.rooms.get(room).unwrap().total.notification_count)
    };
    assert_eq!(of(json!([])), [2, 2]);
    assert_eq!(of(json!({"type": "m.read", "event_id": "$1"})), [2, 1]);
    assert_eq!(of(json!({"type": "m.read", "event_id": "$4"})), [0, 2]);
    // The event is not in the room that the receipt names.
    assert_eq!(of(json!({"type": "m.read", "event_id": "$4", "room_id": ROOM})), [2, 2]);
}

#[test]
fn an_event_given_twice_counts_once() {
    assert_eq!(in_main(&[message("$1"), message("$2"), message("$1")], &json!([])), 2);
    // Without IDs they cannot be told to be the same.
    let nameless = with(message("$1"), "event_id", json!(null));
    assert_eq!(in_main(&[nameless.clone(), nameless], &json!([])), 2);
}

#[test]
fn r117_a_room_that_is_read_is_there_with_zeros() {
    let read = json!({"type": "m.read", "event_id": "$1"});
    assert_eq!(threads(&[in_thread("$1", "$root")], &read), [thread("main", 0, 0)]);
    assert!(count(&[], &json!([])).unwrap().rooms.is_empty());
}

#[test]
fn errors_name_the_place() {
    let place = |events: &[Value], receipts: Value| {
        let error = count(events, &receipts).unwrap_err();
        (error.code, error.path)
    };
    let argument = |path: &str| (ErrorCode::InvalidArgument, path.to_owned());
    let invalid_event = (ErrorCode::InvalidEvent, "events.1".to_owned());
    assert_eq!(place(&[message("$1"), json!([])], json!([])), invalid_event);
    assert_eq!(place(&[], json!("$1")), argument("receipts"));
    assert_eq!(place(&[], json!([7])), argument("receipts.0"));
    assert_eq!(place(&[], json!([{"event_id": "$1"}])), argument("receipts.0.type"));
    let read = |field: &str, value: Value| with(json!({"type": "m.read", "event_id": "$1"}), field, value);
    assert_eq!(place(&[], json!([read("type", json!("m.fully_read"))])), argument("receipts.0.type"));
    assert_eq!(place(&[], json!([read("thread_id", json!(""))])), argument("receipts.0.thread_id"));
    assert_eq!(place(&[], json!([read("ts", json!(-1))])), argument("receipts.0.ts"));
    assert_eq!(place(&[], json!([read("event_id", json!(null))])), argument("receipts.0"));

    let rules = default_rules(ME, &Default::default()).unwrap().compile(&Options::default());
    let error = unread_counts(&[message("$1")], &rules, &Context::new(ME), &[]).unwrap_err();
    assert_eq!((error.code, error.path.as_str()), (ErrorCode::InvalidEvent, "events.0"));
    let receipt = Receipt { ts: Some(1), event_id: None, ..Receipt::at(ReceiptType::Read, "") };
    let error = unread_counts(&[], &rules, &Context::new(ME), &[receipt]).unwrap_err();
    assert_eq!((error.code, error.path.as_str()), (ErrorCode::InvalidArgument, "receipts.0"));
}
