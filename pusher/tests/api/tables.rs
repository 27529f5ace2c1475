//! The runner of the tables.

use std::{fs, path::Path};

use matrix_push_rules::{DefaultRulesOptions, default_rules};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::server::{ALICE, BOB, Server};

/// Requests that share a fresh server.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: String,
    steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// Method and path below `/_matrix/client/v3`.
    request: String,
    /// Who asks; Alice if nobody is named.
    #[serde(default)]
    user: Option<String>,
    /// The body as JSON.
    #[serde(default)]
    body: Option<Value>,
    /// The body as it is, instead.
    #[serde(default)]
    text: Option<String>,
    status: u16,
    /// The whole answer. `"$default"` stands for the predefined rules.
    #[serde(default)]
    answer: Option<Value>,
    #[serde(default)]
    errcode: Option<String>,
    /// A part of the `error`.
    #[serde(default)]
    error: Option<String>,
    /// The ids of the rules of the list in the answer that is named by a JSON pointer: `{"/override": […]}`.
    #[serde(default)]
    ids: Option<(String, Vec<String>)>,
}

async fn run(table: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/tables").join(table);
    let scenarios: Vec<Scenario> = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert!(!scenarios.is_empty());
    for scenario in scenarios {
        let server = Server::new();
        for (number, step) in scenario.steps.iter().enumerate() {
            check(&server, step, &format!("{}, step {}: {}", scenario.name, number + 1, step.request)).await;
        }
    }
}

async fn check(server: &Server, step: &Step, name: &str) {
    let user_id = step.user.as_deref().unwrap_or(ALICE);
    let body =
        step.text.clone().or_else(|| step.body.as_ref().map(Value::to_string)).map(|body| filled(&body));
    let answer = server.ask(user_id, &filled(&step.request), body).await;
    assert_eq!(answer.status.as_u16(), step.status, "{name}: {}", answer.text);
    assert_eq!(answer.headers["access-control-allow-origin"], "*", "{name}");
    let given = answer.json();
    assert!(
        step.answer.is_some() || step.errcode.is_some() || step.ids.is_some(),
        "{name}: the row expects nothing of the answer"
    );
    if let Some(expected) = &step.answer {
        assert_eq!(&given, &with_defaults(expected, user_id), "{name}");
    }
    if let Some(errcode) = &step.errcode {
        assert_eq!(given["errcode"], json!(errcode), "{name}: {given}");
        assert!(given["error"].as_str().is_some_and(|error| !error.is_empty()), "{name}");
    }
    if let Some(error) = &step.error {
        assert!(given["error"].as_str().unwrap().contains(error), "{name}: {given}");
    }
    if let Some((pointer, expected)) = &step.ids {
        let list = given.pointer(pointer).and_then(Value::as_array).unwrap();
        let ids: Vec<&str> = list.iter().map(|rule| rule["rule_id"].as_str().unwrap()).collect();
        assert_eq!(&ids, expected, "{name}");
    }
}

/// `$x{70000}` stands for as many letters, which a table had better not hold.
fn filled(text: &str) -> String {
    let mut parts = text.split("$x{");
    let mut filled = parts.next().unwrap().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('}').unwrap();
        filled.push_str(&"x".repeat(number.parse().unwrap()));
        filled.push_str(rest);
    }
    filled
}

fn with_defaults(expected: &Value, user_id: &str) -> Value {
    match expected {
        Value::String(text) if text == "$default" => {
            default_rules(user_id, &DefaultRulesOptions::default()).unwrap().into_value()
        }
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), with_defaults(value, user_id))).collect()
        }
        other => other.clone(),
    }
}

#[tokio::test]
async fn push_rules() {
    run("push_rules.json").await;
}

#[tokio::test]
async fn push_rules_refused() {
    run("push_rules_refused.json").await;
}

#[tokio::test]
async fn pushers() {
    run("pushers.json").await;
}

#[tokio::test]
async fn endpoints() {
    run("endpoints.json").await;
}

/// Alice's rules and pushers are nobody else's.
#[tokio::test]
async fn what_others_have_is_not_seen_and_not_changed() {
    let server = Server::new();
    let rule = Some(json!({ "actions": [] }).to_string());
    server.ask(ALICE, "PUT /pushrules/global/room/!a:b", rule).await;
    for line in ["GET /pushrules/global/room/!a:b", "DELETE /pushrules/global/room/!a:b"] {
        assert_eq!(server.ask(BOB, line, None).await.errcode(), "M_NOT_FOUND", "{line}");
    }
    assert_eq!(server.ask(ALICE, "GET /pushrules/global/room/!a:b", None).await.status, 200);
}
