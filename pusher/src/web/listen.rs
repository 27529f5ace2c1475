//! Listeners that stop when they are told to, and let what is under way finish.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

/// How long to wait after no connection could be taken, mostly for want of open files.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How much callers may ask of a listener.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How long they may take to say what they want, from the connection or the last answer on: a connection that asks
    /// for nothing ends then, as does one that asks too slowly.
    pub request: Duration,
    /// How long they may take to finish when the listener stops. Answers take no time; this is for those who are slow
    /// to ask.
    pub grace: Duration,
    /// How many connections there are at once. More wait until another one ends.
    pub connections: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self { request: Duration::from_secs(30), grace: Duration::from_secs(5), connections: 1024 }
    }
}

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
pub async fn serve(listener: TcpListener, router: Router, shutdown: CancellationToken, patience: Patience) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience.request);
    let (under_way, room) = (GracefulShutdown::new(), Arc::new(Semaphore::new(patience.connections)));
    while let Some((stream, place)) = shutdown.run_until_cancelled(accept(&listener, &room)).await {
        let service = TowerToHyperService::new(router.clone());
        let connection = under_way.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection did not end well");
            }
            drop(place);
        });
    }
    // Nobody new gets in while the others finish.
    drop(listener);
    if timeout(patience.grace, under_way.shutdown()).await.is_err() {
        tracing::warn!("some callers did not finish their requests in time");
    }
}

/// The next connection, with its place among those that may be there at once.
async fn accept(listener: &TcpListener, room: &Arc<Semaphore>) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // Nobody closes the semaphore.
    let place = Arc::clone(room).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, place),
            // Whoever it was has gone.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
                ) => {}
            Err(error) => {
                tracing::error!(%error, "cannot take a connection");
                sleep(AFTER_FAILURE).await;
            }
        }
    }
}
