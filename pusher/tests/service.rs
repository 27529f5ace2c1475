//! From an event to a gateway: the whole way through the core, over loopback.

mod support;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use matrix_pusher::{
    clock::Clock,
    ingest::{EventRequest, IngestError},
};
use serde_json::{Value, json};
use tempfile::TempDir;

use self::support::{
    gateway::{Behaviour, Gateway},
    service::{Service, Setup, message},
};

const ALICE: &str = "@alice:example.org";
const CAROL: &str = "@carol:example.org";
const ROOM: &str = "!room:example.org";

fn nothing(_: &mut matrix_pusher::config::Config) {}

fn ids(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|number| format!("$event-{number:03}")).collect()
}

#[tokio::test]
async fn a_message_reaches_the_gateway_as_synapse_would_send_it() {
    let gateway = Gateway::start();
    let service = Service::start(nothing).await;
    service.register_with(ALICE, "key", &gateway.url(), json!({"custom": {"a": 1}})).await;
    let answer = service.message(ROOM, "$event", json!([ALICE, CAROL])).await;
    assert_eq!((answer.recipients, answer.notified), (2, 2));
    gateway.until("the push", |gateway| gateway.count() == 1).await;
    let mut notification = gateway.received()[0].notification();
    let pushkey_ts = notification["devices"][0]["pushkey_ts"].take();
    assert!(pushkey_ts.as_i64().is_some_and(|seconds| seconds > 1_700_000_000 && seconds < 9_000_000_000));
    assert_eq!(
        notification,
        json!({
            "content": {"msgtype": "m.text", "body": "hello"},
            "counts": {"unread": 1},
            "devices": [{
                "app_id": "org.example.app",
                "data": {"custom": {"a": 1}},
                "pushkey": "key",
                "pushkey_ts": null,
                "tweaks": {},
            }],
            "event_id": "$event",
            "id": "$event",
            "prio": "low",
            "room_id": ROOM,
            "room_name": "Mission Control",
            "sender": "@bob:example.org",
            "sender_display_name": "Bob",
            "type": "m.room.message",
        })
    );
    service.stop().await;
}

#[tokio::test]
async fn the_whole_backlog_drains_in_order_after_an_outage_and_a_restart() {
    let mut gateway = Gateway::start();
    let setup = Setup::hasty(nothing);
    let service = setup.start().await;
    service.register(ALICE, "key", &gateway.url()).await;
    gateway.stop();
    for event_id in ids(0..120) {
        service.message(ROOM, &event_id, json!([ALICE])).await;
    }
    service.stop().await;

    let service = setup.start().await;
    for event_id in ids(120..150) {
        service.message(ROOM, &event_id, json!([ALICE])).await;
    }
    gateway.start_again();
    gateway.until("all of it", |gateway| gateway.accepted("key").len() >= 150).await;
    assert_eq!(gateway.accepted("key"), ids(0..150));
    assert_eq!(service.core.idle().await.unwrap().waiting, 0);
    service.stop().await;
}

#[tokio::test]
async fn what_was_read_is_not_pushed_but_the_badge_is() {
    let mut gateway = Gateway::start();
    let service = Setup::hasty(nothing).start().await;
    service.register(ALICE, "key", &gateway.url()).await;
    gateway.stop();
    for event_id in ids(0..5) {
        service.message(ROOM, &event_id, json!([ALICE])).await;
    }
    let answer = service.read(ALICE, ROOM, "$event-003").await;
    assert_eq!((answer.read, answer.unknown_events.len()), (4, 0));
    gateway.start_again();
    gateway.until("the last", |gateway| gateway.accepted_count() == 1).await;
    assert_eq!(gateway.accepted("key"), ["$event-004"]);

    let answer = service.read(ALICE, ROOM, "$event-004").await;
    assert_eq!(answer.read, 1);
    gateway.until("the badge", |gateway| gateway.accepted_count() == 2).await;
    let badge = gateway.received().pop().unwrap().notification();
    assert_eq!(badge["counts"], json!({"unread": 0}));
    assert_eq!(badge.get("event_id"), None);
    // The same again is no news.
    assert_eq!(service.read(ALICE, ROOM, "$event-004").await.read, 0);
    assert_eq!(service.core.idle().await.unwrap().waiting, 0);
    assert_eq!(gateway.accepted_count(), 2);
    service.stop().await;
}

#[tokio::test]
async fn badges_are_told_once_for_many_receipts_and_not_at_all_to_those_who_do_not_want_them() {
    let gateway = Gateway::start();
    let now = Arc::new(AtomicI64::new(1_795_356_000_000));
    let setup = Setup::new(|config| config.delivery.badge_delay_ms = 300);
    let service = Setup { clock: Clock::manual(Arc::clone(&now)), ..setup }.start().await;
    service.register(ALICE, "with", &gateway.url()).await;
    let quiet = json!({"org.matrix.msc4076.disable_badge_count": true});
    service.register_with(ALICE, "without", &gateway.url(), quiet).await;
    for number in 0..4 {
        service.message(&format!("!{number}:example.org"), &format!("$in-{number}"), json!([ALICE])).await;
    }
    gateway.until("the events", |gateway| gateway.accepted_count() == 8).await;
    for number in 0..4 {
        service.read(ALICE, &format!("!{number}:example.org"), &format!("$in-{number}")).await;
    }
    now.fetch_add(300, Ordering::SeqCst);
    gateway.until("the badge", |gateway| gateway.accepted_count() == 9).await;
    service.core.idle().await.unwrap();
    let received = gateway.received();
    assert_eq!(received.len(), 9);
    assert_eq!(received[8].pushkey(), "with");
    assert_eq!(received[8].notification()["counts"], json!({"unread": 0}));
    for request in &received[..8] {
        assert_eq!(request.notification().get("counts").is_some(), request.pushkey() == "with");
    }
    service.stop().await;
}

#[tokio::test]
async fn a_rejected_pushkey_is_removed_and_those_of_others_are_not() {
    let gateway = Gateway::start();
    let service = Service::start(nothing).await;
    service.register(ALICE, "rejected", &gateway.url()).await;
    service.register(ALICE, "other", &gateway.url()).await;
    service.register(CAROL, "carol", &gateway.url()).await;
    gateway.always_for("rejected", Behaviour::RejectOwn);
    gateway.always_for("other", Behaviour::Reject(vec!["carol".to_owned()]));
    service.message(ROOM, "$event", json!([ALICE, CAROL])).await;
    gateway.until("the pushes", |gateway| gateway.accepted_count() == 3).await;
    service.core.idle().await.unwrap();
    assert_eq!(service.pushkeys(ALICE).await, ["other"]);
    assert_eq!(service.pushkeys(CAROL).await, ["carol"]);
    service.stop().await;
}

#[tokio::test]
async fn a_key_counts_once_and_for_one_request() {
    let gateway = Gateway::start();
    let service = Service::start(nothing).await;
    service.register(ALICE, "key", &gateway.url()).await;
    let first = service.message(ROOM, "$event", json!([ALICE, "not a user", 7, ALICE])).await;
    let codes: Vec<(usize, &str)> =
        first.problems.iter().map(|problem| (problem.index, problem.code.as_str())).collect();
    assert_eq!(codes, [(1, "unusable_rules"), (2, "invalid_recipient"), (3, "duplicate_recipient")]);
    assert!(first.problems[1].error.contains("expected a user id, or an object"), "{:?}", first.problems);
    let again = service.message(ROOM, "$event", json!([ALICE, "not a user", 7, ALICE])).await;
    assert_eq!(again, first);

    let other = EventRequest::from_value(message(ROOM, "$event", json!([ALICE]))).unwrap();
    let error = service.core.ingest.event(other).await.unwrap_err();
    assert!(matches!(&error, IngestError::KeyReused { key } if key == "$event"), "{error}");

    // The same event under another key: only who is new is notified.
    let mut more = message(ROOM, "$event", json!([ALICE, CAROL]));
    more["idempotency_key"] = "another".into();
    service.register(CAROL, "carol", &gateway.url()).await;
    service.core.ingest.event(EventRequest::from_value(more).unwrap()).await.unwrap();
    gateway.until("both", |gateway| gateway.accepted_count() == 2).await;
    service.core.idle().await.unwrap();
    assert_eq!(gateway.accepted("key"), ["$event"]);
    assert_eq!(gateway.accepted("carol"), ["$event"]);
    service.stop().await;
}

#[tokio::test]
async fn requests_that_make_no_sense_say_where() {
    let service = Service::start(nothing).await;
    let with = |path: &str, value: Value| {
        let mut request = message(ROOM, "$event", json!([ALICE]));
        *request.pointer_mut(path).unwrap() = value;
        request
    };
    let mut misspelt = message(ROOM, "$event", json!([ALICE]));
    misspelt["recipient"] = json!([]);
    for (request, expected) in [
        (json!([]), "the request is not an object"),
        (json!({}), "`idempotency_key`: it is missing"),
        (with("/idempotency_key", json!("")), "`idempotency_key`: it has 0 bytes, not 1 to 255"),
        (with("/event", json!("text")), "`event`: it is not an object"),
        (with("/event/type", json!(1)), "`event.type`: it is not a string"),
        (with("/event/content", json!([])), "`event.content`: it is not an object"),
        (with("/event/room_id", json!("")), "`room.room_id`: neither the event nor `room` has one"),
        (
            with("/room/member_count", json!("2")),
            "`room.member_count`: invalid type: string \"2\", expected u64",
        ),
        (with("/room", json!({"topic": "x"})), "`room.topic`: there is no such field"),
        (misspelt, "`recipient`: there is no such field"),
    ] {
        let error = match EventRequest::from_value(request) {
            Ok(request) => service.core.ingest.event(request).await.unwrap_err(),
            Err(error) => error,
        };
        assert_eq!(error.to_string(), expected);
    }
    service.stop().await;
}

#[tokio::test]
async fn ten_thousand_recipients_are_one_request() {
    let service = Service::start(nothing).await;
    let recipients: Vec<String> = (0..10_000).map(|number| format!("@user-{number}:example.org")).collect();
    let answer = service.message(ROOM, "$event", json!(recipients)).await;
    assert_eq!((answer.recipients, answer.notified, answer.problems.len()), (10_000, 10_000, 0));
    let counts = service.core.ingest.counts("@user-9999:example.org".to_owned(), None).await.unwrap();
    assert_eq!((counts.len(), counts[0].notifications), (1, 1));
    service.stop().await;
}

#[tokio::test]
async fn two_processes_need_two_names() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_owned();
    let service = Service::start_in(folder.into(), nothing).await;
    let open = |name: &str| {
        let live = matrix_pusher::config::Live::new(
            support::service::config(|config| config.delivery.instance = name.to_owned()),
            None,
        );
        let store = matrix_pusher::store::Store::open(&support::service::database(&path)).unwrap();
        matrix_pusher::core::Core::start(
            store,
            live,
            Clock::system(),
            tokio_util::sync::CancellationToken::new(),
        )
    };
    let error = open("main").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "another process called `main` uses this database; give this one another `delivery.instance`"
    );
    open("second").await.unwrap();
    service.stop().await;
}
