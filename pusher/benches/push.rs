//! How fast and how small the service is: the real binary, with full durability, and a gateway on loopback that
//! accepts at once. Service, gateway and caller share the machine.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark that fails may panic")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use matrix_pusher::store::{StoreError, pushers};
use serde_json::{Value, json};
use support::{
    gateway::{Gateway, Received},
    process::{self, Process},
    service::{Setup, message, registration},
};
use tempfile::TempDir;
use tokio::time::{sleep, sleep_until};

const ROOM: &str = "!room:example.org";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("{:<58}{:>12}{:>10}{:>10}", "", "deliveries/s", "p50", "p99");
    one_event_to_many().await;
    many_events_to_one().await;
    memory().await;
}

/// One event for a thousand pushers, alone and one after the other.
async fn one_event_to_many() {
    const USERS: usize = 1000;
    const EVENTS: usize = 20;
    let gateway = Gateway::start();
    let place = Place::with(USERS, &gateway).await;
    let service = place.start();
    let users = json!(users(USERS));

    let (mut took, mut latencies) = (Duration::ZERO, Vec::new());
    for number in 0..EVENTS {
        gateway.forget();
        let start = Instant::now();
        tell(&service, message(ROOM, &format!("$alone{number}"), users.clone())).await;
        until_count(&gateway, USERS).await;
        let received = gateway.received();
        let last = received.iter().map(|request| request.at).max().unwrap();
        took += last - start;
        latencies.extend(received.iter().map(|request| request.at - start));
    }
    print("1 event × 1,000 pushers", USERS * EVENTS, took, latencies);

    gateway.forget();
    let start = Instant::now();
    for number in 0..EVENTS {
        tell(&service, message(ROOM, &format!("$row{number}"), users.clone())).await;
    }
    until_count(&gateway, USERS * EVENTS).await;
    print("20 events × 1,000 pushers, without a pause", USERS * EVENTS, start.elapsed(), Vec::new());
}

/// Ten thousand events for one pusher, which is sent one after the other: as fast as they are taken, and at a
/// steady pace.
async fn many_events_to_one() {
    const EVENTS: usize = 10_000;
    const CALLERS: usize = 16;
    const PACE: u32 = 500;
    let gateway = Gateway::start();
    let place = Place::with(1, &gateway).await;
    let service = place.start();
    let users = json!(users(1));

    let start = Instant::now();
    let calls = (0..CALLERS).map(|caller| {
        let (service, users) = (&service, &users);
        async move {
            for number in (caller..EVENTS).step_by(CALLERS) {
                tell(service, message(ROOM, &format!("$fast{number}"), users.clone())).await;
            }
        }
    });
    let calls = all(calls.collect());
    calls.await;
    let (taken, sent) = (start.elapsed(), gateway.count());
    until_count(&gateway, EVENTS).await;
    let took = start.elapsed();
    print("10,000 events × 1 pusher, as fast as they are taken", EVENTS, took, Vec::new());
    print("  of these, once all were taken", EVENTS - sent, took.saturating_sub(taken), Vec::new());
    println!("{:<58}{:>12.0}", "  (events taken/s)", EVENTS as f64 / taken.as_secs_f64());

    gateway.forget();
    let mut sent = Vec::new();
    let start = tokio::time::Instant::now();
    for number in 0..4 * PACE {
        sleep_until(start + Duration::from_secs(1) * number / PACE).await;
        sent.push(Instant::now());
        tell(&service, message(ROOM, &format!("$pace{number}"), users.clone())).await;
    }
    until_count(&gateway, sent.len()).await;
    let received = gateway.received();
    let took = received.last().unwrap().at - sent[0];
    let latencies = received.iter().zip(&sent).map(|(request, sent)| request.at - *sent).collect();
    assert!(received.iter().map(Received::event_id).is_sorted_by_key(|id| number_of(id.as_deref())));
    print("2,000 events × 1 pusher, 500 a second", sent.len(), took, latencies);
}

/// A hundred thousand pushers: how much memory they take idle, and after a tenth of them had work.
async fn memory() {
    const PUSHERS: usize = 100_000;
    let gateway = Gateway::start();
    let place = Place::with(PUSHERS, &gateway).await;
    let service = place.start();
    println!("{:<58}{:>9} MB", "memory with 100,000 pushers: started", resident(&service));
    let users = users(PUSHERS);
    for number in 0..10 {
        let part = &users[number * 1000..(number + 1) * 1000];
        tell(&service, message(ROOM, &format!("$part{number}"), json!(part))).await;
    }
    until_count(&gateway, PUSHERS / 10).await;
    println!("{:<58}{:>9} MB", "  after 10,000 of them were sent something", resident(&service));
    let everybody = message(ROOM, "$everybody", json!(users[..PUSHERS / 10]));
    tell(&service, everybody).await;
    until_count(&gateway, PUSHERS / 5).await;
    println!("{:<58}{:>9} MB", "  after one event for 10,000 at once", resident(&service));
}

/// A folder with a configuration and a database.
struct Place {
    config: PathBuf,
    _folder: TempDir,
}

impl Place {
    /// With as many users, each with one pusher to the gateway.
    async fn with(count: usize, gateway: &Gateway) -> Self {
        let folder = TempDir::new().unwrap();
        let config = folder.path().join("config.toml");
        fs::write(&config, process::config(folder.path(), "")).unwrap();
        let setup = Setup { database: folder.path().join("db"), ..Setup::new(|_| {}) };
        let service = setup.start().await;
        for part in users(count).chunks(1000) {
            let url = gateway.url();
            let registrations: Vec<_> =
                part.iter().map(|user| registration(user, user, &url, &json!({"url": url}))).collect();
            let registered: Result<(), StoreError> = service
                .core
                .store
                .write(move |transaction| {
                    for registration in &registrations {
                        pushers::register(transaction, registration, 1, 1_795_356_000_000)?;
                    }
                    Ok(())
                })
                .await;
            registered.unwrap();
        }
        service.stop().await;
        Self { config, _folder: folder }
    }

    fn start(&self) -> Process {
        Process::start(&self.config)
    }
}

fn users(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("@user{number}:example.org")).collect()
}

async fn tell(service: &Process, event: Value) {
    let (status, answer) = service.tell("/v1/events", event).await;
    assert_eq!(status, 200, "{answer}");
}

async fn until_count(gateway: &Gateway, count: usize) {
    while gateway.count() < count {
        sleep(Duration::from_millis(1)).await;
    }
}

/// Runs futures at once.
async fn all(futures: Vec<impl Future<Output = ()>>) {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    std::future::poll_fn(|context| {
        futures.retain_mut(|future| future.as_mut().poll(context).is_pending());
        if futures.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

fn number_of(event_id: Option<&str>) -> u32 {
    event_id.unwrap().trim_start_matches("$pace").parse().unwrap()
}

/// The memory that the service has in RAM, in megabytes.
fn resident(service: &Process) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", service.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

fn print(what: &str, deliveries: usize, took: Duration, mut latencies: Vec<Duration>) {
    latencies.sort_unstable();
    let at = |percent: usize| match latencies.len() {
        0 => String::new(),
        count => format!("{:.1} ms", latencies[(count - 1) * percent / 100].as_secs_f64() * 1000.0),
    };
    let rate = deliveries as f64 / took.as_secs_f64();
    println!("{what:<58}{rate:>12.0}{:>10}{:>10}", at(50), at(99));
}
