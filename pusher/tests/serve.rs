//! `matrix-pusher serve` as it is run: listeners, signals and logs of the real process.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

mod support;

use std::{fs, io::Write, net::TcpStream, path::PathBuf, process::Command};

use serde_json::{Value, json};
use support::gateway::{Behaviour, Gateway};
use tempfile::TempDir;

use support::process::{Process, SECRET, config};

const PUSHKEY: &str = "pushkey-that-nobody-may-see";
const BODY: &str = "words that nobody may see";

struct Place {
    folder: TempDir,
    config: PathBuf,
}

fn place(more: &str) -> Place {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("pusher.toml");
    fs::write(&file, config(folder.path(), more)).unwrap();
    Place { folder, config: file }
}

fn pusher(gateway: &Gateway) -> Value {
    support::service::pusher(PUSHKEY, &gateway.url())
}

fn event(event_id: &str) -> Value {
    json!({
        "idempotency_key": event_id,
        "event": {
            "type": "m.room.message", "event_id": event_id, "room_id": "!room:example.org",
            "sender": "@carol:example.org", "content": { "msgtype": "m.text", "body": BODY }
        },
        "room": { "member_count": 3 },
        "recipients": ["@alice:example.org"]
    })
}

#[tokio::test]
async fn a_pusher_set_by_a_client_gets_what_the_homeserver_tells() {
    let (place, gateway) = (place(""), Gateway::start());
    let service = Process::start(&place.config);
    assert_eq!(service.ask("alice", "POST /pushers/set", Some(pusher(&gateway))).await, (200, json!({})));
    let (status, answer) = service.tell("/v1/events", event("$one")).await;
    assert_eq!((status, &answer["notified"]), (200, &json!(1)));
    gateway.until("the push", |gateway| gateway.accepted(PUSHKEY) == ["$one"]).await;

    let (_, page) = service.ask("alice", "GET /notifications", None).await;
    assert_eq!(page["notifications"][0]["event"]["event_id"], "$one");
    assert_eq!(service.ask("alice", "GET /v1/counts", None).await.0, 404);
    assert_eq!(service.look("/healthz").await.0, 200);
    assert_eq!(service.look("/readyz").await.0, 200);
    // It is counted when the answer has arrived, which is after the gateway gave it.
    let delivered = format!(
        "matrix_pusher_deliveries_total{{origin=\"http://{}\",outcome=\"accepted\"}} 1",
        gateway.address()
    );
    let metrics = service.until_measured(&delivered).await;
    for line in [
        "matrix_pusher_queue_depth 0",
        "matrix_pusher_events_total 1",
        "matrix_pusher_evaluation_seconds_count 1",
        "route=\"/_matrix/client/v3/pushers/set\"",
        "route=\"/v1/events\"",
    ] {
        assert!(metrics.contains(line), "`{line}` is not in\n{metrics}");
    }
    assert!(!metrics.contains(PUSHKEY) && !metrics.contains("alice"), "{metrics}");

    service.signal("TERM");
    assert!(service.ended().0.success());
}

#[tokio::test]
async fn sigterm_lets_a_request_to_a_gateway_finish() {
    let (place, gateway) = (place(""), Gateway::start());
    gateway.always(Behaviour::AcceptReleased);
    let service = Process::start(&place.config);
    service.ask("alice", "POST /pushers/set", Some(pusher(&gateway))).await;
    service.tell("/v1/events", event("$one")).await;
    gateway.until("the request", |gateway| gateway.count() == 1).await;
    service.signal("TERM");
    service.until_logged("stopping").await;
    gateway.release();
    assert!(service.ended().0.success());
    assert_eq!(gateway.accepted(PUSHKEY), ["$one"]);

    // What was accepted is not sent again, and what came next is.
    gateway.always(Behaviour::Accept);
    let service = Process::start(&place.config);
    service.tell("/v1/events", event("$two")).await;
    gateway.until("the next", |gateway| gateway.accepted(PUSHKEY).len() >= 2).await;
    assert_eq!(gateway.accepted(PUSHKEY), ["$one", "$two"]);
}

#[tokio::test]
async fn sigterm_gives_up_waiting_for_a_gateway_that_hangs_and_loses_nothing() {
    let (place, gateway) = (place("[delivery]\ndrain_s = 1"), Gateway::start());
    gateway.always(Behaviour::Hang);
    let service = Process::start(&place.config);
    service.ask("alice", "POST /pushers/set", Some(pusher(&gateway))).await;
    service.tell("/v1/events", event("$one")).await;
    gateway.until("the request", |gateway| gateway.count() == 1).await;
    service.signal("TERM");
    assert!(service.ended().0.success());

    gateway.always(Behaviour::Accept);
    let _service = Process::start(&place.config);
    gateway.until("the push", |gateway| gateway.accepted(PUSHKEY) == ["$one"]).await;
}

#[tokio::test]
async fn sigterm_does_not_wait_for_a_caller_who_never_finishes() {
    let place = place("[delivery]\ndrain_s = 1");
    let service = Process::start(&place.config);
    let mut half = TcpStream::connect(service.client).unwrap();
    half.write_all(b"GET /_matrix/client/v3/pushers HTTP/1.1\r\nHost: example").unwrap();
    let mut body = TcpStream::connect(service.internal).unwrap();
    let head = format!(
        "POST /v1/events HTTP/1.1\r\nAuthorization: Bearer {SECRET}\r\nContent-Length: 100\r\n\r\n{{"
    );
    body.write_all(head.as_bytes()).unwrap();
    // Both have been accepted when this one has.
    assert_eq!(service.ask("alice", "GET /pushers", None).await.0, 200);
    service.signal("TERM");
    assert!(service.ended().0.success());
}

#[tokio::test]
async fn metrics_say_which_gateway_is_left_alone_whoever_found_out() {
    let (place, gateway) = (place(""), Gateway::start());
    gateway.always(Behaviour::Status(503));
    let service = Process::start(&place.config);
    // As many failures as it takes.
    for number in 0..5 {
        let mut pusher = pusher(&gateway);
        pusher["pushkey"] = format!("key {number}").into();
        assert_eq!(service.ask("alice", "POST /pushers/set", Some(pusher)).await.0, 200);
    }
    service.tell("/v1/events", event("$one")).await;
    let open = format!("matrix_pusher_breaker_open{{origin=\"http://{}\"}}", gateway.address());
    let metrics = service.until_measured(&format!("{open} 1")).await;
    assert!(metrics.contains("matrix_pusher_breakers_open 1"), "{metrics}");
    service.signal("TERM");
    service.ended();

    let service = Process::start(&place.config);
    service.until_measured(&format!("{open} 1")).await;
    gateway.always(Behaviour::Accept);
    let mut retry = Command::new(env!("CARGO_BIN_EXE_matrix-pusher"));
    retry.args(["pushers", "retry", "--all", "--store"]).arg(place.folder.path().join("db"));
    assert!(retry.output().unwrap().status.success());
    let metrics = service.until_measured(&format!("{open} 0")).await;
    assert!(metrics.contains("matrix_pusher_breakers_open 0"), "{metrics}");
}

#[tokio::test]
async fn sighup_reloads_and_a_broken_configuration_changes_nothing() {
    let place = place("");
    let service = Process::start(&place.config);
    assert_eq!(service.ask("carol", "GET /pushers", None).await.0, 401);
    let more = "[[auth.tokens]]\ntoken = \"carol\"\nuser_id = \"@carol:example.org\"\n";
    fs::write(&place.config, config(place.folder.path(), more)).unwrap();
    service.signal("HUP");
    service.until_logged("read the configuration again").await;
    assert_eq!(service.ask("carol", "GET /pushers", None).await.0, 200);

    fs::write(&place.config, "[clientt]").unwrap();
    service.signal("HUP");
    service.until_logged("the old one stays in force").await;
    assert_eq!(service.ask("carol", "GET /pushers", None).await.0, 200);

    let elsewhere = format!("{more}[delivery]\ninstance = \"other\"");
    fs::write(&place.config, config(place.folder.path(), &elsewhere)).unwrap();
    service.signal("HUP");
    service.until_logged("these changes need a restart").await;
    service.signal("TERM");
    assert!(service.ended().0.success());
}

#[tokio::test]
async fn the_log_tells_everything_but_secrets() {
    let place = place("");
    let text = fs::read_to_string(&place.config).unwrap();
    fs::write(&place.config, format!("{text}log_level = \"trace\"\n")).unwrap();
    let gateway = Gateway::start();
    gateway.next([Behaviour::Status(503), Behaviour::Status(400), Behaviour::Html, Behaviour::Reset]);
    let service = Process::start(&place.config);
    service.ask("alice", "POST /pushers/set", Some(pusher(&gateway))).await;
    service.ask("a-wrong-token", "GET /pushrules/", None).await;
    service.ask("alice", "GET /notifications?access_token=token-in-a-query", None).await;
    let keyword = json!({ "pattern": "a-secret-keyword", "actions": ["notify"] });
    service.ask("alice", "PUT /pushrules/global/content/a-secret-keyword", Some(keyword)).await;
    service.ask("alice", "PUT /pushrules/global/room/x", Some(json!("a-secret-body"))).await;
    service.tell("/v1/events", event("$one")).await;
    service.tell("/v1/events", json!({ "event": { "content": "a-secret-event" } })).await;
    gateway.until("a failure", |gateway| gateway.count() >= 1).await;
    let fingerprint = matrix_pusher::operations::logs::fingerprint(PUSHKEY).to_string();
    service.until_logged(&fingerprint).await;
    service.signal("TERM");
    let (_, log) = service.ended();
    for line in &log {
        let fields: Value = serde_json::from_str(line).unwrap();
        assert!(fields["timestamp"].is_string() && fields["level"].is_string(), "{line}");
        for secret in [
            PUSHKEY,
            BODY,
            SECRET,
            "a-wrong-token",
            "token-in-a-query",
            "a-secret-keyword",
            "a-secret-body",
            "a-secret-event",
            "Bearer",
        ] {
            assert!(!line.contains(secret), "`{secret}` is in the log: {line}");
        }
    }
    assert!(log.iter().any(|line| line.contains("/_matrix/client/v3/pushers/set")));
}

#[test]
fn check_config_says_what_is_wrong_and_starts_nothing() {
    let place = place("");
    let check = |file: &PathBuf| {
        let output = Command::new(env!("CARGO_BIN_EXE_matrix-pusher"))
            .args(["serve", "--check-config", "--config"])
            .arg(file)
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    assert!(check(&place.config).0);
    assert!(check(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("dist/matrix-pusher.toml")).0);
    assert!(!place.folder.path().join("db").exists());
    fs::write(&place.config, "[gateway]\ntimeout_s = 0\n").unwrap();
    let (is_fine, error) = check(&place.config);
    assert!(!is_fine);
    for key in ["`internal.secret`", "`auth.homeserver`", "`gateway.timeout_s`"] {
        assert!(error.contains(key), "{error}");
    }
    let (is_fine, error) = check(&place.folder.path().join("nothing.toml"));
    assert!(!is_fine && error.contains("nothing.toml"), "{error}");
}

#[tokio::test]
async fn a_second_process_of_the_same_name_does_not_start() {
    let place = place("");
    let service = Process::start(&place.config);
    let output = Command::new(env!("CARGO_BIN_EXE_matrix-pusher"))
        .args(["serve", "--config"])
        .arg(&place.config)
        .output()
        .unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && error.contains("delivery.instance"), "{error}");
    assert_eq!(service.look("/readyz").await.0, 200);
}
