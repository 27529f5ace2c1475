//! Health, metrics and the door of the internal endpoints.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

mod support;

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
    routing::{get, post},
};
use matrix_pusher::{
    clock::Clock,
    config::{Config, Live},
    operations::{health::Health, logs::fingerprint, metrics},
    store::{Store, pushers},
    web::internal,
};
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// One set of metrics a process.
fn metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| metrics::install().unwrap()).clone()
}

struct Service {
    health: Health,
    now: Arc<AtomicI64>,
    _folder: TempDir,
}

fn service() -> Service {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&folder.path().join("db")).unwrap();
    let now = Arc::new(AtomicI64::new(1_000_000));
    let health = Health {
        store,
        live: Live::new(Config::default(), None),
        clock: Clock::manual(Arc::clone(&now)),
        metrics: metrics(),
        stopping: CancellationToken::new(),
    };
    Service { health, now, _folder: folder }
}

async fn get_text(router: &Router, path: &str) -> (u16, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

/// A pusher that waits since a time.
async fn waiting(store: &Store, pushkey: &str, since: i64) {
    let url = "https://push.example.org/_matrix/push/v1/notify";
    let registration = support::service::registration("@alice:example.org", pushkey, url, &json!({}));
    let pushkey = pushkey.to_owned();
    store
        .write(move |transaction| {
            pushers::register(transaction, &registration, 100, since)?;
            transaction.execute(
                "UPDATE pushers SET next_attempt_at = ?1, waiting_since = ?1 WHERE pushkey = ?2",
                (since, pushkey),
            )?;
            Ok::<_, matrix_pusher::store::StoreError>(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn it_is_ready_until_it_stops_or_too_much_waits() {
    let Service { health, now: _, _folder } = service();
    let (live, stopping, store) = (health.live.clone(), health.stopping.clone(), health.store.clone());
    let router = health.router();
    assert_eq!(get_text(&router, "/healthz").await, (200, r#"{"status":"ok"}"#.to_owned()));
    assert_eq!(get_text(&router, "/readyz").await, (200, r#"{"status":"ready"}"#.to_owned()));

    let mut config = Config::default();
    config.operations.max_queue_depth = 1;
    live.set(config);
    waiting(&store, "one", 1).await;
    assert_eq!(get_text(&router, "/readyz").await.0, 200);
    waiting(&store, "two", 1).await;
    let (status, text) = get_text(&router, "/readyz").await;
    assert_eq!(status, 503);
    assert!(text.contains("2 pushers wait, more than 1"), "{text}");
    live.set(Config::default());
    assert_eq!(get_text(&router, "/readyz").await.0, 200);

    stopping.cancel();
    let (status, text) = get_text(&router, "/readyz").await;
    assert_eq!(status, 503);
    assert!(text.contains("stopping"), "{text}");
    // It still lives, and still says how it does.
    assert_eq!(get_text(&router, "/healthz").await.0, 200);
    assert_eq!(get_text(&router, "/metrics").await.0, 200);
}

#[tokio::test]
async fn metrics_say_what_waits_and_since_when() {
    let Service { health, now, _folder } = service();
    let store = health.store.clone();
    let router = health.router();
    waiting(&store, "one", 400_000).await;
    waiting(&store, "two", 700_000).await;
    now.store(1_000_000, Ordering::SeqCst);
    metrics::delivered("https://push.example.org", "accepted");
    metrics::delivered("https://push.example.org", "accepted");
    metrics::dropped("https://push.example.org", "too_old", 7);
    metrics::evaluated(std::time::Duration::from_micros(50));
    let (status, text) = get_text(&router, "/metrics").await;
    assert_eq!(status, 200);
    for line in [
        "matrix_pusher_queue_depth 2",
        "matrix_pusher_oldest_pending_seconds 600",
        "matrix_pusher_deliveries_total{origin=\"https://push.example.org\",outcome=\"accepted\"} 2",
        "matrix_pusher_notifications_dropped_total{origin=\"https://push.example.org\",reason=\"too_old\"} 7",
        "matrix_pusher_evaluation_seconds_bucket{le=\"0.0001\"} 1",
        "# TYPE matrix_pusher_deliveries_total counter",
        "# HELP matrix_pusher_deliveries_total",
    ] {
        assert!(text.contains(line), "`{line}` is not in\n{text}");
    }
    assert_eq!(get_text(&router, "/elsewhere").await.0, 404);
}

fn door(change: impl FnOnce(&mut Config)) -> (Live, Router) {
    let mut config = Config::default();
    config.internal.secret = Some(SECRET.into());
    change(&mut config);
    let live = Live::new(config, None);
    let endpoints = Router::new()
        .route("/v1/events", post(async || "in"))
        .route("/v1/panic", get(async || -> String { panic!("a bug") }));
    (live.clone(), internal::router(live, endpoints))
}

async fn knock(router: &Router, line: &str, authorization: Option<&str>) -> (u16, String, Option<String>) {
    let (method, path) = line.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(path);
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let retry = response.headers().get(header::RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned());
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let json: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    (status, json["errcode"].as_str().unwrap_or_default().to_owned(), retry)
}

#[tokio::test]
async fn only_who_knows_the_secret_comes_in() {
    let (live, router) = door(|_| {});
    let right = format!("Bearer {SECRET}");
    let wrong = format!("Bearer {SECRET}0");
    let cases = [
        ("POST /v1/events", Some(right.as_str()), 200, ""),
        ("POST /v1/events", None, 401, "M_MISSING_TOKEN"),
        ("POST /v1/events", Some("Bearer "), 401, "M_MISSING_TOKEN"),
        ("POST /v1/events", Some(SECRET), 401, "M_MISSING_TOKEN"),
        ("POST /v1/events", Some("Basic 0123456789abcdef0123456789abcdef"), 401, "M_MISSING_TOKEN"),
        ("POST /v1/events", Some(wrong.as_str()), 401, "M_UNKNOWN_TOKEN"),
        ("POST /v1/events", Some("Bearer 0123456789abcdef"), 401, "M_UNKNOWN_TOKEN"),
        // What is there is not told to strangers.
        ("GET /v1/nothing", None, 401, "M_MISSING_TOKEN"),
        ("GET /v1/events", None, 401, "M_MISSING_TOKEN"),
        ("GET /v1/nothing", Some(right.as_str()), 404, "M_UNRECOGNIZED"),
        ("GET /v1/events", Some(right.as_str()), 405, "M_UNRECOGNIZED"),
        ("GET /_matrix/client/v3/pushers", Some(right.as_str()), 404, "M_UNRECOGNIZED"),
        ("GET /v1/panic", Some(right.as_str()), 500, "M_UNKNOWN"),
    ];
    for (line, authorization, status, errcode) in cases {
        let answer = knock(&router, line, authorization).await;
        assert_eq!((answer.0, answer.1.as_str()), (status, errcode), "{line} {authorization:?}");
    }

    let mut config = live.current().as_ref().clone();
    config.internal.secret = Some("another-secret-of-the-operator".into());
    live.set(config);
    assert_eq!(knock(&router, "POST /v1/events", Some(&right)).await.0, 401);
    assert_eq!(knock(&router, "POST /v1/events", Some("Bearer another-secret-of-the-operator")).await.0, 200);
}

#[tokio::test]
async fn without_a_secret_nobody_comes_in() {
    let (_live, router) = door(|config| config.internal.secret = None);
    for authorization in [None, Some("Bearer x"), Some("Bearer ")] {
        assert_eq!(knock(&router, "POST /v1/events", authorization).await.0, 401);
    }
}

#[tokio::test]
async fn the_rate_is_everybodys_and_strangers_do_not_use_it_up() {
    let (_live, router) = door(|config| {
        config.internal.requests_per_second = 1;
        config.internal.burst = 2;
    });
    let right = format!("Bearer {SECRET}");
    for _ in 0..10 {
        assert_eq!(knock(&router, "POST /v1/events", Some("Bearer wrong")).await.0, 401);
    }
    let start = Instant::now();
    let mut passed = 0;
    let limited = loop {
        let answer = knock(&router, "POST /v1/events", Some(&right)).await;
        if answer.0 != 200 {
            break answer;
        }
        passed += 1;
    };
    // Two at once, and one more for each second that it took.
    assert!((2..=2 + start.elapsed().as_secs()).contains(&passed), "{passed}");
    assert_eq!(limited, (429, "M_LIMIT_EXCEEDED".to_owned(), Some("1".to_owned())));
}

#[test]
fn fingerprints_do_not_hold_the_pushkey() {
    let pushkey = "cFJ4kKd8TGmS:APA91bE-secret";
    assert!(!format!("{} {:?}", fingerprint(pushkey), fingerprint(pushkey)).contains("secret"));
}
