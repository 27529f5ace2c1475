//! The service without its listeners: store, ingest and delivery, started and stopped together. `serve`,
//! `sync` and `pipe` all stand on it.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::{sync::Notify, task::JoinHandle, time::sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    clock::{Clock, Millis},
    config::{Badge, Config, Live},
    delivery::{Pace, worker::Worker},
    gateway::{
        client::{ClientError, ClientOptions, GatewayClient},
        denylist::Denylist,
        url::UrlPolicy,
    },
    ingest::Ingest,
    store::{
        Store, StoreError, retention,
        status::{self, Queue},
    },
    tls::{self, AuthoritiesError},
};

/// How often to forget what is old.
const FORGET_EVERY: Duration = Duration::from_secs(10 * 60);
const DAY: Millis = 24 * 60 * 60 * 1000;

/// Why the core does not start.
#[derive(Debug, thiserror::Error)]
pub enum CoreError {
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no way to talk to gateways.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// It is not known who is trusted to vouch for gateways.
    #[error("`gateway.authorities_file`: {0}")]
    Authorities(#[from] AuthoritiesError),
    /// Another process works under the same name.
    #[error(
        "another process called `{instance}` uses this database; give this one another `delivery.instance`"
    )]
    Taken {
        /// The name.
        instance: String,
    },
    /// The name of this process cannot be claimed.
    #[error("cannot lock `{path}`: {source}", path = path.display())]
    Lock {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The running core.
#[derive(Debug)]
pub struct Core {
    /// What is kept.
    pub store: Store,
    /// Where events and receipts go.
    pub ingest: Ingest,
    clock: Clock,
    tasks: Vec<JoinHandle<()>>,
    /// Released when the process ends, however it ends.
    _name: File,
}

impl Core {
    /// Starts to deliver what the store holds, until `stopping` is cancelled.
    ///
    /// # Errors
    /// If the store or the HTTP client cannot be used, or another process works under the same name.
    pub async fn start(
        store: Store,
        live: Live,
        clock: Clock,
        stopping: CancellationToken,
    ) -> Result<Self, CoreError> {
        Self::start_at(Pace::default(), store, live, clock, stopping).await
    }

    /// The same at another pace than the service's, for tests and demonstrations.
    ///
    /// # Errors
    /// See [`Core::start`].
    pub async fn start_at(
        pace: Pace,
        store: Store,
        live: Live,
        clock: Clock,
        stopping: CancellationToken,
    ) -> Result<Self, CoreError> {
        let config = live.current();
        let name = lock(store.path(), &config.delivery.instance)?;
        let policy = policy(&config);
        let authorities = match &config.gateway.authorities_file {
            Some(file) => tls::authorities(file)?,
            None => Vec::new(),
        };
        let client = GatewayClient::new(ClientOptions {
            policy: policy.clone(),
            connect_timeout: Duration::from_secs(config.gateway.connect_timeout_s),
            timeout: Duration::from_secs(config.gateway.timeout_s),
            max_answer: usize::try_from(config.gateway.max_response_bytes).unwrap_or(usize::MAX),
            idle_connections: config.delivery.concurrency_per_origin as usize,
            authorities,
            ..ClientOptions::default()
        })?;
        let work = Arc::new(Notify::new());
        let badge_delay = (config.delivery.badge != Badge::Off)
            .then(|| Duration::from_millis(config.delivery.badge_delay_ms));
        let ingest = Ingest::new(store.clone(), clock.clone(), Arc::clone(&work), badge_delay);
        let worker = Worker::new(
            store.clone(),
            client,
            policy,
            clock.clone(),
            Arc::clone(&work),
            live.clone(),
            stopping.clone(),
        )
        .at(pace);
        worker.take_up().await?;
        let forgetting = forget(store.clone(), live, clock.clone(), stopping);
        let tasks = vec![tokio::spawn(worker.run()), tokio::spawn(forgetting)];
        Ok(Self { store, ingest, clock, tasks, _name: name })
    }

    /// Waits until nothing is under way and nothing is due. Answers what waits for a later time, such as
    /// another try.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn idle(&self) -> Result<Queue, StoreError> {
        loop {
            let now = self.clock.now();
            let queue = self.store.read(move |connection| status::queue(connection, now)).await?;
            if queue.due == 0 {
                return Ok(queue);
            }
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits for the end of what was under way when it was told to stop, and closes the store.
    pub async fn finish(self) {
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a part of the service ended too early");
            }
        }
        self.store.close().await;
    }
}

/// Which gateways a configuration allows.
#[must_use]
pub fn policy(config: &Config) -> UrlPolicy {
    let gateway = &config.gateway;
    let denylist = Denylist::new(gateway.allow_addresses.clone(), gateway.deny_addresses.clone());
    UrlPolicy { allow_http: gateway.allow_http, denylist: Arc::new(denylist) }
}

/// Makes sure that no other process has the same name: what it is at work on would be taken from it.
fn lock(database: &Path, instance: &str) -> Result<File, CoreError> {
    let mut path = database.as_os_str().to_owned();
    // Names are free, those of files are not.
    path.push(format!(
        ".{}.lock",
        url::form_urlencoded::byte_serialize(instance.as_bytes()).collect::<String>()
    ));
    let path = PathBuf::from(path);
    let failed = |source| CoreError::Lock { path: path.clone(), source };
    let file = OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(CoreError::Taken { instance: instance.to_owned() }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

async fn forget(store: Store, live: Live, clock: Clock, stopping: CancellationToken) {
    loop {
        let (config, now) = (live.current(), clock.now());
        let before = |days: u32| now.saturating_sub(DAY.saturating_mul(days.into()));
        let events = before(config.store.keep_notifications_days);
        let keys = before(config.store.keep_keys_days);
        let forgotten: Result<bool, StoreError> = store
            .write(move |transaction| {
                let more_events = retention::forget_events(transaction, events)?;
                Ok(retention::forget_keys(transaction, keys)? || more_events)
            })
            .await;
        let wait = match forgotten {
            // Others come between the parts.
            Ok(true) => Duration::from_millis(50),
            Ok(false) => FORGET_EVERY,
            Err(error) => {
                tracing::error!(%error, "cannot forget what is old");
                FORGET_EVERY
            }
        };
        tokio::select! {
            () = stopping.cancelled() => return,
            () = sleep(wait) => {}
        }
    }
}
