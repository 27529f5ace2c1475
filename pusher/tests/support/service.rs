//! The service within a test: a store in a folder of its own, ingest, and a worker that does not wait long.

use std::{path::PathBuf, sync::Arc, time::Duration};

use matrix_pusher::{
    clock::Clock,
    delivery::{
        breaker::BreakerSettings,
        schedule::Schedule,
        worker::{Settings, Worker},
    },
    gateway::{
        client::{ClientOptions, GatewayClient},
        denylist::Denylist,
        url::{GatewayUrl, UrlPolicy},
    },
    ingest::{EventRequest, Ingest, ReceiptRequest},
    store::{
        Store, StoreError,
        counts::BadgeMode,
        delivery::Terms,
        pushers::{self, Pusher, Registration},
    },
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{sync::Notify, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// How the service is started. Every start uses the same database.
pub struct Setup {
    pub folder: TempDir,
    pub instance: String,
    pub clock: Clock,
    pub schedule: Schedule,
    pub breaker: BreakerSettings,
    pub timeout: Duration,
    pub concurrency_per_origin: usize,
    pub drain: Duration,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            instance: "test".to_owned(),
            clock: Clock::system(),
            schedule: Schedule {
                shortest: Duration::from_millis(5),
                longest: Duration::from_millis(50),
                ..Schedule::default()
            },
            breaker: BreakerSettings {
                shortest: Duration::from_millis(5),
                longest: Duration::from_millis(50),
                ..BreakerSettings::default()
            },
            timeout: Duration::from_secs(20),
            concurrency_per_origin: 64,
            drain: Duration::from_secs(20),
        }
    }
}

/// The running service.
pub struct Service {
    pub store: Store,
    pub ingest: Ingest,
    clock: Clock,
    policy: UrlPolicy,
    stopping: CancellationToken,
    worker: JoinHandle<Result<(), StoreError>>,
}

/// Loopback without TLS, as in development.
pub fn policy() -> UrlPolicy {
    let loopback = vec!["127.0.0.0/8".parse().expect("a network")];
    UrlPolicy { allow_http: true, denylist: Arc::new(Denylist::new(loopback, Vec::new())) }
}

impl Setup {
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("pusher.db")
    }

    pub fn start(&self) -> Service {
        let store = Store::open(&self.database()).expect("a store");
        let work = Arc::new(Notify::new());
        let badge_delay = Some(Duration::from_millis(10));
        let ingest = Ingest::new(store.clone(), self.clock.clone(), Arc::clone(&work), badge_delay);
        let options = ClientOptions { policy: policy(), timeout: self.timeout, ..ClientOptions::default() };
        let settings = Settings {
            terms: Terms {
                instance: self.instance.clone(),
                lease: 60_000,
                max_age: 24 * 60 * 60 * 1000,
                badge: Some(BadgeMode::Messages),
                schedule: self.schedule,
                breaker: self.breaker,
            },
            concurrency: 256,
            concurrency_per_origin: self.concurrency_per_origin,
            drain: self.drain,
        };
        let stopping = CancellationToken::new();
        let worker = Worker::new(
            store.clone(),
            GatewayClient::new(options).expect("a client"),
            policy(),
            self.clock.clone(),
            work,
            settings,
            stopping.clone(),
        );
        let worker = tokio::spawn(worker.run());
        Service { store, ingest, clock: self.clock.clone(), policy: policy(), stopping, worker }
    }
}

impl Service {
    /// Registers a pusher, or registers it again.
    pub async fn pusher(&self, user_id: &str, pushkey: &str, url: &str) {
        let gateway = GatewayUrl::parse(url, &self.policy).expect("a URL that is allowed");
        let registration = Registration {
            user_id: user_id.to_owned(),
            app_id: "org.example.app".to_owned(),
            pushkey: pushkey.to_owned(),
            kind: "http".to_owned(),
            url: url.to_owned(),
            origin: gateway.origin(),
            format: None,
            app_display_name: "App".to_owned(),
            device_display_name: "Device".to_owned(),
            profile_tag: None,
            lang: "en".to_owned(),
            data: json!({"url": url}).to_string(),
            enabled: true,
            device_id: None,
        };
        let now = self.clock.now();
        let registered =
            self.store.write(move |transaction| pushers::register(transaction, &registration, u64::MAX, now));
        registered.await.expect("a pusher");
    }

    /// The pushers of a user.
    pub async fn pushers(&self, user_id: &str) -> Vec<Pusher> {
        let user_id = user_id.to_owned();
        self.store.read(move |connection| pushers::of_user(connection, &user_id)).await.expect("pushers")
    }

    /// Takes a message that notifies all these users.
    pub async fn message(&self, event_id: &str, users: &[&str]) {
        let request = EventRequest::from_value(message(event_id, users)).expect("a request");
        self.ingest.event(request).await.expect("an event");
    }

    /// The user has read up to an event.
    pub async fn read(&self, user_id: &str, event_id: &str) {
        let receipt = json!({"user_id": user_id, "room_id": ROOM, "event_id": event_id});
        let request = ReceiptRequest { receipts: vec![receipt] };
        self.ingest.receipts(request).await.expect("a receipt");
    }

    /// Stops as on SIGTERM.
    pub async fn stop(self) {
        let Self { store, ingest, stopping, worker, .. } = self;
        stopping.cancel();
        worker.await.expect("the worker ends well").expect("the store works");
        drop(ingest);
        store.close();
    }
}

/// The room of all messages.
pub const ROOM: &str = "!room:example.org";

/// The body of `POST /v1/events` for a message that notifies all these users.
pub fn message<T: AsRef<str>>(event_id: &str, users: &[T]) -> Value {
    json!({
        "idempotency_key": event_id,
        "event": {
            "type": "m.room.message", "event_id": event_id, "room_id": ROOM, "sender": "@sender:example.org",
            "content": {"msgtype": "m.text", "body": "a message like many others"}
        },
        "room": {"name": "A room", "member_count": 100},
        "sender_display_name": "Sender",
        "recipients": users.iter().map(AsRef::as_ref).collect::<Vec<_>>(),
    })
}
