//! `serve`: the service, until SIGTERM.

use std::{io::Write as _, path::PathBuf, thread, time::Duration};

use clap::Args;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::Failure;
use crate::{
    api::Api,
    clock::Clock,
    config::{self, Live},
    core::Core,
    ingest,
    operations::{health::Health, logs::Logs, metrics, signals},
    store::Store,
    web::{
        internal,
        listen::{self, Patience},
    },
};

/// What `serve` takes.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// A TOML file; the environment (`MATRIX_PUSHER__SECTION__KEY`) wins over it
    #[arg(long, value_name = "FILE", env = "MATRIX_PUSHER_CONFIG")]
    config: Option<PathBuf>,
    /// Say what is wrong with the configuration, and stop
    #[arg(long)]
    check_config: bool,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        let config = config::load(self.config.as_deref()).map_err(|error| Failure::new(error.to_string()))?;
        if self.check_config {
            return Ok(writeln!(std::io::stdout(), "the configuration is fine")?);
        }
        let live = Live::new(config, self.config.as_deref());
        // Some writes wait for the disk where they are made: others go on meanwhile, also on one core.
        let threads = thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        runtime.worker_threads(threads).enable_all().build()?.block_on(serve(live))
    }
}

async fn serve(live: Live) -> Result<(), Failure> {
    let config = live.current();
    let logs = Logs::start(&config.operations.log_level, config.operations.log_format)?;
    let metrics = metrics::install().map_err(|error| Failure::new(error.to_string()))?;
    let stopping = signals::shutdown()?;
    signals::reload_on_hangup(live.clone(), logs)?;

    let clock = Clock::system();
    let store = Store::open(&config.store.path).map_err(|error| Failure::new(error.to_string()))?;
    // Ports first: a second service must not take up the work of the first.
    let client = listen::bind(config.client.listen).await?;
    let inside = listen::bind(config.internal.listen).await?;
    let watchers = listen::bind(config.operations.listen).await?;
    let (client_address, internal_address, operations_address) =
        (client.local_addr()?, inside.local_addr()?, watchers.local_addr()?);

    // Delivery goes on until nothing comes in any more.
    let no_more = CancellationToken::new();
    let core = Core::start(store.clone(), live.clone(), clock.clone(), no_more.clone())
        .await
        .map_err(|error| Failure::new(error.to_string()))?;
    let patience = Patience::default();
    let grace = patience.grace.min(Duration::from_secs(config.delivery.drain_s));
    let patience = Patience { grace, ..patience };
    // Who watches sees the end as well.
    let over = CancellationToken::new();
    let health = Health {
        store: store.clone(),
        live: live.clone(),
        clock: clock.clone(),
        metrics,
        stopping: stopping.clone(),
    };
    let watching = tokio::spawn(listen::serve(watchers, health.router(), over.clone(), patience));
    let api = Api::new(store, live.clone(), clock)
        .map_err(|error| Failure::new(format!("cannot set up HTTPS: {error}")))?;
    let events = internal::router(live.clone(), ingest::router(core.ingest.clone(), live));
    let mut listeners = JoinSet::new();
    listeners.spawn(listen::serve(client, api.router(), stopping.clone(), patience));
    listeners.spawn(listen::serve(inside, events, stopping.clone(), patience));
    tracing::info!(%client_address, %internal_address, %operations_address, "ready");

    // Both end when the service is told to stop. If one ends by a bug, the other one goes with it: half a service
    // helps nobody.
    let mut ended = Ok(());
    while let Some(listener) = listeners.join_next().await {
        stopping.cancel();
        if let Err(error) = listener {
            ended = Err(Failure::new(format!("a listener ended too early: {error}")));
        }
    }
    no_more.cancel();
    core.finish().await;
    over.cancel();
    // Nothing depends on how the last glance at the metrics ended.
    let _watched = watching.await;
    ended
}
