//! The door of the internal endpoints: a shared secret, a rate, and a bound on what is read at once.

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    MatrixError,
    observe::observe,
    rate::{Allowed, Rate},
};
use crate::config::Live;

/// Bodies are megabytes, so not too many are read at once; more callers wait.
const CONCURRENCY: usize = 64;

#[derive(Debug, Clone)]
struct Door {
    live: Live,
    rate: Arc<Rate<()>>,
}

/// Puts the door in front of the endpoints, and the answers for what is no endpoint behind it.
pub fn router(live: Live, endpoints: Router) -> Router {
    let rate = Arc::new(Rate::new(allowed(&live)));
    endpoints
        .fallback(async || MatrixError::unrecognized())
        .method_not_allowed_fallback(async || MatrixError::wrong_method())
        // Bodies are read by `web::body`, with the limit of the configuration.
        .layer(DefaultBodyLimit::disable())
        .layer(GlobalConcurrencyLimitLayer::new(CONCURRENCY))
        .layer(middleware::from_fn_with_state(Door { live, rate }, enter))
        .layer(CatchPanicLayer::custom(|_| MatrixError::internal().into_response()))
        .layer(middleware::from_fn(async |request, next| observe("internal", request, next).await))
}

async fn enter(State(door): State<Door>, request: Request, next: Next) -> Result<Response, MatrixError> {
    check_secret(&door.live, request.headers())?;
    door.rate.check(&(), allowed(&door.live))?;
    Ok(next.run(request).await)
}

fn allowed(live: &Live) -> Allowed {
    let internal = &live.current().internal;
    Allowed { per_second: internal.requests_per_second, burst: internal.burst }
}

fn check_secret(live: &Live, headers: &HeaderMap) -> Result<(), MatrixError> {
    let Some(given) = bearer(headers) else {
        let message = "the shared secret is missing: `Authorization: Bearer …`";
        return Err(MatrixError::new(StatusCode::UNAUTHORIZED, "M_MISSING_TOKEN", message));
    };
    let config = live.current();
    let right = config.internal.secret.as_ref().is_some_and(|secret| {
        // Hashes are of one length, so that not even the secret's is told by the time it takes.
        let (given, right) = (Sha256::digest(given), Sha256::digest(secret.expose_secret()));
        bool::from(given.as_slice().ct_eq(right.as_slice()))
    });
    if right {
        Ok(())
    } else {
        let message = "this is not the shared secret";
        Err(MatrixError::new(StatusCode::UNAUTHORIZED, "M_UNKNOWN_TOKEN", message))
    }
}

/// What an `Authorization` header bears.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
