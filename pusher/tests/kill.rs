//! `kill -9` at random moments: nothing is lost, order is kept, and at most one notification of a pusher is
//! repeated for each kill. Five rounds, or as many as `PUSH_KILL_ROUNDS` says (`cargo xtask push-kill`).

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

mod support;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde_json::json;
use support::{
    gateway::{Behaviour, Gateway},
    process::{self, Process},
    service::{Setup, message},
};
use tempfile::TempDir;
use tokio::time::sleep;

const USERS: usize = 20;
const ROOM: &str = "!room:example.org";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_and_order_is_kept() {
    let rounds = std::env::var("PUSH_KILL_ROUNDS").map_or(5, |rounds| rounds.parse().unwrap());
    let gateway = Gateway::start();
    // Long enough for kills to come between the gateway's yes and its being known.
    gateway.always(Behaviour::AcceptAfter(Duration::from_millis(2)));
    let users: Vec<String> = (0..USERS).map(|number| format!("@user{number}:example.org")).collect();

    let folder = TempDir::new().unwrap();
    let config = folder.path().join("config.toml");
    std::fs::write(&config, process::config(folder.path(), "")).unwrap();
    let setup = Setup { database: folder.path().join("db"), ..Setup::new(|_| {}) };
    let service = setup.start().await;
    for user in &users {
        service.register(user, user, &gateway.url()).await;
    }
    service.stop().await;

    let process = Arc::new(Mutex::new(Arc::new(Process::start(&config))));
    let enough = Arc::new(AtomicBool::new(false));
    let feeder = tokio::spawn(feed(Arc::clone(&process), users.clone(), Arc::clone(&enough)));
    for _ in 0..rounds {
        // Some work, and then some time: kills hit every stage of it, the start included.
        let goal = gateway.accepted_count() + rand::random_range(0..5 * USERS);
        gateway.until("some work", |gateway| gateway.accepted_count() >= goal).await;
        sleep(Duration::from_millis(rand::random_range(0..30))).await;
        let killed = Arc::clone(&process.lock().unwrap());
        killed.signal("KILL");
        let config = config.clone();
        let next = tokio::task::spawn_blocking(move || Process::start(&config)).await.unwrap();
        *process.lock().unwrap() = Arc::new(next);
    }
    enough.store(true, Ordering::SeqCst);
    let sent = feeder.await.unwrap();
    let last = sent.last().unwrap();
    let all_have = |gateway: &Gateway| users.iter().all(|user| gateway.accepted(user).last() == Some(last));
    gateway.until("everything", all_have).await;

    let mut repeated = 0;
    for user in &users {
        let mut accepted = gateway.accepted(user);
        let before = accepted.len();
        accepted.dedup();
        assert!(before - accepted.len() <= rounds, "{user}: {} repetitions", before - accepted.len());
        repeated += before - accepted.len();
        assert_eq!(accepted, sent, "{user}");
    }
    println!(
        "{rounds} kills: {} events for {USERS} pushers, none lost, all in order, {repeated} repeated",
        sent.len()
    );
}

/// Sends one event after the other, each until it is answered, as a homeserver would.
async fn feed(process: Arc<Mutex<Arc<Process>>>, users: Vec<String>, enough: Arc<AtomicBool>) -> Vec<String> {
    let mut sent = Vec::new();
    while !enough.load(Ordering::SeqCst) || sent.is_empty() {
        let event_id = format!("${}", sent.len());
        let event = message(ROOM, &event_id, json!(users));
        loop {
            let running = Arc::clone(&process.lock().unwrap());
            match running.try_tell("/v1/events", &event).await {
                Some((status, answer)) => {
                    assert_eq!(status, 200, "{answer}");
                    break;
                }
                // It was killed.
                None => sleep(Duration::from_millis(5)).await,
            }
        }
        sent.push(event_id);
        sleep(Duration::from_millis(3)).await;
    }
    sent
}
