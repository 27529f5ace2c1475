//! The service without its listeners, over a database in a folder of its own.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use matrix_pusher::{
    clock::Clock,
    config::{Config, Live},
    core::Core,
    delivery::{Pace, breaker::BreakerSettings, schedule::Schedule},
    ingest::{EventAnswer, EventRequest, ReceiptAnswer, ReceiptRequest},
    store::{
        Store, StoreError,
        pushers::{self, Pusher, Registration},
    },
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// How a service is started. Every start of it uses the same database.
pub struct Setup {
    pub folder: Arc<TempDir>,
    pub database: PathBuf,
    pub config: Config,
    pub clock: Clock,
    pub pace: Pace,
}

impl Setup {
    /// A service like in production, but for gateways on loopback.
    pub fn new(change: impl FnOnce(&mut Config)) -> Self {
        let folder = Arc::new(TempDir::new().expect("a folder"));
        let database = database(folder.path());
        Self { folder, database, config: config(change), clock: Clock::system(), pace: Pace::default() }
    }

    /// The same, but it tries again within milliseconds.
    pub fn hasty(change: impl FnOnce(&mut Config)) -> Self {
        let (shortest, longest) = (Duration::from_millis(5), Duration::from_millis(50));
        let schedule = Schedule { shortest, longest, ..Schedule::default() };
        let breaker = BreakerSettings { shortest, longest, ..BreakerSettings::default() };
        Self { pace: Pace { schedule, breaker }, ..Self::new(change) }
    }

    pub async fn start(&self) -> Service {
        let store = Store::open(&self.database).expect("a database");
        let stopping = CancellationToken::new();
        let live = Live::new(self.config.clone(), None);
        let core = Core::start_at(self.pace, store, live, self.clock.clone(), stopping.clone());
        let core = core.await.expect("a core");
        Service { core, folder: Arc::clone(&self.folder), stopping, clock: self.clock.clone() }
    }
}

/// A running service.
pub struct Service {
    pub core: Core,
    folder: Arc<TempDir>,
    stopping: CancellationToken,
    clock: Clock,
}

impl Service {
    /// Starts with an empty database.
    pub async fn start(change: impl FnOnce(&mut Config)) -> Self {
        Setup::new(change).start().await
    }

    /// Starts with what is in a folder.
    pub async fn start_in(folder: Arc<TempDir>, change: impl FnOnce(&mut Config)) -> Self {
        Setup { database: database(folder.path()), folder, ..Setup::new(change) }.start().await
    }

    /// Stops in good order, and gives the folder for the next start.
    pub async fn stop(self) -> Arc<TempDir> {
        self.stopping.cancel();
        self.core.finish().await;
        self.folder
    }

    /// Registers a pusher of a user; the pushkey is its name.
    pub async fn register(&self, user_id: &str, pushkey: &str, url: &str) {
        self.register_with(user_id, pushkey, url, json!({})).await;
    }

    /// Registers a pusher with more data than the URL.
    pub async fn register_with(&self, user_id: &str, pushkey: &str, url: &str, mut data: Value) {
        data["url"] = url.into();
        let registration = registration(user_id, pushkey, url, &data);
        let now = self.clock.now();
        let registered: Result<_, StoreError> = self
            .core
            .store
            .write(move |transaction| pushers::register(transaction, &registration, u64::MAX, now))
            .await;
        registered.expect("registered");
    }

    /// The pushkeys that a user has.
    pub async fn pushkeys(&self, user_id: &str) -> Vec<String> {
        self.pushers(user_id).await.into_iter().map(|pusher| pusher.registration.pushkey).collect()
    }

    /// The pushers that a user has.
    pub async fn pushers(&self, user_id: &str) -> Vec<Pusher> {
        let user_id = user_id.to_owned();
        let found: Result<_, StoreError> =
            self.core.store.read(move |connection| pushers::of_user(connection, &user_id)).await;
        found.expect("pushers")
    }

    /// A message of Bob in a room, for some users. The event's id is its key.
    pub async fn message(&self, room_id: &str, event_id: &str, recipients: Value) -> EventAnswer {
        let request = EventRequest::from_value(message(room_id, event_id, recipients)).expect("a request");
        self.core.ingest.event(request).await.expect("an answer")
    }

    /// A user has read up to an event.
    pub async fn read(&self, user_id: &str, room_id: &str, event_id: &str) -> ReceiptAnswer {
        let receipt = json!({"user_id": user_id, "room_id": room_id, "event_id": event_id});
        let request = ReceiptRequest { receipts: vec![receipt] };
        self.core.ingest.receipts(request).await.expect("an answer")
    }
}

/// The database in a folder.
pub fn database(folder: &Path) -> PathBuf {
    folder.join("pusher.sqlite3")
}

/// A configuration that takes gateways on loopback.
pub fn config(change: impl FnOnce(&mut Config)) -> Config {
    let mut config = Config::default();
    config.gateway.allow_http = true;
    config.gateway.allow_addresses = vec!["127.0.0.0/8".parse().expect("a network")];
    config.delivery.badge_delay_ms = 20;
    change(&mut config);
    config
}

/// What `POST /v1/events` takes.
pub fn message(room_id: &str, event_id: &str, recipients: Value) -> Value {
    json!({
        "idempotency_key": event_id,
        "event": {
            "type": "m.room.message",
            "sender": "@bob:example.org",
            "event_id": event_id,
            "room_id": room_id,
            "content": {"msgtype": "m.text", "body": "hello"},
        },
        "room": {"name": "Mission Control", "member_count": 20},
        "sender_display_name": "Bob",
        "recipients": recipients,
    })
}

/// The app of every pusher here.
pub const APP: &str = "org.example.app";

/// The body with which a client sets a pusher.
pub fn pusher(pushkey: &str, url: &str) -> Value {
    json!({
        "kind": "http", "app_id": APP, "pushkey": pushkey, "app_display_name": "Example",
        "device_display_name": "Phone", "lang": "en", "data": { "url": url },
    })
}

/// What is stored of it.
pub fn registration(user_id: &str, pushkey: &str, url: &str, data: &Value) -> Registration {
    Registration {
        user_id: user_id.to_owned(),
        app_id: APP.to_owned(),
        pushkey: pushkey.to_owned(),
        kind: "http".to_owned(),
        url: url.to_owned(),
        origin: url.trim_end_matches("/_matrix/push/v1/notify").to_owned(),
        format: data["format"].as_str().map(str::to_owned),
        app_display_name: "Example".to_owned(),
        device_display_name: "Phone".to_owned(),
        profile_tag: None,
        lang: "en".to_owned(),
        data: data.to_string(),
        enabled: true,
        device_id: None,
    }
}
