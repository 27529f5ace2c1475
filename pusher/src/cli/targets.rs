//! Where `sync` and `pipe` deliver to, as arguments: the pushers of the user.

use std::path::{Path, PathBuf};

use clap::Args;
use ipnet::IpNet;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{Failure, input};
use crate::{
    clock::Clock,
    config::{Config, Live},
    core::{self, Core},
    gateway::url::UrlPolicy,
    registration::{Change, SetPusher},
    store::{
        Store, StoreError,
        pushers::{self, Registration},
    },
};

/// More than anybody gives by hand.
const MOST_PUSHERS: u64 = 1000;

#[derive(Debug, Args)]
#[command(next_help_heading = "Delivery")]
pub(super) struct Targets {
    /// Deliver to this push gateway
    #[arg(long, value_name = "URL", requires_all = ["pushkey", "app_id"])]
    gateway: Option<String>,
    /// The key that the gateway knows
    #[arg(long, value_name = "KEY", requires = "gateway")]
    pushkey: Option<String>,
    /// The app that the gateway knows
    #[arg(long, value_name = "ID", requires = "gateway")]
    app_id: Option<String>,
    /// Send the gateway ids and counts, not what was written
    #[arg(long, requires = "gateway")]
    event_id_only: bool,
    /// Deliver to the pushers in a JSON file: bodies of `POST /pushers/set`, one or an array
    #[arg(long, value_name = "FILE", conflicts_with = "gateway")]
    pushers: Option<PathBuf>,
    /// Allow gateways without TLS
    #[arg(long)]
    allow_http: bool,
    /// Allow gateways in this network, though it is private
    #[arg(long, value_name = "NETWORK")]
    allow_address: Vec<IpNet>,
}

impl Targets {
    /// Whether anything is to be delivered.
    pub(super) fn any(&self) -> bool {
        self.gateway.is_some() || self.pushers.is_some()
    }

    /// Starts to deliver what waits in the store.
    pub(super) async fn start(&self, store: Store, stopping: CancellationToken) -> Result<Core, Failure> {
        let live = Live::new(self.config(store.path()), None);
        Core::start(store, live, Clock::system(), stopping).await.map_err(Failure::of)
    }

    /// Registers the pushers of the user.
    pub(super) async fn register(&self, core: &Core, user_id: &str) -> Result<(), Failure> {
        let policy = core::policy(&self.config(core.store.path()));
        let registrations = self.registrations(user_id, &policy)?;
        let now = Clock::system().now();
        core.store
            .write(move |transaction| {
                for registration in &registrations {
                    pushers::register(transaction, registration, MOST_PUSHERS, now)?;
                }
                Ok::<_, StoreError>(())
            })
            .await
            .map_err(Failure::of)
    }

    fn config(&self, store: &Path) -> Config {
        let mut config = Config::default();
        config.store.path = store.to_owned();
        config.gateway.allow_http = self.allow_http;
        config.gateway.allow_addresses.clone_from(&self.allow_address);
        config
    }

    fn registrations(&self, user_id: &str, policy: &UrlPolicy) -> Result<Vec<Registration>, Failure> {
        let bodies = match (&self.gateway, &self.pushers) {
            (Some(url), _) => vec![self.body(url)],
            (None, Some(path)) => match input::json(path)? {
                Value::Array(bodies) => bodies,
                body => vec![body],
            },
            (None, None) => Vec::new(),
        };
        bodies
            .iter()
            .map(|body| {
                let set = SetPusher::read(body, user_id, None, policy)
                    .map_err(|error| Failure::new(format!("the pusher: {}", error.message)))?;
                match set.change {
                    Change::Put { registration, .. } => Ok(*registration),
                    Change::Delete => Err(Failure::new("a pusher with the `kind` null is none")),
                }
            })
            .collect()
    }

    fn body(&self, url: &str) -> Value {
        let mut data = json!({ "url": url });
        if self.event_id_only
            && let Some(data) = data.as_object_mut()
        {
            data.insert("format".to_owned(), "event_id_only".into());
        }
        json!({
            "kind": "http",
            "app_id": self.app_id,
            "pushkey": self.pushkey,
            "app_display_name": "matrix-pusher",
            "device_display_name": "matrix-pusher",
            "lang": "en",
            "data": data,
        })
    }
}
