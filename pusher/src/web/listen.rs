//! Listeners that stop when they are told to, and let what is under way finish.

use std::{io, net::SocketAddr, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, time::sleep};
use tokio_util::sync::CancellationToken;

/// Binds an address.
///
/// # Errors
/// What the system says, with the address.
pub async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .map_err(|error| io::Error::new(error.kind(), format!("cannot listen on `{address}`: {error}")))
}

/// Serves until the token is cancelled, and then until the last answer is given, but no longer than the grace: a
/// caller who never finishes a request does not keep the service from stopping.
///
/// # Errors
/// If the listener fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: CancellationToken,
    grace: Duration,
) -> io::Result<()> {
    let too_late = async {
        shutdown.cancelled().await;
        sleep(grace).await;
    };
    let serving = axum::serve(listener, router).with_graceful_shutdown(shutdown.clone().cancelled_owned());
    tokio::select! {
        served = serving => served,
        () = too_late => {
            tracing::warn!("some callers did not finish their requests in time");
            Ok(())
        }
    }
}
