//! The history of notifications, with events that came in through ingest.

use std::sync::Arc;

use matrix_pusher::ingest::{EventRequest, Ingest, ReceiptRequest};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::server::{ALICE, BOB, Server};

const ROOM: &str = "!room:example.org";

fn ingest(server: &Server) -> Ingest {
    Ingest::new(server.store.clone(), server.clock(), Arc::new(Notify::new()), None)
}

/// Numbers that three divides mention Alice.
async fn say(ingest: &Ingest, number: usize) {
    let mut content = json!({ "msgtype": "m.text", "body": format!("message {number}"), "n": 1.50 });
    if number.is_multiple_of(3) {
        content["m.mentions"] = json!({ "user_ids": [ALICE] });
    }
    let event = json!({
        "type": "m.room.message", "event_id": format!("$e{number}"), "room_id": ROOM, "sender": "@carol:example.org",
        "origin_server_ts": 1_795_341_000_000_i64, "content": content
    });
    let request = json!({
        "idempotency_key": format!("k{number}"), "event": event, "room": { "member_count": 3 },
        "recipients": [{ "user_id": ALICE }, { "user_id": BOB }]
    });
    ingest.event(EventRequest::from_value(request).unwrap()).await.unwrap();
}

fn bodies(page: &Value) -> Vec<String> {
    let notifications = page["notifications"].as_array().unwrap();
    notifications.iter().map(|one| one["event"]["content"]["body"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn r107_a_notification_has_what_the_specification_asks_for() {
    let server = Server::new();
    let ingest = ingest(&server);
    say(&ingest, 1).await;
    let page = server.ask(ALICE, "GET /notifications", None).await;
    let expected = json!({ "notifications": [{
        "actions": ["notify"],
        "event": {
            "type": "m.room.message", "event_id": "$e1", "room_id": ROOM, "sender": "@carol:example.org",
            "origin_server_ts": 1_795_341_000_000_i64,
            "content": { "msgtype": "m.text", "body": "message 1", "n": 1.5 }
        },
        "read": false,
        "room_id": ROOM,
        "ts": 1_795_341_657_000_i64
    }] });
    assert_eq!(page.json(), expected);
}

#[tokio::test]
async fn r107_pages_are_complete_and_end_without_a_token() {
    let server = Server::new();
    let ingest = ingest(&server);
    for number in 0..10 {
        say(&ingest, number).await;
    }
    let mut seen = Vec::new();
    let mut line = "GET /notifications?limit=4".to_owned();
    loop {
        let page = server.ask(ALICE, &line, None).await.json();
        seen.push(bodies(&page));
        // What arrives meanwhile is newer, and no part of the next page.
        say(&ingest, 100 + seen.len()).await;
        match page.get("next_token") {
            Some(token) => line = format!("GET /notifications?limit=4&from={}", token.as_str().unwrap()),
            None => break,
        }
    }
    let lengths: Vec<usize> = seen.iter().map(Vec::len).collect();
    assert_eq!(lengths, [4, 4, 2]);
    let newest_first: Vec<String> = (0..10).rev().map(|number| format!("message {number}")).collect();
    assert_eq!(seen.concat(), newest_first);
}

#[tokio::test]
async fn r107_a_full_last_page_has_no_token() {
    let server = Server::new();
    let ingest = ingest(&server);
    for number in 0..4 {
        say(&ingest, number).await;
    }
    let page = server.ask(ALICE, "GET /notifications?limit=4", None).await.json();
    assert_eq!(bodies(&page).len(), 4);
    assert_eq!(page.get("next_token"), None);
}

#[tokio::test]
async fn r108_only_highlights_and_the_pages_of_them() {
    let server = Server::new();
    let ingest = ingest(&server);
    for number in 0..10 {
        say(&ingest, number).await;
    }
    let page = server.ask(ALICE, "GET /notifications?only=highlight&limit=3", None).await.json();
    assert_eq!(bodies(&page), ["message 9", "message 6", "message 3"]);
    let token = page["next_token"].as_str().unwrap();
    let line = format!("GET /notifications?only=highlight&limit=3&from={token}");
    let page = server.ask(ALICE, &line, None).await.json();
    assert_eq!(bodies(&page), ["message 0"]);
    assert_eq!(page.get("next_token"), None);
    let bobs = server.ask(BOB, "GET /notifications?only=highlight", None).await.json();
    assert_eq!(bodies(&bobs), [""; 0]);
}

#[tokio::test]
async fn r107_what_was_read_says_so_and_others_have_their_own() {
    let server = Server::new();
    let ingest = ingest(&server);
    for number in 1..=3 {
        say(&ingest, number).await;
    }
    let receipts = json!({ "receipts": [
        { "user_id": ALICE, "room_id": ROOM, "event_id": "$e2", "type": "m.read" }
    ] });
    let answer = ingest.receipts(ReceiptRequest::from_value(receipts).unwrap()).await.unwrap();
    assert_eq!(answer.read, 2);
    let read = async |user_id| {
        let page = server.ask(user_id, "GET /notifications", None).await.json();
        let notifications = page["notifications"].as_array().unwrap().clone();
        notifications.iter().map(|one| one["read"].as_bool().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(read(ALICE).await, [false, true, true]);
    assert_eq!(read(BOB).await, [false, false, false]);
}

#[tokio::test]
async fn the_rules_of_the_api_are_the_rules_of_ingest() {
    let server = Server::new();
    let ingest = ingest(&server);
    say(&ingest, 1).await;
    let off = Some(r#"{"actions": []}"#.to_owned());
    assert_eq!(server.ask(ALICE, &format!("PUT /pushrules/global/room/{ROOM}"), off).await.status, 200);
    say(&ingest, 2).await;
    assert_eq!(server.ask(ALICE, &format!("DELETE /pushrules/global/room/{ROOM}"), None).await.status, 200);
    say(&ingest, 4).await;
    let page = server.ask(ALICE, "GET /notifications", None).await.json();
    assert_eq!(bodies(&page), ["message 4", "message 1"]);
}
