//! SIGTERM and SIGINT stop the service, SIGHUP makes it read its configuration again.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::logs::Logs;
use crate::config::Live;

/// A token that is cancelled by SIGTERM or SIGINT: take nothing new and finish what is under way. What is not finished then
/// is in the store, so a second signal, which ends the process at once, loses nothing either.
///
/// # Errors
/// If the system gives no signals.
pub fn shutdown() -> io::Result<CancellationToken> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let token = CancellationToken::new();
    let cancelled = token.clone();
    tokio::spawn(async move {
        either(&mut terminate, &mut interrupt).await;
        tracing::info!("stopping: no more requests are taken, those under way are finished");
        cancelled.cancel();
        either(&mut terminate, &mut interrupt).await;
        tracing::warn!("stopping at once");
        std::process::exit(1);
    });
    Ok(token)
}

async fn either(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// Reloads the configuration at every SIGHUP, until the end of the process.
///
/// # Errors
/// If the system gives no signals.
pub fn reload_on_hangup(live: Live, logs: Logs) -> io::Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            reload(&live, &logs);
        }
    });
    Ok(())
}

fn reload(live: &Live, logs: &Logs) {
    match live.reload() {
        Ok(kept) => {
            tracing::info!("read the configuration again");
            if !kept.is_empty() {
                tracing::warn!(keys = kept.join(", "), "these changes need a restart");
            }
        }
        Err(error) => {
            tracing::error!(%error, "the configuration cannot be used; the old one stays in force");
            return;
        }
    }
    if let Err(error) = logs.set_level(&live.current().operations.log_level) {
        tracing::error!(%error, "the log level stays as it was");
    }
}
