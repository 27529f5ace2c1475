//! Every request as a metric and a line of the log: its route, not its path, which can hold an access token, a keyword or
//! a room.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::Method,
    middleware::Next,
    response::Response,
};

use crate::operations::metrics;

/// Wraps an API whose requests are counted under a name.
pub async fn observe(api: &'static str, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = name(request.method());
    let started = Instant::now();
    let response = next.run(request).await;
    let elapsed = started.elapsed();
    let status = response.status().as_u16();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    metrics::answered(api, route, method, status, elapsed);
    tracing::debug!(api, route, method, status, ms = elapsed.as_secs_f64() * 1e3, "answered");
    response
}

/// Methods can be any word; metrics know only these.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::PUT => "PUT",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::HEAD => "HEAD",
        _ => "other",
    }
}
