//! Whatever is sent, the answer is one of the specification, and never that the server failed.

use axum::{
    body::Body,
    http::{Request, header},
};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::Value;

use crate::server::{Answer, Server};

const METHODS: &[&str] = &["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD"];
const STARTS: &[&str] = &[
    "pushrules/",
    "pushrules/global/",
    "pushrules/global/override/",
    "pushrules/global/content/",
    "pushrules/global/underride/.m.rule.message",
    "pushrules/global/override/.m.rule.master/enabled",
    "pushrules/global/override/.m.rule.master/actions",
    "pushers",
    "pushers/set",
    "notifications",
    "user/@alice:example.org/account_data/m.push_rules",
];

/// JSON that often resembles what the endpoints expect.
fn json() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "actions",
        "conditions",
        "pattern",
        "enabled",
        "kind",
        "app_id",
        "pushkey",
        "lang",
        "data",
        "url",
        "app_display_name",
        "device_display_name",
        "append",
        "format",
        "profile_tag",
        "set_tweak",
        "value",
        "key",
    ]);
    let text = prop_oneof![
        Just("notify".to_owned()),
        Just("http".to_owned()),
        Just("https://push.example.org/_matrix/push/v1/notify".to_owned()),
        any::<String>(),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..8).prop_map(|fields| fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => json().prop_map(|json| json.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..200),
        1 => Just(Vec::new()),
    ]
}

/// What may follow in a path, and a query.
const REST: &str = r"[a-zA-Z0-9._~!$&'()*+,;=:@%/-]{0,20}(\?[a-z=&%0-9+]{0,30})?";

fn check(answer: &Answer, method: &str, what: &str) {
    let status = answer.status.as_u16();
    assert!(status < 500, "{what}: {status} {}", answer.text);
    assert_eq!(answer.headers["access-control-allow-origin"], "*", "{what}");
    if method == "HEAD" {
        return;
    }
    let json = answer.json();
    if status != 200 {
        let errcode = json["errcode"].as_str().unwrap_or_default();
        assert!(errcode.starts_with("M_"), "{what}: {status} {}", answer.text);
        assert!(json["error"].is_string(), "{what}");
    }
}

#[test]
fn any_request_has_an_answer_of_the_specification() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = runtime.block_on(async { Server::new() });
    let requests = (prop::sample::select(METHODS), prop::sample::select(STARTS), REST, body(), any::<bool>());
    TestRunner::default()
        .run(&requests, |(method, start, rest, body, has_token)| {
            let path = format!("/_matrix/client/v3/{start}{rest}");
            let what = format!("{method} {path} {}", String::from_utf8_lossy(&body));
            let mut request = Request::builder().method(method).uri(&path);
            if has_token {
                request = request.header(header::AUTHORIZATION, "Bearer alice");
            }
            let request = request.body(Body::from(body)).unwrap();
            check(&runtime.block_on(server.send(request)), method, &what);
            Ok(())
        })
        .unwrap();
    // Nothing of it broke what Alice has.
    for line in ["GET /pushrules/", "GET /pushers", "GET /notifications"] {
        let answer = runtime.block_on(server.ask("@alice:example.org", line, None));
        assert_eq!(answer.status, 200, "{line}: {}", answer.text);
    }
}
