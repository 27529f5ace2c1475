//! The demonstration: real events go in, requests arrive at a gateway, the gateway dies and comes back, and nothing is
//! lost. Run it with `cargo xtask push-demo`.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a demonstration that fails may panic")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use matrix_pusher::room::RoomState;
use serde_json::{Value, json};
use support::gateway::{Gateway, Received};
use support::process::{self, Process};

const USER: &str = "@alice:example.org";
/// The token that the tests' configuration gives her.
const TOKEN: &str = "alice";

#[tokio::main]
async fn main() -> ExitCode {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("pusher.toml");
    std::fs::write(&config, process::config(folder.path(), "")).expect("a configuration");
    let mut gateway = Gateway::start();
    let service = Process::start(&config);
    println!("The service is running, and a push gateway on {}.\n", gateway.address());

    println!("Alice registers two devices (POST /_matrix/client/v3/pushers/set).");
    register(&service, "phone", json!({ "url": gateway.url() })).await;
    register(&service, "watch", json!({ "url": gateway.url(), "format": "event_id_only" })).await;

    let mut events = recorded();
    let later = events.split_off(events.len() / 2);
    println!("\n{} events that a real Synapse sent come in (POST /v1/events):\n", events.len());
    let mut sent = ingest(&service, &events).await;
    let mut shown = 0;
    arrive(&gateway, &mut shown, 2 * sent).await;

    gateway.stop();
    println!("\nThe gateway is dead. {} more events come in.", later.len());
    sent += ingest(&service, &later).await;
    let waiting = service.until_measured("matrix_pusher_queue_depth 2").await;
    let waits =
        waiting.lines().find(|line| line.starts_with("matrix_pusher_queue_depth")).unwrap_or_default();
    println!("The service holds them back: `{waits}` of 2 devices have something waiting.");
    println!("It is killed (SIGKILL), and started again.");
    service.signal("KILL");
    drop(service);
    let service = Process::start(&config);
    tokio::time::sleep(Duration::from_secs(1)).await;
    println!("The gateway comes back.\n");
    gateway.start_again();
    arrive(&gateway, &mut shown, 2 * sent).await;

    let complete = ["phone", "watch"].map(|pushkey| {
        let arrived = gateway.accepted(pushkey);
        println!(
            "{}{pushkey}: {} notifications of {sent}, in order",
            if pushkey == "phone" { "\n" } else { "" },
            arrived.len()
        );
        arrived.len() == sent
    });
    drop(service);
    if complete == [true, true] && gateway.accepted("phone") == gateway.accepted("watch") {
        println!("Nothing was lost.");
        ExitCode::SUCCESS
    } else {
        println!("SOMETHING WAS LOST, OR CAME OUT OF ORDER.");
        ExitCode::FAILURE
    }
}

async fn register(service: &Process, pushkey: &str, data: Value) {
    let body = json!({
        "kind": "http", "app_id": "org.example.demo", "pushkey": pushkey, "lang": "en", "data": data,
        "app_display_name": "Demonstration", "device_display_name": format!("Alice's {pushkey}"),
    });
    let (status, answer) = service.ask(TOKEN, "POST /pushers/set", Some(body)).await;
    assert_eq!(status, 200, "{answer}");
}

/// Requests for the events of a recorded `/sync` answer, with the rooms as they were at each event. Alice, who wrote them,
/// is somebody else here, so that they are news to her.
fn recorded() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/synapse_sync_initial.json");
    let answer: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the recording")).expect("JSON");
    let mut requests = Vec::new();
    for (room_id, room) in answer["rooms"]["join"].as_object().expect("rooms") {
        let mut known = RoomState::new(room_id);
        for event in room["state"]["events"].as_array().into_iter().flatten() {
            known.apply(event);
        }
        for event in room["timeline"]["events"].as_array().into_iter().flatten() {
            let mut context = known.context_for(USER);
            for personal in ["user_id", "display_name"] {
                context.remove(personal);
            }
            context.insert("name".to_owned(), known.title().into());
            let sender = event["sender"].as_str().expect("a sender");
            requests.push(json!({
                "idempotency_key": event["event_id"], "event": event, "room": context,
                "sender_display_name": known.display_name(sender), "recipients": [USER],
            }));
            known.apply(event);
        }
    }
    requests
}

/// Hands events over, and answers how many of them notify Alice.
async fn ingest(service: &Process, events: &[Value]) -> usize {
    let mut notified = 0;
    for event in events {
        let (status, answer) = service.tell("/v1/events", event.clone()).await;
        assert_eq!(status, 200, "{answer}");
        notified += usize::try_from(answer["notified"].as_u64().unwrap_or_default()).unwrap_or_default();
    }
    println!("{notified} of them notify Alice, as her push rules say.\n");
    notified
}

/// Shows requests as they arrive, until there are as many.
async fn arrive(gateway: &Gateway, shown: &mut usize, expected: usize) {
    let start = Instant::now();
    while *shown < expected {
        let received = gateway.received();
        for request in received.iter().skip(*shown) {
            println!("  {}", line(request));
        }
        *shown = received.len();
        if start.elapsed() > Duration::from_secs(60) {
            println!("  … and then nothing for a minute");
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn line(request: &Received) -> String {
    let notification = request.notification();
    let text = |pointer: &str| notification.pointer(pointer).and_then(Value::as_str);
    let what = match (text("/content/body"), text("/type"), text("/event_id")) {
        (Some(body), _, _) => {
            format!("{body:?} in {}", text("/room_name").unwrap_or("a room without a name"))
        }
        (None, Some(kind), _) => {
            format!("{kind} in {}", text("/room_name").unwrap_or("a room without a name"))
        }
        (None, None, Some(event_id)) => format!("only an id: {event_id:.12}…"),
        (None, None, None) => "only the counts".to_owned(),
    };
    let sound = text("/devices/0/tweaks/sound").map_or(String::new(), |sound| format!(", sound {sound}"));
    format!(
        "{:5}  prio {:4}  unread {:2}  {what}{sound}",
        request.pushkey(),
        text("/prio").unwrap_or("-"),
        notification["counts"]["unread"],
    )
}
