//! What setting a pusher anew does to what waits for it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

mod support;

use std::{
    fs,
    process::Command,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{
    PATIENCE,
    gateway::{Behaviour, Gateway},
    process::{Process, config},
    service::{message, pusher},
};
use tempfile::TempDir;

struct Service {
    process: Process,
    folder: TempDir,
}

impl Service {
    fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("pusher.toml");
        fs::write(&file, config(folder.path(), "")).unwrap();
        Self { process: Process::start(&file), folder }
    }

    async fn set(&self, url: &str, enabled: bool) {
        let mut pusher = pusher("key", url);
        pusher["org.matrix.msc3881.enabled"] = enabled.into();
        assert_eq!(self.process.ask("alice", "POST /pushers/set", Some(pusher)).await, (200, json!({})));
    }

    async fn say(&self, event_id: &str) {
        let request = message("!room:example.org", event_id, json!(["@alice:example.org"]));
        let (status, answer) = self.process.tell("/v1/events", request).await;
        assert_eq!((status, &answer["notified"]), (200, &json!(1)));
    }

    /// Its only pusher, as operators see it.
    fn pusher(&self) -> Value {
        let output = Command::new(env!("CARGO_BIN_EXE_matrix-pusher"))
            .args(["pushers", "list", "--json", "--store"])
            .arg(self.folder.path().join("db"))
            .output()
            .unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs a command on the pushers while the service runs.
    fn operate(&self, arguments: &[&str]) {
        let status = Command::new(env!("CARGO_BIN_EXE_matrix-pusher"))
            .arg("pushers")
            .args(arguments)
            .arg("--store")
            .arg(self.folder.path().join("db"))
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Waits until the pusher failed.
    async fn until_failing(&self) {
        let start = Instant::now();
        while self.pusher()["attempts"].as_i64() < Some(1) {
            assert!(start.elapsed() < PATIENCE, "waited in vain for a failure");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test]
async fn a_new_pusher_gets_what_comes_from_now_on() {
    let (service, gateway) = (Service::start(), Gateway::start());
    service.say("$before").await;
    service.set(&gateway.url(), true).await;
    service.say("$after").await;
    gateway.until("the push", |gateway| gateway.count() >= 1).await;
    assert_eq!(gateway.accepted("key"), ["$after"]);
}

#[tokio::test]
async fn what_a_dead_gateway_missed_goes_to_the_new_one_at_once_and_in_order() {
    let (service, mut dead, alive) = (Service::start(), Gateway::start(), Gateway::start());
    service.set(&dead.url(), true).await;
    dead.stop();
    for event_id in ["$one", "$two", "$three"] {
        service.say(event_id).await;
    }
    service.until_failing().await;
    service.set(&alive.url(), true).await;
    alive.until("all of it", |gateway| gateway.count() >= 3).await;
    assert_eq!(alive.accepted("key"), ["$one", "$two", "$three"]);
    let pusher = service.pusher();
    assert_eq!((&pusher["failing_since"], &pusher["last_failure"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn setting_the_same_again_does_not_hurry_a_failing_one() {
    let (service, mut dead) = (Service::start(), Gateway::start());
    service.set(&dead.url(), true).await;
    dead.stop();
    service.say("$one").await;
    service.until_failing().await;
    let since = service.pusher()["failing_since"].clone();
    service.set(&dead.url(), true).await;
    let pusher = service.pusher();
    assert_eq!(pusher["failing_since"], since);
    assert!(pusher["attempts"].as_i64() >= Some(1), "{pusher}");
}

#[tokio::test]
async fn a_pusher_that_was_off_leaves_out_what_came_meanwhile() {
    let (service, gateway) = (Service::start(), Gateway::start());
    service.set(&gateway.url(), true).await;
    service.say("$on").await;
    gateway.until("the first", |gateway| gateway.accepted("key") == ["$on"]).await;
    service.set(&gateway.url(), false).await;
    service.say("$off").await;
    service.set(&gateway.url(), true).await;
    service.say("$on-again").await;
    gateway.until("the second", |gateway| gateway.count() >= 2).await;
    assert_eq!(gateway.accepted("key"), ["$on", "$on-again"]);
}

#[tokio::test]
async fn operators_retry_and_drop_while_the_service_runs() {
    let (service, mut gateway) = (Service::start(), Gateway::start());
    service.set(&gateway.url(), true).await;
    gateway.stop();
    service.say("$one").await;
    service.until_failing().await;
    gateway.start_again();
    service.operate(&["retry", "--failing"]);
    gateway.until("the push", |gateway| gateway.accepted("key") == ["$one"]).await;

    gateway.always(Behaviour::Status(503));
    service.say("$two").await;
    service.until_failing().await;
    service.operate(&["drop", "--user-id", "@alice:example.org"]);
    assert_eq!(service.process.ask("alice", "GET /pushers", None).await.1, json!({ "pushers": [] }));
    assert_eq!(service.process.look("/readyz").await.0, 200);
}
