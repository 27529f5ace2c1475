//! `/healthz`: the process runs. `/readyz`: it can do its work. `/metrics`: how well it does it.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::json;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use super::metrics;
use crate::{
    clock::Clock,
    config::Live,
    store::{Store, StoreError, origins, status},
    web::MatrixError,
};

/// How long the store may take before it counts as stuck.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often measured durations are put into their buckets when nobody asks for them.
const UPKEEP: Duration = Duration::from_secs(5);

/// What the endpoints look at.
#[derive(Clone)]
pub struct Health {
    /// Whether it answers.
    pub store: Store,
    /// For the depth of the queue that is too much.
    pub live: Live,
    /// For ages.
    pub clock: Clock,
    /// What was counted.
    pub metrics: PrometheusHandle,
    /// Cancelled when the service takes nothing new any more.
    pub stopping: CancellationToken,
}

/// Why the service is not ready.
#[derive(Debug, thiserror::Error)]
enum NotReady {
    #[error("the service is stopping")]
    Stopping,
    #[error("the store does not answer")]
    StoreStuck,
    #[error("the store fails")]
    StoreFails,
    #[error("{waiting} pushers wait, more than {most}")]
    QueueTooLong { waiting: u64, most: u64 },
}

impl Health {
    /// The endpoints, and the upkeep of the metrics until the service stops.
    pub fn router(self) -> Router {
        tokio::spawn(keep_up(self.metrics.clone(), self.stopping.clone()));
        Router::new()
            .route("/healthz", get(async || Json(json!({ "status": "ok" }))))
            .route("/readyz", get(ready))
            .route("/metrics", get(render))
            .fallback(async || MatrixError::unrecognized())
            .method_not_allowed_fallback(async || MatrixError::wrong_method())
            .with_state(Arc::new(self))
    }

    async fn check(&self) -> Result<(), NotReady> {
        if self.stopping.is_cancelled() {
            return Err(NotReady::Stopping);
        }
        let most = self.live.current().operations.max_queue_depth;
        let waiting = async {
            // The thread that writes has to be there as well.
            self.store.write(|_| Ok::<_, StoreError>(())).await?;
            let now = self.clock.now();
            self.store.read(move |connection| status::queue(connection, now)).await
        };
        let queue = match timeout(PATIENCE, waiting).await {
            Ok(Ok(queue)) => queue,
            Ok(Err(error)) => {
                tracing::error!(%error, "not ready: the store fails");
                return Err(NotReady::StoreFails);
            }
            Err(_) => return Err(NotReady::StoreStuck),
        };
        if queue.waiting > most {
            return Err(NotReady::QueueTooLong { waiting: queue.waiting, most });
        }
        Ok(())
    }
}

async fn ready(State(health): State<Arc<Health>>) -> Response {
    match health.check().await {
        Ok(()) => Json(json!({ "status": "ready" })).into_response(),
        Err(reason) => {
            let body = Json(json!({ "status": "not ready", "reason": reason.to_string() }));
            (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
        }
    }
}

async fn render(State(health): State<Arc<Health>>) -> Result<Response, MatrixError> {
    let now = health.clock.now();
    let (queue, open) = health
        .store
        .read(move |connection| {
            Ok::<_, StoreError>((status::queue(connection, now)?, origins::open(connection)?))
        })
        .await?;
    let age = queue.oldest.map_or(0, |oldest| now.saturating_sub(oldest).max(0));
    let age = Duration::from_millis(age.unsigned_abs());
    metrics::queue(queue.waiting, age, queue.failing);
    metrics::breakers(&open);
    let text = health.metrics.render();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

async fn keep_up(metrics: PrometheusHandle, stopping: CancellationToken) {
    let mut interval = interval(UPKEEP);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stopping.run_until_cancelled(interval.tick()).await.is_some() {
        metrics.run_upkeep();
    }
}
