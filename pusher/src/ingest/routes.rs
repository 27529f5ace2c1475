//! The HTTP side of ingest, for the internal listener.
//!
//! | request | what |
//! |---|---|
//! | `POST /v1/events` | an [`EventRequest`]; answers an [`EventAnswer`](super::EventAnswer) |
//! | `POST /v1/receipts` | a [`ReceiptRequest`]; answers a [`ReceiptAnswer`](super::ReceiptAnswer) |
//! | `GET /v1/counts?user_id=…&room_id=…` | the unread counts of a user, of all rooms or of one |

use axum::{
    Json, Router,
    body::Body,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};

use super::{EventAnswer, EventRequest, Ingest, IngestError, ReceiptAnswer, ReceiptRequest};
use crate::{
    config::Live,
    store::counts::Count,
    web::{
        MatrixError,
        body::{self, BodyLimits},
    },
};

/// The errcode for an idempotency key that was used for something else.
const KEY_REUSED: &str = "ORG.MATRIX_PUSH_RULES.KEY_REUSED";

#[derive(Clone)]
struct Endpoint {
    ingest: Ingest,
    live: Live,
}

/// The endpoints.
pub fn router(ingest: Ingest, live: Live) -> Router {
    Router::new()
        .route("/v1/events", post(events))
        .route("/v1/receipts", post(receipts))
        .route("/v1/counts", get(counts))
        .with_state(Endpoint { ingest, live })
}

async fn events(
    State(endpoint): State<Endpoint>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<EventAnswer>, MatrixError> {
    let value = body::json(&headers, body, endpoint.limits()).await?;
    Ok(Json(endpoint.ingest.event(EventRequest::from_value(value)?).await?))
}

async fn receipts(
    State(endpoint): State<Endpoint>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<ReceiptAnswer>, MatrixError> {
    let value = body::json(&headers, body, endpoint.limits()).await?;
    Ok(Json(endpoint.ingest.receipts(ReceiptRequest::from_value(value)?).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhoseCounts {
    user_id: String,
    room_id: Option<String>,
}

#[derive(Serialize)]
struct Counts {
    counts: Vec<Count>,
}

async fn counts(
    State(endpoint): State<Endpoint>,
    query: Result<Query<WhoseCounts>, QueryRejection>,
) -> Result<Json<Counts>, MatrixError> {
    let Query(whose) = query.map_err(|error| MatrixError::invalid(error.body_text()))?;
    let counts = endpoint.ingest.counts(whose.user_id, whose.room_id).await?;
    Ok(Json(Counts { counts }))
}

impl Endpoint {
    fn limits(&self) -> BodyLimits {
        let internal = &self.live.current().internal;
        BodyLimits { bytes: internal.max_body_bytes, depth: internal.max_json_depth }
    }
}

impl From<IngestError> for MatrixError {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Store(error) => error.into(),
            IngestError::KeyReused { .. } => Self::new(StatusCode::CONFLICT, KEY_REUSED, error.to_string()),
            IngestError::Invalid { .. } => Self::bad_json(error.to_string()),
        }
    }
}
