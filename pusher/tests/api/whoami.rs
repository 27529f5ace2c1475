//! A stand-in for the homeserver's `whoami`, which behaves as the token says.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{
    server::{Answer, Server, request},
    support::{
        PATIENCE,
        gateway::{Behaviour, Gateway},
        service::pusher,
    },
};

#[derive(Clone, Default)]
struct Homeserver {
    calls: Arc<AtomicUsize>,
    paths: Arc<Mutex<Vec<String>>>,
    revoked: Arc<Mutex<bool>>,
}

impl Homeserver {
    async fn start(self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(whoami).with_state(self);
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

async fn whoami(State(homeserver): State<Homeserver>, uri: Uri, headers: HeaderMap) -> Response {
    homeserver.calls.fetch_add(1, Ordering::SeqCst);
    homeserver.paths.lock().unwrap().push(uri.to_string());
    let token =
        headers[header::AUTHORIZATION].to_str().unwrap().strip_prefix("Bearer syt_").unwrap().to_owned();
    let known = |user_id: &str| Json(json!({ "user_id": user_id, "device_id": "PHONE" })).into_response();
    let error =
        |status: u16, body: Value| (StatusCode::from_u16(status).unwrap(), Json(body)).into_response();
    match token.as_str() {
        "good" if *homeserver.revoked.lock().unwrap() => {
            error(401, json!({ "errcode": "M_UNKNOWN_TOKEN", "error": "revoked" }))
        }
        "good" => known("@alice:example.org"),
        "guest" => Json(json!({ "user_id": "@guest:example.org", "is_guest": true })).into_response(),
        "refused" => error(401, json!({ "errcode": "M_UNKNOWN_TOKEN", "error": "x", "soft_logout": true })),
        "locked" => error(401, json!({ "errcode": "M_USER_LOCKED", "error": "x", "soft_logout": true })),
        "forbidden" => error(403, json!({ "errcode": "M_FORBIDDEN", "error": "x" })),
        "flooding" => error(429, json!({ "errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500 })),
        "flooding-html" => (StatusCode::TOO_MANY_REQUESTS, "slow down").into_response(),
        "broken" => error(500, json!({ "errcode": "M_UNKNOWN", "error": "x" })),
        "missing" => error(404, json!({ "errcode": "M_UNRECOGNIZED", "error": "x" })),
        "teapot-401" => error(401, json!({ "tea": true })),
        "html-401" => (StatusCode::UNAUTHORIZED, "<html>").into_response(),
        "odd-401" => error(401, json!({ "errcode": "<script>" })),
        "html" => "<html>hello</html>".into_response(),
        "list" => Json(json!(["@alice:example.org"])).into_response(),
        "nobody" => Json(json!({})).into_response(),
        "no-id" => known("alice"),
        "number" => Json(json!({ "user_id": 5 })).into_response(),
        "redirect" => Redirect::temporary("/good").into_response(),
        other => panic!("the stand-in knows no token `{other}`"),
    }
}

fn server(homeserver: &str) -> Server {
    Server::with(|config| {
        config.auth.homeserver = Some(homeserver.parse().unwrap());
        config.auth.timeout_s = PATIENCE.as_secs();
    })
}

async fn ask(server: &Server, token: &str) -> Answer {
    server.send(request(Some(&format!("syt_{token}")), "GET /pushers", None)).await
}

/// Token, status, errcode, `soft_logout`.
const ANSWERS: &[(&str, u16, &str, Option<bool>)] = &[
    ("refused", 401, "M_UNKNOWN_TOKEN", Some(true)),
    ("locked", 401, "M_USER_LOCKED", Some(true)),
    ("forbidden", 403, "M_FORBIDDEN", None),
    ("guest", 403, "M_GUEST_ACCESS_FORBIDDEN", None),
    ("flooding", 429, "M_LIMIT_EXCEEDED", None),
    ("flooding-html", 429, "M_LIMIT_EXCEEDED", None),
    ("broken", 502, "M_UNKNOWN", None),
    ("missing", 502, "M_UNKNOWN", None),
    ("teapot-401", 502, "M_UNKNOWN", None),
    ("html-401", 502, "M_UNKNOWN", None),
    ("odd-401", 502, "M_UNKNOWN", None),
    ("html", 502, "M_UNKNOWN", None),
    ("list", 502, "M_UNKNOWN", None),
    ("nobody", 502, "M_UNKNOWN", None),
    ("no-id", 502, "M_UNKNOWN", None),
    ("number", 502, "M_UNKNOWN", None),
    ("redirect", 502, "M_UNKNOWN", None),
];

#[tokio::test]
async fn whatever_the_homeserver_answers_is_told_in_the_form_of_the_specification() {
    let server = server(&Homeserver::default().start().await);
    for &(token, status, errcode, soft_logout) in ANSWERS {
        let answer = ask(&server, token).await;
        assert_eq!(answer.status.as_u16(), status, "{token}: {}", answer.text);
        assert_eq!(answer.errcode(), errcode, "{token}");
        assert_eq!(answer.json()["soft_logout"].as_bool(), soft_logout, "{token}");
        assert!(!answer.text.contains("syt_"), "{token}: {}", answer.text);
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "{token}");
    }
    let flooding = ask(&server, "flooding").await;
    assert_eq!(flooding.json()["retry_after_ms"], 2500);
    assert_eq!(flooding.headers["retry-after"], "3");
}

#[tokio::test]
async fn who_asks_is_who_the_homeserver_says() {
    let homeserver = Homeserver::default();
    let server = server(&homeserver.clone().start().await);
    let answer = server
        .send(request(Some("syt_good"), "GET /pushrules/global/override/.m.rule.invite_for_me", None))
        .await;
    assert_eq!(answer.json()["conditions"][2]["pattern"], "@alice:example.org");
    assert_eq!(*homeserver.paths.lock().unwrap(), ["/_matrix/client/v3/account/whoami"]);
}

#[tokio::test]
async fn a_pusher_remembers_the_device_that_set_it() {
    let server = server(&Homeserver::default().start().await);
    let body = pusher("k", "https://push.example.org/_matrix/push/v1/notify");
    server.send(request(Some("syt_good"), "POST /pushers/set", Some(body.to_string()))).await;
    let pushers = ask(&server, "good").await.json();
    assert_eq!(pushers["pushers"][0]["org.matrix.msc3881.device_id"], "PHONE");
}

#[tokio::test]
async fn what_it_says_is_remembered_and_failures_are_not() {
    let homeserver = Homeserver::default();
    let server = server(&homeserver.clone().start().await);
    for (token, calls) in
        [("good", 1), ("refused", 1), ("guest", 1), ("broken", 3), ("html", 3), ("flooding", 3)]
    {
        let before = homeserver.calls();
        for _ in 0..3 {
            ask(&server, token).await;
        }
        assert_eq!(homeserver.calls() - before, calls, "{token}");
    }
}

#[tokio::test]
async fn a_revoked_token_works_no_longer_than_it_is_believed() {
    let homeserver = Homeserver::default();
    let url = homeserver.clone().start().await;
    let server = Server::with(|config| {
        config.auth.homeserver = Some(url.parse().unwrap());
        // Nothing is remembered.
        config.auth.cache_s = 0;
    });
    assert_eq!(ask(&server, "good").await.status, 200);
    *homeserver.revoked.lock().unwrap() = true;
    assert_eq!(ask(&server, "good").await.errcode(), "M_UNKNOWN_TOKEN");
}

#[tokio::test]
async fn requests_at_the_same_time_ask_once() {
    let homeserver = Homeserver::default();
    let server = server(&homeserver.clone().start().await);
    let requests: Vec<_> = (0..20)
        .map(|_| {
            let router = server.router.clone();
            let request = request(Some("syt_good"), "GET /pushers", None);
            tokio::spawn(async move { tower::ServiceExt::oneshot(router, request).await.unwrap().status() })
        })
        .collect();
    for request in requests {
        assert_eq!(request.await.unwrap(), StatusCode::OK);
    }
    assert_eq!(homeserver.calls(), 1);
}

#[tokio::test]
async fn wrong_tokens_cannot_flood_the_homeserver() {
    let homeserver = Homeserver::default();
    let url = homeserver.clone().start().await;
    let server = Server::with(|config| {
        config.auth.homeserver = Some(url.parse().unwrap());
        config.auth.lookups_per_second = 1;
    });
    let mut limited = 0;
    for _ in 0..10 {
        // A failure is not remembered, so each of these would be a question.
        let answer = ask(&server, "broken").await;
        if answer.status == 429 {
            assert_eq!(answer.errcode(), "M_LIMIT_EXCEEDED");
            assert!(answer.json()["retry_after_ms"].as_u64().unwrap() <= 1000);
            limited += 1;
        }
    }
    assert!(limited > 0);
    assert_eq!(homeserver.calls() + limited, 10);
}

#[tokio::test]
async fn a_homeserver_that_cannot_be_asked_is_an_error_and_no_permission() {
    for behaviour in [Behaviour::Hang, Behaviour::SlowBody] {
        let homeserver = Gateway::start();
        homeserver.always(behaviour.clone());
        let server = Server::with(|config| {
            config.auth.homeserver = Some(format!("http://{}", homeserver.address()).parse().unwrap());
            config.auth.timeout_s = 1;
        });
        is_an_error(&server, 504, &behaviour).await;
    }
    for (behaviour, status) in [
        (Behaviour::Huge, 502),
        (Behaviour::Reset, 502),
        (Behaviour::ResetInBody, 502),
        (Behaviour::Close, 502),
        (Behaviour::Redirect(302, "/elsewhere".to_owned()), 502),
        (Behaviour::Body(r#"{"user_id": "@alice:example.org""#.to_owned()), 502),
    ] {
        let homeserver = Gateway::start();
        homeserver.always(behaviour.clone());
        let server = server(&format!("http://{}", homeserver.address()));
        is_an_error(&server, status, &behaviour).await;
    }
    let mut gone = Gateway::start();
    let address = gone.address();
    gone.stop();
    assert_eq!(ask(&server(&format!("http://{address}")), "good").await.status, 502);
}

async fn is_an_error(server: &Server, status: u16, behaviour: &Behaviour) {
    let answer = ask(server, "secret").await;
    assert_eq!(answer.status.as_u16(), status, "{behaviour:?}: {}", answer.text);
    assert_eq!(answer.errcode(), "M_UNKNOWN", "{behaviour:?}");
    assert!(!answer.text.contains("syt_"));
}

#[tokio::test]
async fn it_comes_back_without_a_restart() {
    let homeserver = Gateway::start();
    homeserver.next([Behaviour::Close]);
    homeserver.always(Behaviour::Body(r#"{"user_id": "@alice:example.org"}"#.to_owned()));
    let server = server(&format!("http://{}", homeserver.address()));
    assert_eq!(ask(&server, "good").await.status, 502);
    assert_eq!(ask(&server, "good").await.status, 200);
}
