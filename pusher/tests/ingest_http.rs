//! The internal endpoints over HTTP: bodies, answers, and statuses of what cannot be done.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

mod support;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use matrix_pusher::{config::Live, ingest::router};
use serde_json::{Value, json};
use tower::ServiceExt;

use self::support::service::{Service, config, message};

const ALICE: &str = "@alice:example.org";
const ROOM: &str = "!room:example.org";

async fn send(router: &Router, method: &str, path: &str, body: String) -> (StatusCode, Value) {
    let request = Request::builder().method(method).uri(path).body(Body::from(body)).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

async fn post(router: &Router, path: &str, body: &Value) -> (StatusCode, Value) {
    send(router, "POST", path, body.to_string()).await
}

#[tokio::test]
async fn an_event_is_counted_until_it_is_read() {
    let service = Service::start(|_| {}).await;
    let router = router(service.core.ingest.clone(), Live::new(config(|_| {}), None));
    let mut in_thread = message(ROOM, "$reply", json!([{"user_id": ALICE, "display_name": "Alice"}]));
    in_thread["event"]["content"]["m.relates_to"] = json!({"rel_type": "m.thread", "event_id": "$root"});
    let mut edit = message(ROOM, "$poke", json!([ALICE]));
    edit["event"]["content"]["m.relates_to"] = json!({"rel_type": "org.example.poke", "event_id": "$reply"});
    let mut mention = message(ROOM, "$mention", json!([ALICE]));
    mention["event"]["content"]["m.mentions"] = json!({"user_ids": [ALICE]});
    for event in [&in_thread, &edit, &mention] {
        let answer = post(&router, "/v1/events", event).await;
        assert_eq!(answer, (StatusCode::OK, json!({"recipients": 1, "notified": 1, "problems": []})));
    }
    let counts = format!("/v1/counts?user_id={ALICE}");
    let main = json!({"room_id": ROOM, "thread_id": "main", "notifications": 1, "highlights": 1});
    let thread = json!({"room_id": ROOM, "thread_id": "$root", "notifications": 2, "highlights": 0});
    let (_, answer) = send(&router, "GET", &counts, String::new()).await;
    assert_eq!(answer, json!({"counts": [thread, main]}));

    let receipt = json!({"user_id": ALICE, "room_id": ROOM, "event_id": "$mention", "thread_id": "$root"});
    let unknown = json!({"user_id": ALICE, "room_id": ROOM, "event_id": "$never", "type": "m.read.private"});
    let wrong = json!({"user_id": ALICE, "room_id": ROOM, "event_id": "$reply", "thread_id": ""});
    let receipts = json!({"receipts": [receipt, unknown, wrong, 7]});
    let (status, answer) = post(&router, "/v1/receipts", &receipts).await;
    assert_eq!(
        (status, &answer["read"], &answer["unknown_events"]),
        (StatusCode::OK, &json!(2), &json!([1]))
    );
    let problems = answer["problems"].as_array().unwrap();
    assert_eq!(problems.iter().map(|problem| &problem["index"]).collect::<Vec<_>>(), [2, 3]);
    assert!(problems[1]["error"].as_str().unwrap().contains("expected an object with `user_id`"), "{answer}");
    let (_, answer) = send(&router, "GET", &counts, String::new()).await;
    assert_eq!(answer, json!({"counts": [main]}));
    let (_, answer) =
        send(&router, "GET", &format!("{counts}&room_id=!other:example.org"), String::new()).await;
    assert_eq!(answer, json!({"counts": []}));
    service.stop().await;
}

#[tokio::test]
async fn what_cannot_be_done_has_a_status_and_a_code() {
    let service = Service::start(|_| {}).await;
    let router = router(service.core.ingest.clone(), Live::new(config(|_| {}), None));
    let event = message(ROOM, "$event", json!([ALICE]));
    assert_eq!(post(&router, "/v1/events", &event).await.0, StatusCode::OK);
    assert_eq!(post(&router, "/v1/events", &event).await.0, StatusCode::OK);
    let mut other = event.clone();
    other["event"]["content"]["body"] = "another".into();
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let long = " ".repeat(9 * 1024 * 1024);
    for (method, path, body, status, errcode) in [
        ("POST", "/v1/events", other.to_string(), 409, "ORG.MATRIX_PUSH_RULES.KEY_REUSED"),
        ("POST", "/v1/events", "{".to_owned(), 400, "M_NOT_JSON"),
        ("POST", "/v1/events", "[]".to_owned(), 400, "M_BAD_JSON"),
        ("POST", "/v1/events", deep, 400, "M_BAD_JSON"),
        ("POST", "/v1/events", long, 413, "M_TOO_LARGE"),
        ("POST", "/v1/events", "{}".to_owned(), 400, "M_BAD_JSON"),
        ("POST", "/v1/receipts", r#"{"receipts": {}}"#.to_owned(), 400, "M_BAD_JSON"),
        ("GET", "/v1/counts", String::new(), 400, "M_INVALID_PARAM"),
        ("GET", "/v1/counts?user_id=@a:b&user=@a:b", String::new(), 400, "M_INVALID_PARAM"),
    ] {
        let (found, answer) = send(&router, method, path, body).await;
        assert_eq!((found.as_u16(), &answer["errcode"]), (status, &json!(errcode)), "{path} {answer}");
        assert!(!answer["error"].as_str().unwrap().contains("``"), "a field without a name: {answer}");
    }
    service.stop().await;
}

#[tokio::test]
async fn the_order_of_fields_is_no_difference() {
    let service = Service::start(|_| {}).await;
    let router = router(service.core.ingest.clone(), Live::new(config(|_| {}), None));
    let event = message(ROOM, "$event", json!([ALICE]));
    let first = post(&router, "/v1/events", &event).await;
    let fields = event.as_object().unwrap().clone();
    let reversed = Value::Object(fields.into_iter().rev().collect());
    assert_eq!(post(&router, "/v1/events", &reversed).await, first);
    service.stop().await;
}
