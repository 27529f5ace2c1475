//! What Prometheus sees. Every name is here, and every label has a bounded number of values.
//!
//! | metric | what |
//! |---|---|
//! | `matrix_pusher_deliveries_total{origin,outcome}` | requests to gateways and how they ended |
//! | `matrix_pusher_notifications_dropped_total{origin,reason}` | notifications that were given up |
//! | `matrix_pusher_event_to_accept_seconds` | from an event's arrival to a gateway's yes |
//! | `matrix_pusher_queue_depth`, `matrix_pusher_oldest_pending_seconds` | what waits, and for how long |
//! | `matrix_pusher_failing_pushers` | pushers whose last request failed |
//! | `matrix_pusher_breaker_open{origin}`, `matrix_pusher_breakers_open` | gateways that are left alone |
//! | `matrix_pusher_events_total`, `matrix_pusher_evaluation_seconds` | events, and evaluating one for all recipients |
//! | `matrix_pusher_requests_total{api,route,method,status}`, `matrix_pusher_request_seconds{api}` | our own APIs |
//! | `matrix_pusher_whoami_total{outcome}` | questions to the homeserver |

use std::{
    collections::{BTreeSet, HashSet},
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

const DELIVERIES: &str = "matrix_pusher_deliveries_total";
const DROPPED: &str = "matrix_pusher_notifications_dropped_total";
const EVENT_TO_ACCEPT: &str = "matrix_pusher_event_to_accept_seconds";
const QUEUE_DEPTH: &str = "matrix_pusher_queue_depth";
const OLDEST_PENDING: &str = "matrix_pusher_oldest_pending_seconds";
const FAILING_PUSHERS: &str = "matrix_pusher_failing_pushers";
const BREAKER_OPEN: &str = "matrix_pusher_breaker_open";
const BREAKERS_OPEN: &str = "matrix_pusher_breakers_open";
const EVENTS: &str = "matrix_pusher_events_total";
const EVALUATION: &str = "matrix_pusher_evaluation_seconds";
const REQUESTS: &str = "matrix_pusher_requests_total";
const REQUEST_SECONDS: &str = "matrix_pusher_request_seconds";
const WHOAMI: &str = "matrix_pusher_whoami_total";

/// Users choose the gateways, so their number has no bound; those after the first have one label together.
const MAX_ORIGINS: usize = 200;
const OTHER_ORIGINS: &str = "other";

/// Seconds from a cached evaluation to a large room.
const EVALUATION_BUCKETS: &[f64] = &[1e-5, 1e-4, 1e-3, 0.01, 0.1, 1.0];
const REQUEST_BUCKETS: &[f64] = &[1e-3, 5e-3, 0.025, 0.1, 0.5, 2.0, 10.0];
/// Seconds from at once to a gateway that was away for a day.
const ACCEPT_BUCKETS: &[f64] = &[0.01, 0.05, 0.25, 1.0, 5.0, 30.0, 120.0, 600.0, 3600.0, 86400.0];

/// Makes the metrics known to the process; they can be rendered from then on.
///
/// # Errors
/// If the process has metrics already.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    let buckets = [
        (EVALUATION, EVALUATION_BUCKETS),
        (REQUEST_SECONDS, REQUEST_BUCKETS),
        (EVENT_TO_ACCEPT, ACCEPT_BUCKETS),
    ];
    let mut builder = PrometheusBuilder::new();
    for (name, buckets) in buckets {
        builder = builder.set_buckets_for_metric(Matcher::Full(name.to_owned()), buckets)?;
    }
    let handle = builder.install_recorder()?;
    describe();
    Ok(handle)
}

fn describe() {
    describe_counter!(DELIVERIES, "Requests to push gateways by how they ended");
    describe_counter!(DROPPED, "Notifications that were given up");
    describe_histogram!(EVENT_TO_ACCEPT, "Seconds from the arrival of an event until a gateway accepted it");
    describe_gauge!(QUEUE_DEPTH, "Pushers with something to send");
    describe_gauge!(OLDEST_PENDING, "Age in seconds of the oldest notification that waits");
    describe_gauge!(FAILING_PUSHERS, "Pushers whose last request failed");
    describe_gauge!(BREAKER_OPEN, "Whether a push gateway is left alone because it fails");
    describe_gauge!(BREAKERS_OPEN, "Push gateways that are left alone because they fail");
    describe_counter!(EVENTS, "Events that were stored");
    describe_histogram!(EVALUATION, "Seconds to evaluate an event for all its recipients");
    describe_counter!(REQUESTS, "Answers of our own APIs");
    describe_histogram!(REQUEST_SECONDS, "Seconds until our own APIs answered");
    describe_counter!(WHOAMI, "Questions to the homeserver about access tokens");
}

/// A request to a gateway ended: `accepted`, or the name of a failure from a fixed list.
pub fn delivered(origin: &str, outcome: &'static str) {
    counter!(DELIVERIES, "origin" => label(origin), "outcome" => outcome).increment(1);
}

/// Notifications were given up, for a reason from a fixed list.
pub fn dropped(origin: &str, reason: &'static str, notifications: u64) {
    counter!(DROPPED, "origin" => label(origin), "reason" => reason).increment(notifications);
}

/// A gateway accepted a notification that long after its event arrived.
pub fn accepted_after(duration: Duration) {
    histogram!(EVENT_TO_ACCEPT).record(duration);
}

/// What waits.
pub fn queue(depth: u64, oldest_pending: Duration, failing_pushers: u64) {
    gauge!(QUEUE_DEPTH).set(as_float(depth));
    gauge!(OLDEST_PENDING).set(oldest_pending.as_secs_f64());
    gauge!(FAILING_PUSHERS).set(as_float(failing_pushers));
}

/// The gateways that are left alone now, whoever found out that they fail. Those without a label of their own are only
/// counted.
pub fn breakers(open: &[String]) {
    /// All labels that were open once: they have to be told that they are no more.
    static LABELS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    gauge!(BREAKERS_OPEN).set(as_float(open.len() as u64));
    let open: BTreeSet<String> = open.iter().map(|origin| label(origin)).collect();
    let mut labels = LABELS.lock().unwrap_or_else(PoisonError::into_inner);
    labels.extend(open.iter().filter(|label| *label != OTHER_ORIGINS).cloned());
    for label in &*labels {
        gauge!(BREAKER_OPEN, "origin" => label.clone()).set(f64::from(u8::from(open.contains(label))));
    }
}

/// An event was evaluated for all its recipients.
pub fn evaluated(duration: Duration) {
    histogram!(EVALUATION).record(duration);
}

/// Events were stored.
pub fn ingested(events: u64) {
    counter!(EVENTS).increment(events);
}

/// One of our own APIs answered.
pub fn answered(api: &'static str, route: &str, method: &'static str, status: u16, duration: Duration) {
    let labels = [
        ("api", api.to_owned()),
        ("route", route.to_owned()),
        ("method", method.to_owned()),
        ("status", status.to_string()),
    ];
    counter!(REQUESTS, &labels).increment(1);
    histogram!(REQUEST_SECONDS, "api" => api).record(duration);
}

/// The homeserver was asked about a token: `known`, `refused` or `failed`.
pub fn whoami(outcome: &'static str) {
    counter!(WHOAMI, "outcome" => outcome).increment(1);
}

/// The label of an origin: its own, if it is among the first.
fn label(origin: &str) -> String {
    static NAMED: OnceLock<Mutex<HashSet<String>>> = OnceLock::new();
    let mut named = NAMED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    if named.contains(origin) {
        return origin.to_owned();
    }
    if named.len() >= MAX_ORIGINS {
        return OTHER_ORIGINS.to_owned();
    }
    named.insert(origin.to_owned());
    origin.to_owned()
}

#[expect(clippy::cast_precision_loss, reason = "beyond 2^53 nobody counts on the last digit")]
fn as_float(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_beyond_the_first_share_a_label() {
        let labels: HashSet<String> =
            (0..MAX_ORIGINS + 50).map(|number| label(&format!("https://{number}.example.org"))).collect();
        assert!(labels.contains("https://0.example.org"));
        assert!(labels.contains(OTHER_ORIGINS));
        assert_eq!(labels.len(), MAX_ORIGINS + 1);
    }
}
