//! Delivery to gateways that misbehave: in order, at least once, and no more often than needed.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use matrix_pusher::{
    clock::Clock,
    config::{Badge, Config},
    delivery::{Pace, breaker::BreakerSettings},
    store::{StoreError, origins},
};
use serde_json::json;
use support::{
    PATIENCE,
    gateway::{Behaviour, Gateway, Received},
    service::{Service, Setup},
};
use tokio::time::sleep;

const USER: &str = "@user:example.org";
const KEY: &str = "key";
const ROOM: &str = "!room:example.org";

fn nothing(_: &mut Config) {}

/// A gateway that does not answer is given up soon, though not so soon that one that does may be too slow.
fn impatient(config: &mut Config) {
    config.gateway.timeout_s = 5;
}

/// A gateway, and a service with one pusher to it.
async fn start(setup: &Setup) -> (Gateway, Service) {
    let gateway = Gateway::start();
    let service = setup.start().await;
    service.register(USER, KEY, &gateway.url()).await;
    (gateway, service)
}

fn ids(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("${number}")).collect()
}

async fn message(service: &Service, id: &str, users: &[&str]) {
    service.message(ROOM, id, json!(users)).await;
}

async fn messages(service: &Service, ids: &[String]) {
    for id in ids {
        message(service, id, &[USER]).await;
    }
}

async fn accepted(gateway: &Gateway, ids: &[String]) {
    let all =
        |gateway: &Gateway| gateway.accepted(KEY).iter().collect::<std::collections::HashSet<_>>().len();
    gateway.until("everything to be accepted", |gateway| all(gateway) >= ids.len()).await;
}

/// Waits until nothing is under way, and nothing due.
async fn idle(service: &Service) {
    service.core.idle().await.unwrap();
}

/// Everything that keeps a gateway from taking a request, but may pass, and is known at once.
fn passing() -> Vec<Behaviour> {
    let in_the_past = httpdate::fmt_http_date(SystemTime::now() - Duration::from_secs(60));
    vec![
        Behaviour::Status(500),
        Behaviour::Status(502),
        Behaviour::Status(503),
        Behaviour::Status(408),
        Behaviour::Status(429),
        Behaviour::StatusRetryAfter(429, "0".to_owned()),
        Behaviour::StatusRetryAfter(503, in_the_past),
        Behaviour::Redirect(302, "http://127.0.0.1:9/_matrix/push/v1/notify".to_owned()),
        Behaviour::Html,
        Behaviour::Body("[]".to_owned()),
        Behaviour::Huge,
        Behaviour::Reset,
        Behaviour::ResetInBody,
        Behaviour::Close,
    ]
}

#[tokio::test]
async fn whatever_the_gateway_does_order_is_kept_and_nothing_is_lost() {
    for behaviour in passing() {
        order_is_kept_and_nothing_is_lost(&Setup::hasty(nothing), behaviour).await;
    }
}

#[tokio::test]
async fn a_gateway_that_does_not_answer_keeps_order_and_loses_nothing() {
    let (hanging, slow) = (Setup::hasty(impatient), Setup::hasty(impatient));
    tokio::join!(
        order_is_kept_and_nothing_is_lost(&hanging, Behaviour::Hang),
        order_is_kept_and_nothing_is_lost(&slow, Behaviour::SlowBody),
    );
}

async fn order_is_kept_and_nothing_is_lost(setup: &Setup, behaviour: Behaviour) {
    let (gateway, service) = start(setup).await;
    // In the middle of work: the first goes through, the second is tried three times.
    gateway.next([vec![Behaviour::Accept], vec![behaviour.clone(); 2]].concat());
    let ids = ids(6);
    messages(&service, &ids).await;
    accepted(&gateway, &ids).await;
    assert_eq!(gateway.accepted(KEY), ids, "{behaviour:?}");
    let tried: Vec<_> = gateway.received().iter().filter_map(Received::event_id).collect();
    assert_eq!(tried, ["$1", "$2", "$2", "$2", "$3", "$4", "$5", "$6"], "{behaviour:?}");
    assert_eq!(service.pushers(USER).await[0].attempts, 0);
    service.stop().await;
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_a_repetition_and_no_loss() {
    let setup = Setup::hasty(impatient);
    let (gateway, service) = start(&setup).await;
    gateway.next([Behaviour::AcceptReleased]);
    let ids = ids(3);
    messages(&service, &ids).await;
    gateway.until("another try", |gateway| gateway.count() >= 2).await;
    gateway.release();
    gateway.until("the late answer", |gateway| gateway.accepted_count() == 4).await;
    let mut tried: Vec<_> = gateway.received().iter().filter_map(Received::event_id).collect();
    assert_eq!(tried, ["$1", "$1", "$2", "$3"]);
    tried.dedup();
    assert_eq!(tried, ids);
    service.stop().await;
}

#[tokio::test]
async fn a_refused_notification_is_skipped_and_the_others_arrive() {
    for status in [400, 403, 404, 413] {
        let (gateway, service) = start(&Setup::hasty(nothing)).await;
        gateway.next(vec![Behaviour::Status(status); 3]);
        messages(&service, &ids(4)).await;
        gateway.until("the others", |gateway| gateway.accepted(KEY).len() == 3).await;
        assert_eq!(gateway.accepted(KEY), ["$2", "$3", "$4"]);
        let tried: Vec<_> = gateway.received().iter().filter_map(Received::event_id).collect();
        assert_eq!(tried, ["$1", "$1", "$1", "$2", "$3", "$4"]);
        service.stop().await;
    }
}

#[tokio::test]
async fn refused_twice_is_not_given_up() {
    let (gateway, service) = start(&Setup::hasty(nothing)).await;
    // Failures of another kind in between are not counted as refusals.
    gateway.next([400, 500, 500, 500, 404].map(Behaviour::Status));
    let ids = ids(2);
    messages(&service, &ids).await;
    accepted(&gateway, &ids).await;
    assert_eq!(gateway.accepted(KEY), ids);
    service.stop().await;
}

#[tokio::test]
async fn retry_after_is_honoured_in_seconds_and_as_a_date() {
    let half_an_hour = Duration::from_secs(1800);
    let date = httpdate::fmt_http_date(SystemTime::now() + half_an_hour);
    // A date has whole seconds, and time passes until it is read.
    for (after, too_early) in [("1800".to_owned(), 1_799_999), (date, 900_000)] {
        let (now, clock) = manual();
        let (gateway, service) = start(&Setup { clock, ..Setup::new(nothing) }).await;
        gateway.next([Behaviour::StatusRetryAfter(429, after.clone())]);
        messages(&service, &ids(1)).await;
        gateway.until("a try", |gateway| gateway.count() == 1).await;
        idle(&service).await;
        now.fetch_add(too_early, Ordering::SeqCst);
        idle(&service).await;
        assert_eq!(gateway.count(), 1, "{after}");
        now.fetch_add(1_800_000 - too_early, Ordering::SeqCst);
        accepted(&gateway, &ids(1)).await;
        service.stop().await;
    }
}

#[tokio::test]
async fn a_clock_that_is_put_back_keeps_nothing_waiting() {
    const YEAR: i64 = 365 * 24 * 3_600_000;
    let (now, clock) = manual();
    let (gateway, service) = start(&Setup { clock, ..Setup::new(nothing) }).await;
    gateway.next([Behaviour::StatusRetryAfter(429, "1800".to_owned())]);
    messages(&service, &ids(1)).await;
    gateway.until("a try", |gateway| gateway.count() == 1).await;
    idle(&service).await;
    now.fetch_sub(YEAR, Ordering::SeqCst);
    accepted(&gateway, &ids(1)).await;

    // Nor a badge that waits for more to be read.
    service.read(USER, ROOM, "$1").await;
    now.fetch_sub(YEAR, Ordering::SeqCst);
    gateway.until("the badge", |gateway| gateway.count() == 3).await;
    service.stop().await;
}

#[tokio::test]
async fn rejecting_removes_the_own_pusher_and_no_other() {
    let (gateway, service) = start(&Setup::hasty(nothing)).await;
    service.register(USER, "other", &gateway.url()).await;
    service.register("@else:example.org", "foreign", &gateway.url()).await;
    let foreign = Behaviour::Reject(vec!["foreign".to_owned(), "unknown".to_owned()]);
    gateway.always_for("other", foreign);
    gateway.always_for(KEY, Behaviour::RejectOwn);
    for id in ids(3) {
        message(&service, &id, &[USER, "@else:example.org"]).await;
    }
    gateway
        .until("the others to get all", |gateway| {
            gateway.accepted("other").len() == 3 && gateway.accepted("foreign").len() == 3
        })
        .await;
    idle(&service).await;
    assert_eq!(gateway.accepted(KEY), ["$1"], "nothing is sent after the rejection");
    let left: Vec<_> =
        service.pushers(USER).await.into_iter().map(|pusher| pusher.registration.pushkey).collect();
    assert_eq!(left, ["other"]);
    assert_eq!(service.pushers("@else:example.org").await.len(), 1);
    service.stop().await;
}

#[tokio::test]
async fn a_registration_that_is_newer_than_the_request_survives_its_rejection() {
    let (gateway, service) = start(&Setup::hasty(nothing)).await;
    gateway.next([Behaviour::RejectOwnReleased]);
    message(&service, "$1", &[USER]).await;
    gateway.until("the request", |gateway| gateway.count() == 1).await;
    service.register(USER, KEY, &gateway.url()).await;
    gateway.release();
    gateway.until("another try", |gateway| gateway.accepted(KEY).len() == 2).await;
    assert_eq!(gateway.accepted(KEY), ["$1", "$1"], "the app that is there now has not heard of it");
    assert_eq!(service.pushers(USER).await.len(), 1);
    service.stop().await;
}

#[tokio::test]
async fn what_was_read_meanwhile_is_not_pushed() {
    let (gateway, service) = start(&Setup::hasty(nothing)).await;
    gateway.always(Behaviour::Status(500));
    messages(&service, &ids(5)).await;
    gateway.until("a try", |gateway| gateway.count() > 0).await;
    service.read(USER, ROOM, "$3").await;
    gateway.always(Behaviour::Accept);
    gateway.until("the unread ones", |gateway| gateway.accepted(KEY).len() >= 2).await;
    let mut accepted = gateway.accepted(KEY);
    // The first may have been under way when it was read.
    accepted.retain(|id| id != "$1");
    assert_eq!(accepted, ["$4", "$5"]);
    service.stop().await;
}

#[tokio::test]
async fn a_gateway_that_hangs_does_not_hold_up_another() {
    let setup = Setup::hasty(|config| {
        config.delivery.concurrency_per_origin = 4;
        config.delivery.drain_s = 0;
        // Nothing that hangs ends before the test does.
        config.gateway.timeout_s = 600;
    });
    let (gateway, service) = start(&setup).await;
    let hanging = Gateway::start();
    hanging.always(Behaviour::Hang);
    let users: Vec<String> = (0..50).map(|number| format!("@stuck{number}:example.org")).collect();
    for user in &users {
        service.register(user, user, &hanging.url()).await;
    }
    let everybody: Vec<&str> = users.iter().map(String::as_str).chain([USER]).collect();
    let ids = ids(20);
    for id in &ids {
        message(&service, id, &everybody).await;
    }
    accepted(&gateway, &ids).await;
    assert_eq!(gateway.accepted(KEY), ids);
    assert!(hanging.count() <= 4, "at most as many as may go to one origin");
    service.stop().await;
}

/// A clock that is turned by hand.
fn manual() -> (Arc<AtomicI64>, Clock) {
    let now = Arc::new(AtomicI64::new(1_795_356_000_000));
    (Arc::clone(&now), Clock::manual(now))
}

/// Waits until the breaker of the only origin knows of so many failures, and nothing is under way.
async fn until_failures(service: &Service, failures: u32) {
    let start = Instant::now();
    loop {
        let known: Result<_, StoreError> = service.core.store.read(origins::failing).await;
        if known.is_ok_and(|known| known.first().is_some_and(|(_, breaker)| breaker.failures == failures)) {
            idle(service).await;
            // What should not be sent would be sent now.
            return sleep(Duration::from_millis(300)).await;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain for {failures} failures");
        sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_dead_gateway_costs_one_probe_and_not_one_for_each_pusher() {
    let (now, clock) = manual();
    let breaker = BreakerSettings {
        threshold: 5,
        shortest: Duration::from_secs(600),
        longest: Duration::from_secs(600),
        ..BreakerSettings::default()
    };
    let hasty = Setup::hasty(|config| config.delivery.concurrency_per_origin = 4);
    let setup = Setup { clock, pace: Pace { breaker, ..hasty.pace }, ..hasty };
    let (gateway, service) = start(&setup).await;
    gateway.always(Behaviour::Status(503));
    let users: Vec<String> = (0..100).map(|number| format!("@u{number}:example.org")).collect();
    for user in &users {
        service.register(user, user, &gateway.url()).await;
    }
    let everybody: Vec<&str> = users.iter().map(String::as_str).collect();
    message(&service, "$1", &everybody).await;
    // The clock stands still but for what opens the breaker, so nothing is due again by itself.
    until_failures(&service, 5).await;
    let to_open = gateway.count();
    assert!(to_open <= 5 + 4, "{to_open} requests: those that were under way, and no more");

    for probes in 1..=3 {
        now.fetch_add(600_000, Ordering::SeqCst);
        until_failures(&service, 5 + probes).await;
        let expected = to_open + usize::try_from(probes).unwrap();
        assert_eq!(gateway.count(), expected, "one probe for each time that the breaker was open");
    }
    gateway.always(Behaviour::Accept);
    now.fetch_add(600_000, Ordering::SeqCst);
    let ticking = |gateway: &Gateway| {
        now.fetch_add(10, Ordering::SeqCst);
        gateway.accepted_count() >= 100
    };
    gateway.until("everybody", ticking).await;
    for user in &users {
        assert_eq!(gateway.accepted(user), ["$1"]);
    }
    service.stop().await;
}

#[tokio::test]
async fn after_a_day_the_old_backlog_is_dropped_and_the_new_one_arrives() {
    let (now, clock) = manual();
    let setup = Setup { clock, ..Setup::hasty(nothing) };
    let (gateway, service) = start(&setup).await;
    gateway.always(Behaviour::Status(500));
    let hour = 60 * 60 * 1000;
    let ticks = || now.fetch_add(10, Ordering::SeqCst);
    messages(&service, &["$old".to_owned(), "$older".to_owned()]).await;
    gateway.until("a try", |gateway| ticks() > 0 && gateway.count() >= 1).await;
    now.fetch_add(20 * hour, Ordering::SeqCst);
    messages(&service, &["$new".to_owned(), "$newer".to_owned()]).await;
    let before = gateway.count();
    gateway.until("another try", |gateway| ticks() > 0 && gateway.count() > before).await;
    // A try that is under way belongs to the time when it began.
    idle(&service).await;
    now.fetch_add(5 * hour, Ordering::SeqCst);
    gateway.always(Behaviour::Accept);
    gateway.until("the new ones", |gateway| ticks() > 0 && gateway.accepted(KEY).len() >= 2).await;
    assert_eq!(gateway.accepted(KEY), ["$new", "$newer"]);
    service.stop().await;
}

#[tokio::test]
async fn stopping_finishes_what_is_under_way_and_the_next_run_goes_on() {
    // However long it takes.
    let setup = Setup::hasty(|config| config.delivery.drain_s = u64::MAX);
    let (gateway, service) = start(&setup).await;
    gateway.next([Behaviour::AcceptReleased]);
    let ids = ids(5);
    messages(&service, &ids).await;
    gateway.until("a request", |gateway| gateway.count() == 1).await;
    // It is told to stop first.
    tokio::join!(service.stop(), async { gateway.release() });
    assert_eq!(gateway.accepted(KEY), ["$1"], "the request under way is finished, and no other begun");
    let service = setup.start().await;
    accepted(&gateway, &ids).await;
    assert_eq!(gateway.accepted(KEY), ids, "nothing is sent twice");
    service.stop().await;
}

#[tokio::test]
async fn two_processes_on_one_database_share_the_work() {
    let mut setup = Setup::hasty(nothing);
    let (gateway, first) = start(&setup).await;
    setup.config.delivery.instance = "second".to_owned();
    let second = setup.start().await;
    let users: Vec<String> = (0..20).map(|number| format!("@u{number}:example.org")).collect();
    for user in &users {
        first.register(user, user, &gateway.url()).await;
    }
    let everybody: Vec<&str> = users.iter().map(String::as_str).collect();
    let ids = ids(20);
    for (number, id) in ids.iter().enumerate() {
        message(if number % 2 == 0 { &first } else { &second }, id, &everybody).await;
    }
    gateway.until("everything", |gateway| gateway.accepted_count() >= users.len() * ids.len()).await;
    for user in &users {
        assert_eq!(gateway.accepted(user), ids);
    }
    first.stop().await;
    second.stop().await;
}

#[tokio::test]
async fn reading_tells_the_badge_and_an_unchanged_one_is_not_told() {
    let (gateway, service) = start(&Setup::hasty(|config| config.delivery.badge = Badge::Messages)).await;
    let ids = ids(3);
    messages(&service, &ids).await;
    accepted(&gateway, &ids).await;
    gateway.forget();
    // The badge is told until it arrives.
    gateway.next([Behaviour::Status(500), Behaviour::Html]);
    service.read(USER, ROOM, "$2").await;
    gateway.until("the badge", |gateway| gateway.accepted_count() == 1).await;
    service.read(USER, ROOM, "$1").await;
    service.read(USER, ROOM, "$2").await;
    service.read(USER, ROOM, "$3").await;
    gateway.until("zero", |gateway| gateway.accepted_count() == 2).await;
    let told: Vec<_> = gateway
        .received()
        .iter()
        .filter(|request| request.accepted)
        .map(|request| request.notification()["counts"].clone())
        .collect();
    assert_eq!(told, [json!({"unread": 1}), json!({"unread": 0})]);
    assert!(gateway.received().iter().all(|request| request.event_id().is_none()));
    service.stop().await;
}
