//! What answers of `/sync` mean: real ones of Synapse, and the corners.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use matrix_pusher::sync::{Answer, Happening, Receipt, Rooms, StateChange, Step, read};
use serde_json::{Value, json};

const ME: &str = "@bob:localhost";

fn recorded(name: &str) -> Answer {
    let path = format!("{}/../tests/data/synapse_sync_{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn answer(value: Value) -> Answer {
    serde_json::from_value(value).unwrap()
}

fn events(steps: &[Step]) -> Vec<&Happening> {
    steps
        .iter()
        .filter_map(|step| if let Step::Event(event) = step { Some(&**event) } else { None })
        .collect()
}

fn message(event_id: &str, body: &str) -> Value {
    json!({ "type": "m.room.message", "event_id": event_id, "sender": "@alice:localhost", "content": { "body": body } })
}

fn member(user_id: &str, membership: &str, name: &str) -> Value {
    json!({
        "type": "m.room.member", "state_key": user_id, "sender": user_id, "event_id": format!("$member-{user_id}"),
        "content": { "membership": membership, "displayname": name },
    })
}

#[test]
fn the_first_answer_gives_rules_and_state_and_no_news() {
    let mut rooms = Rooms::default();
    let steps = read(recorded("initial"), &mut rooms, ME, true);
    assert!(
        matches!(steps.as_slice(), [Step::Rules(rules)] if rules["global"]["override"].is_array()),
        "{steps:?}"
    );
    assert!(!rooms.take_changes().is_empty());
}

#[test]
fn later_answers_are_news_with_the_room_as_it_was_known() {
    let mut rooms = Rooms::default();
    read(recorded("initial"), &mut rooms, ME, true);
    let steps = read(recorded("incremental"), &mut rooms, ME, false);
    let news = events(&steps);
    assert_eq!(news.len(), 2);
    for happening in news {
        assert_eq!(happening.room_name.as_deref(), Some("Mission Control"));
        assert_eq!(happening.context["user_id"], ME);
        assert!(happening.context["member_count"].as_u64() >= Some(3));
        assert!(happening.context["power_levels"]["users"].is_object());
        assert_eq!(happening.key, happening.event["event_id"]);
    }
}

#[test]
fn a_restart_knows_the_same_rooms() {
    let mut rooms = Rooms::default();
    read(recorded("initial"), &mut rooms, ME, true);
    let mut restored = Rooms::restore(rooms.take_changes());
    let of = |rooms: &mut Rooms| read(recorded("incremental"), rooms, ME, false);
    assert_eq!(of(&mut rooms), of(&mut restored));
}

#[test]
fn what_was_before_joining_is_no_news() {
    let mut rooms = Rooms::default();
    let joined = json!({ "next_batch": "s2", "rooms": { "join": { "!new:localhost": { "timeline": { "events": [
        message("$before", "old"), member(ME, "join", "Bob"), message("$after", "new"),
    ] } } } } });
    let steps = read(answer(joined), &mut rooms, ME, false);
    assert_eq!(events(&steps).iter().map(|event| event.key.as_str()).collect::<Vec<_>>(), ["$after"]);
    assert_eq!(events(&steps)[0].context["display_name"], "Bob");
}

#[test]
fn state_counts_from_the_event_that_brings_it() {
    let mut rooms = Rooms::default();
    let name = |name: &str| {
        json!({ "type": "m.room.name", "state_key": "", "sender": "@alice:localhost",
        "event_id": "$name", "content": { "name": name } })
    };
    let before = json!({ "next_batch": "s1", "rooms": { "join": { "!r:localhost": {
        "state": { "events": [name("Old"), member(ME, "join", "Bob")] }, "summary": { "m.joined_member_count": 2 },
    } } } });
    read(answer(before), &mut rooms, ME, true);
    let after = json!({ "next_batch": "s2", "rooms": { "join": { "!r:localhost": { "timeline": { "events": [
        message("$1", "one"), name("New"), message("$2", "two"),
    ] } } } } });
    let steps = read(answer(after), &mut rooms, ME, false);
    let names: Vec<_> = events(&steps).iter().map(|event| event.room_name.as_deref().unwrap()).collect();
    assert_eq!(names, ["Old", "Old", "New"]);
    assert_eq!(events(&steps)[0].context["member_count"], 2);
}

#[test]
fn an_invitation_is_news_without_an_id() {
    let mut rooms = Rooms::default();
    let invited = json!({ "next_batch": "s2", "rooms": { "invite": { "!secret:localhost": { "invite_state": { "events": [
        { "type": "m.room.name", "state_key": "", "sender": "@alice:localhost", "content": { "name": "Secret" } },
        { "type": "m.room.member", "state_key": "@alice:localhost", "sender": "@alice:localhost",
          "content": { "membership": "join", "displayname": "Alice" } },
        { "type": "m.room.member", "state_key": ME, "sender": "@alice:localhost", "content": { "membership": "invite" } },
    ] } } } } });
    let steps = read(answer(invited), &mut rooms, ME, false);
    let news = events(&steps);
    assert_eq!(news.len(), 1);
    assert_eq!(news[0].event["content"]["membership"], "invite");
    assert_eq!(news[0].room_name.as_deref(), Some("Secret"));
    assert_eq!(news[0].sender_display_name.as_deref(), Some("Alice"));
    assert!(!news[0].context.contains_key("member_count"));
}

#[test]
fn own_receipts_count_others_do_not() {
    let mut rooms = Rooms::default();
    let read_up_to = json!({ "next_batch": "s2", "rooms": { "join": { "!r:localhost": { "ephemeral": { "events": [
        { "type": "m.receipt", "content": {
            "$a": { "m.read": { "@alice:localhost": { "ts": 1 }, ME: { "ts": 1, "thread_id": "main" } } },
            "$b": { "m.read": { "@alice:localhost": { "ts": 1 } } },
            "$c": { "m.read.private": { ME: { "ts": 1 } } },
        } },
    ] } } } } });
    let steps = read(answer(read_up_to), &mut rooms, ME, false);
    let receipt = |event_id: &str, thread_id: Option<&str>| {
        Step::Receipt(Receipt {
            room_id: "!r:localhost".to_owned(),
            event_id: event_id.to_owned(),
            thread_id: thread_id.map(str::to_owned),
            ts: Some(1),
        })
    };
    assert_eq!(steps, [receipt("$a", Some("main")), receipt("$c", None)]);
}

#[test]
fn a_room_that_was_left_is_forgotten() {
    let mut rooms = Rooms::default();
    let joined = json!({ "next_batch": "s1", "rooms": { "join": { "!r:localhost": {
        "state": { "events": [member(ME, "join", "Bob")] },
    } } } });
    read(answer(joined), &mut rooms, ME, true);
    rooms.take_changes();
    let left =
        json!({ "next_batch": "s2", "rooms": { "leave": { "!r:localhost": {}, "!unknown:localhost": {} } } });
    assert_eq!(read(answer(left), &mut rooms, ME, false), []);
    assert_eq!(rooms.take_changes(), [StateChange::Forget { room_id: "!r:localhost".to_owned() }]);
}
