//! Who may enter, how often, and what browsers are told.

use std::time::Instant;

use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::json;

use crate::{
    server::{ALICE, BOB, Server, request},
    support::service::pusher,
};

#[tokio::test]
async fn without_a_token_or_with_a_wrong_one_nothing_is_done() {
    let server = Server::new();
    let lines = [
        "GET /pushrules/",
        "GET /pushrules/global/",
        "GET /pushrules/global/override/.m.rule.master",
        "PUT /pushrules/global/room/x",
        "DELETE /pushrules/global/room/x",
        "PUT /pushrules/global/room/x/enabled",
        "PUT /pushrules/global/room/x/actions",
        "PUT /pushrules/device/x",
        "GET /pushers",
        "POST /pushers/set",
        "GET /notifications",
        "GET /user/@alice:example.org/account_data/m.push_rules",
        "PUT /user/@alice:example.org/account_data/m.push_rules",
    ];
    for line in lines {
        let answer = server.send(request(None, line, Some("{}".to_owned()))).await;
        assert_eq!((answer.status.as_u16(), answer.errcode().as_str()), (401, "M_MISSING_TOKEN"), "{line}");
        for token in ["wrong", "Alice", &"x".repeat(5000)] {
            let answer = server.send(request(Some(token), line, Some("{}".to_owned()))).await;
            let error = (answer.status.as_u16(), answer.errcode());
            assert_eq!(error, (401, "M_UNKNOWN_TOKEN".to_owned()), "{line}");
        }
    }
}

#[tokio::test]
async fn a_token_comes_in_the_header_or_the_query() {
    let server = Server::new();
    let ask = async |value: Option<&str>, query: &str| {
        let mut request = Request::get(format!("/_matrix/client/v3/pushers{query}"));
        if let Some(value) = value {
            request = request.header(header::AUTHORIZATION, value);
        }
        server.send(request.body(Body::empty()).unwrap()).await.status.as_u16()
    };
    assert_eq!(ask(Some("Bearer alice"), "").await, 200);
    assert_eq!(ask(Some("bearer  alice"), "").await, 200);
    assert_eq!(ask(None, "?access_token=alice").await, 200);
    assert_eq!(ask(Some("Bearer wrong"), "?access_token=alice").await, 401);
    assert_eq!(ask(Some("Basic alice"), "").await, 401);
    assert_eq!(ask(Some("Bearer"), "").await, 401);
    assert_eq!(ask(Some("Bearer "), "").await, 401);
    assert_eq!(ask(None, "?access_token=").await, 401);
}

#[tokio::test]
async fn browsers_are_told_that_they_may() {
    let server = Server::new();
    for path in ["/_matrix/client/v3/pushrules/", "/_matrix/client/v3/pushers/set", "/nowhere"] {
        let answer = server.send(Request::options(path).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 204, "{path}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        assert_eq!(answer.headers["access-control-allow-methods"], "GET, POST, PUT, DELETE, OPTIONS");
        assert_eq!(
            answer.headers["access-control-allow-headers"],
            "X-Requested-With, Content-Type, Authorization"
        );
    }
}

#[tokio::test]
async fn a_user_who_asks_too_often_waits_and_others_do_not() {
    let server = Server::new();
    let mut config = server.live.current().as_ref().clone();
    config.client.requests_per_second = 1;
    config.client.burst = 3;
    server.live.set(config);

    let start = Instant::now();
    let mut passed = 0;
    let answer = loop {
        let answer = server.ask(ALICE, "GET /pushers", None).await;
        if answer.status != 200 {
            break answer;
        }
        passed += 1;
    };
    // Three at once, and one more for each second that it took.
    assert!((3..=3 + start.elapsed().as_secs()).contains(&passed), "{passed}");
    assert_eq!((answer.status.as_u16(), answer.errcode().as_str()), (429, "M_LIMIT_EXCEEDED"));
    let wait = answer.json()["retry_after_ms"].as_u64().unwrap();
    assert!((1..=1000).contains(&wait), "{wait}");
    assert_eq!(answer.headers["retry-after"], "1");
    assert_eq!(server.ask(BOB, "GET /pushers", None).await.status, 200);
}

#[tokio::test]
async fn bodies_are_limited_before_and_while_they_are_read() {
    let server = Server::new();
    let big = "x".repeat(70_000);
    let announced = request(Some("alice"), "POST /pushers/set", Some(big.clone()));
    assert_eq!(server.send(announced).await.errcode(), "M_TOO_LARGE");
    let mut lying = request(Some("alice"), "POST /pushers/set", Some(big));
    lying.headers_mut().insert(header::CONTENT_LENGTH, "5".parse().unwrap());
    assert_eq!(server.send(lying).await.errcode(), "M_TOO_LARGE");
}

#[tokio::test]
async fn a_user_has_so_many_rules_and_pushers_at_most() {
    let server = Server::new();
    let mut config = server.live.current().as_ref().clone();
    // The predefined rules are fifteen.
    config.limits.rules_per_user = 17;
    config.limits.pushers_per_user = 2;
    server.live.set(config);

    let rule = || Some(json!({ "actions": [] }).to_string());
    for id in ["a", "b"] {
        assert_eq!(server.ask(ALICE, &format!("PUT /pushrules/global/room/{id}"), rule()).await.status, 200);
    }
    let answer = server.ask(ALICE, "PUT /pushrules/global/room/c", rule()).await;
    assert_eq!((answer.status.as_u16(), answer.errcode().as_str()), (413, "M_TOO_LARGE"));
    assert_eq!(server.ask(ALICE, "PUT /pushrules/global/room/b", rule()).await.status, 200);
    assert_eq!(server.ask(ALICE, "DELETE /pushrules/global/room/a", None).await.status, 200);
    assert_eq!(server.ask(ALICE, "PUT /pushrules/global/room/c", rule()).await.status, 200);

    let body =
        |pushkey: &str| Some(pusher(pushkey, "https://push.example.org/_matrix/push/v1/notify").to_string());
    for pushkey in ["a", "b", "a"] {
        assert_eq!(server.ask(ALICE, "POST /pushers/set", body(pushkey)).await.status, 200);
    }
    assert_eq!(server.ask(BOB, "POST /pushers/set", body("c")).await.status, 200);
    assert_eq!(server.ask(ALICE, "POST /pushers/set", body("c")).await.errcode(), "M_TOO_LARGE");
    let bobs = server.ask(BOB, "GET /pushers", None).await.json();
    assert_eq!(bobs["pushers"].as_array().unwrap().len(), 1, "a refused request took Bob's pusher");
}

#[tokio::test]
async fn an_edit_that_changes_nothing_writes_nothing() {
    let server = Server::new();
    let version = async || {
        server.store.read(|connection| matrix_pusher::store::rules::version(connection, ALICE)).await.unwrap()
    };
    let rule = || Some(json!({ "pattern": "cake", "actions": ["notify"] }).to_string());
    server
        .ask(ALICE, "PUT /pushrules/global/override/.m.rule.master/enabled", Some("false".to_owned()))
        .await;
    assert_eq!(version().await, 0);
    server.ask(ALICE, "PUT /pushrules/global/content/cake", rule()).await;
    server.ask(ALICE, "PUT /pushrules/global/content/cake", rule()).await;
    server.ask(ALICE, "PUT /pushrules/global/content/cake/enabled", Some("true".to_owned())).await;
    assert_eq!(version().await, 1);
    server.ask(ALICE, "PUT /pushrules/global/content/cake/enabled", Some("false".to_owned())).await;
    assert_eq!(version().await, 2);
}

#[tokio::test]
async fn edits_at_the_same_time_are_all_kept() {
    let server = Server::new();
    let edits: Vec<_> = (0..50)
        .map(|number| {
            let router = server.router.clone();
            let line = format!("PUT /pushrules/global/room/r{number}");
            let request = request(Some("alice"), &line, Some(r#"{"actions": []}"#.to_owned()));
            tokio::spawn(async move { tower::ServiceExt::oneshot(router, request).await.unwrap().status() })
        })
        .collect();
    for edit in edits {
        assert_eq!(edit.await.unwrap(), 200);
    }
    let rules = server.ask(ALICE, "GET /pushrules/global/", None).await.json();
    assert_eq!(rules["room"].as_array().unwrap().len(), 50);
}
