//! Following an account on a homeserver that restarts, forgets, limits and fails.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

mod support;

use std::{
    collections::VecDeque,
    fs,
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
    routing::get,
};
use matrix_pusher::{
    store::Store,
    sync::{Homeserver, Outlet, Printer, Session, SessionError, SyncError, Token},
};
use serde_json::{Value, json};
use support::{
    gateway::Gateway,
    process::{Running, binary},
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

const ROOM: &str = "!r:example.org";
/// Longer than a slow machine with much else to do ever takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the homeserver does with the next question to `/sync`.
enum Play {
    Answer(Value),
    Fail(StatusCode, Value),
}

#[derive(Default)]
struct Script {
    plays: VecDeque<Play>,
    /// The positions that were asked for.
    since: Vec<Option<String>>,
    /// How many events of a room.
    limits: Vec<Value>,
    token: String,
    gap: Vec<Value>,
    /// Told when a token was refused.
    refused: Arc<Notify>,
    /// Told when there is nothing left to play: what was played is done with, its position kept.
    finished: Arc<Notify>,
}

type Shared = Arc<Mutex<Script>>;

fn is_authorised(headers: &HeaderMap, script: &Script) -> bool {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    given == Some(&format!("Bearer {}", script.token))
}

fn unknown_token(script: &Script) -> Response {
    script.refused.notify_one();
    let unknown = json!({ "errcode": "M_UNKNOWN_TOKEN", "error": "unknown token", "soft_logout": false });
    (StatusCode::UNAUTHORIZED, Json(unknown)).into_response()
}

async fn who_am_i(State(script): State<Shared>, headers: HeaderMap) -> Response {
    let script = script.lock().unwrap();
    if !is_authorised(&headers, &script) {
        return unknown_token(&script);
    }
    Json(json!({ "user_id": "@me:example.org" })).into_response()
}

async fn sync(
    State(script): State<Shared>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    let play = {
        let mut script = script.lock().unwrap();
        if !is_authorised(&headers, &script) {
            return unknown_token(&script);
        }
        let parameter =
            |wanted| query.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
        let filter: Value = serde_json::from_str(&parameter("filter").unwrap()).unwrap();
        let play = script.plays.pop_front();
        if play.is_some() {
            script.since.push(parameter("since"));
            script.limits.push(filter.pointer("/room/timeline/limit").cloned().unwrap());
        } else {
            script.finished.notify_one();
        }
        play
    };
    match play {
        Some(Play::Answer(answer)) => Json(answer).into_response(),
        Some(Play::Fail(status, body)) => (status, Json(body)).into_response(),
        // Nothing happens any more.
        None => std::future::pending().await,
    }
}

async fn messages(
    State(script): State<Shared>,
    Path(room_id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Json<Value> {
    assert_eq!(room_id, ROOM);
    let parameter =
        |wanted: &str| query.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    assert_eq!((parameter("dir"), parameter("from"), parameter("to")), (Some("b"), Some("p2"), Some("s1")));
    let newest_first: Vec<_> = script.lock().unwrap().gap.iter().rev().cloned().collect();
    Json(json!({ "chunk": newest_first, "end": "s1" }))
}

/// A homeserver on loopback that plays a script.
async fn homeserver(plays: impl IntoIterator<Item = Play>) -> (url::Url, Shared) {
    let script =
        Script { plays: plays.into_iter().collect(), token: "secret".to_owned(), ..Script::default() };
    let script = Arc::new(Mutex::new(script));
    let router = Router::new()
        .route("/_matrix/client/v3/account/whoami", get(who_am_i))
        .route("/_matrix/client/v3/sync", get(sync))
        .route("/_matrix/client/v3/rooms/{room_id}/messages", get(messages))
        .with_state(script.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, script)
}

/// Runs a session until the homeserver has nothing left to play, and gives what it told.
async fn follow(
    (address, script): &(url::Url, Shared),
    state: &std::path::Path,
    token: Token,
) -> (Vec<String>, Result<(), SessionError>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let stop = CancellationToken::new();
    let printer = Printer::new({
        let told = Arc::clone(&told);
        move |happening, _| {
            told.lock().unwrap().push(happening.key.clone());
            Ok(())
        }
    });
    let homeserver = Homeserver::new(address.clone(), token).unwrap();
    let store = Store::open(state).unwrap();
    let finished = Arc::clone(&script.lock().unwrap().finished);
    let run = async {
        match Session::open(homeserver, store, Outlet::Print(printer), &stop).await? {
            Some(mut session) => session.run(&stop).await,
            None => Ok(()),
        }
    };
    let until_finished = async {
        finished.notified().await;
        stop.cancel();
        std::future::pending().await
    };
    let done = tokio::time::timeout(PATIENCE, async {
        tokio::select! {
            done = run => done,
            () = until_finished => Ok(()),
        }
    });
    let done = done.await.unwrap();
    let told = told.lock().unwrap().clone();
    (told, done)
}

fn given() -> Token {
    Token::Given("secret".to_owned().into())
}

fn message(event_id: &str) -> Value {
    json!({ "type": "m.room.message", "event_id": event_id, "sender": "@you:example.org", "content": { "body": "hi" } })
}

fn answer(next_batch: &str, timeline: Value) -> Play {
    Play::Answer(json!({ "next_batch": next_batch, "rooms": { "join": { ROOM: { "timeline": timeline } } } }))
}

fn events(next_batch: &str, event_ids: &[&str]) -> Play {
    let events: Vec<_> = event_ids.iter().copied().map(message).collect();
    answer(next_batch, json!({ "events": events }))
}

/// An account in one room, with rules that are silent about `$quiet`.
fn beginning() -> Play {
    Play::Answer(json!({
        "next_batch": "s1",
        "account_data": { "events": [{ "type": "m.push_rules", "content": { "global": { "override": [
            { "rule_id": "quiet", "enabled": true, "default": false, "actions": [],
              "conditions": [{ "kind": "event_match", "key": "event_id", "pattern": "$quiet" }] },
        ], "underride": [
            { "rule_id": "all", "enabled": true, "default": false, "actions": ["notify"], "conditions": [] },
        ] } } }] },
        "rooms": { "join": { ROOM: {
            "state": { "events": [{ "type": "m.room.member", "state_key": "@me:example.org", "sender": "@me:example.org",
                "event_id": "$join", "content": { "membership": "join" } }] },
            "timeline": { "events": [message("$history")] },
        } } },
    }))
}

fn state() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    (folder, path)
}

#[tokio::test]
async fn a_restart_goes_on_with_the_rules_and_the_position_it_had() {
    let (_folder, path) = state();
    let homeserver = homeserver([beginning(), events("s2", &["$1", "$quiet", "$2"])]).await;
    assert_eq!(follow(&homeserver, &path, given()).await.0, ["$1", "$2"]);
    homeserver.1.lock().unwrap().plays.push_back(events("s3", &["$quiet", "$3"]));
    assert_eq!(follow(&homeserver, &path, given()).await.0, ["$3"]);
    let script = homeserver.1.lock().unwrap();
    assert_eq!(script.since, [None, Some("s1".to_owned()), Some("s2".to_owned())]);
    assert_eq!(script.limits, [1, 100, 100], "how things stand takes no history");
}

#[tokio::test]
async fn what_a_limited_timeline_leaves_out_is_fetched() {
    let (_folder, path) = state();
    let limited = answer("s2", json!({ "events": [message("$3")], "limited": true, "prev_batch": "p2" }));
    let homeserver = homeserver([beginning(), limited]).await;
    homeserver.1.lock().unwrap().gap = vec![message("$1"), message("$2")];
    assert_eq!(follow(&homeserver, &path, given()).await.0, ["$1", "$2", "$3"]);
}

#[tokio::test]
async fn failures_and_limits_are_waited_for() {
    let (_folder, path) = state();
    let limit = json!({ "errcode": "M_LIMIT_EXCEEDED", "error": "too fast", "retry_after_ms": 20 });
    let plays = [
        Play::Fail(StatusCode::BAD_GATEWAY, json!("not here")),
        beginning(),
        Play::Fail(StatusCode::TOO_MANY_REQUESTS, limit),
        Play::Answer(json!("nonsense")),
        events("s2", &["$1"]),
    ];
    let homeserver = homeserver(plays).await;
    assert_eq!(follow(&homeserver, &path, given()).await.0, ["$1"]);
}

#[tokio::test]
async fn a_position_that_the_homeserver_forgot_begins_anew() {
    // What Synapse says of a position that it cannot read has no code of its own.
    for errcode in ["M_UNKNOWN_POS", "M_UNKNOWN"] {
        let (_folder, path) = state();
        let forgotten = json!({ "errcode": errcode, "error": "Invalid stream token" });
        let plays =
            [beginning(), Play::Fail(StatusCode::BAD_REQUEST, forgotten), beginning(), events("s2", &["$1"])];
        let homeserver = homeserver(plays).await;
        assert_eq!(follow(&homeserver, &path, given()).await.0, ["$1"]);
        let asked = homeserver.1.lock().unwrap().since.clone();
        assert_eq!(asked, [None, Some("s1".to_owned()), None, Some("s1".to_owned())], "{errcode}");
    }
}

#[tokio::test]
async fn a_request_that_is_bad_without_a_position_ends_the_session() {
    let (_folder, path) = state();
    let bad = json!({ "errcode": "M_INVALID_PARAM", "error": "no filters here" });
    let homeserver = homeserver([Play::Fail(StatusCode::BAD_REQUEST, bad)]).await;
    let (_, done) = follow(&homeserver, &path, given()).await;
    assert!(
        matches!(done, Err(SessionError::Homeserver(SyncError::Refused { status: 400, .. }))),
        "{done:?}"
    );
    assert_eq!(homeserver.1.lock().unwrap().since, [None]);
}

#[tokio::test]
async fn a_token_in_a_file_is_read_again() {
    let (folder, path) = state();
    let file = folder.path().join("token");
    fs::write(&file, "old\n").unwrap();
    let homeserver = homeserver([beginning(), events("s2", &["$1"])]).await;
    let renewal = tokio::spawn({
        let (file, refused) = (file.clone(), Arc::clone(&homeserver.1.lock().unwrap().refused));
        async move {
            refused.notified().await;
            fs::write(file, "secret\n").unwrap();
        }
    });
    assert_eq!(follow(&homeserver, &path, Token::File(file)).await.0, ["$1"]);
    renewal.await.unwrap();
}

#[tokio::test]
async fn a_token_that_cannot_change_ends_the_session() {
    let (_folder, path) = state();
    let homeserver = homeserver([]).await;
    let (told, done) = follow(&homeserver, &path, Token::Given("wrong".to_owned().into())).await;
    assert!(told.is_empty());
    assert!(matches!(done, Err(SessionError::Homeserver(SyncError::Token(_)))), "{done:?}");
}

/// Starts the command, with the token in the environment.
fn start(address: &url::Url, path: &std::path::Path, token: &str, more: &[&str]) -> Running {
    let mut command = Command::new(binary());
    command.args(["sync", "--homeserver", address.as_str(), "--state"]).arg(path).args(more);
    command.env("MATRIX_ACCESS_TOKEN", token).stdout(Stdio::piped()).stderr(Stdio::piped());
    Running(command.spawn().unwrap())
}

/// Waits for the end. Answers whether it was a good one, and what was logged.
fn end(mut command: Running) -> (bool, String) {
    let success = command.0.wait().unwrap().success();
    let mut log = String::new();
    command.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(!log.contains("secret"), "the token is in the log: {log}");
    (success, log)
}

fn terminate(command: &Running) {
    let sent = Command::new("kill").arg(command.0.id().to_string()).status().unwrap();
    assert!(sent.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_prints_what_notifies_and_a_restart_goes_on() {
    let (_folder, path) = state();
    let (address, script) = homeserver([beginning(), events("s2", &["$quiet", "$1"])]).await;
    let line = async |more: &[&str]| {
        let mut command = start(&address, &path, "secret", more);
        let mut line = String::new();
        BufReader::new(command.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let finished = Arc::clone(&script.lock().unwrap().finished);
        finished.notified().await;
        terminate(&command);
        let (success, log) = end(command);
        assert!(success, "{log}");
        line
    };
    assert_eq!(line(&[]).await, "· @you:example.org in !r:example.org: hi (all)\n");
    script.lock().unwrap().plays.push_back(events("s3", &["$2"]));
    let record: Value = serde_json::from_str(&line(&["--format", "json"]).await).unwrap();
    assert_eq!(record.pointer("/event/event_id"), Some(&json!("$2")));
    let asked = script.lock().unwrap().since.clone();
    assert_eq!(asked, [None, Some("s1".to_owned()), Some("s2".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_delivers_to_a_gateway() {
    let (_folder, path) = state();
    let gateway = Gateway::start();
    let (address, _script) = homeserver([beginning(), events("s2", &["$1", "$quiet", "$2"])]).await;
    let url = gateway.url();
    let target = ["--gateway", &url, "--pushkey", "phone", "--app-id", "org.example.app"];
    let open = ["--allow-http", "--allow-address", "127.0.0.0/8"];
    let command = start(&address, &path, "secret", &[&target[..], &open[..]].concat());
    gateway.until("the pushes", |gateway| gateway.accepted("phone") == ["$1", "$2"]).await;
    terminate(&command);
    let (success, log) = end(command);
    assert!(success, "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_ends_when_the_homeserver_has_logged_it_out() {
    let (_folder, path) = state();
    let (address, _script) = homeserver([]).await;
    let (success, log) = end(start(&address, &path, "old", &[]));
    assert!(!success && log.contains("error: the homeserver does not accept the access token"), "{log}");
}
