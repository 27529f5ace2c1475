//! The part of the client-server API that is about push, for the users of a homeserver whose reverse proxy sends these
//! paths here: push rules (R77–R93), pushers (R94–R106) and notifications (R107–R109).
//!
//! Every answer, errors too, has the headers that clients in browsers need. A path that is not here is 404
//! `M_UNRECOGNIZED`, another method 405, and below `/pushrules/` what is no rule is 400, as sytest wants it (R90).

mod account_data;
pub mod auth;
mod cors;
mod notifications;
mod path;
mod push_rules;
mod pushers;
mod user;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    response::IntoResponse as _,
    routing::{any, get, post},
};
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::catch_panic::CatchPanicLayer;

use self::auth::Authenticator;
use crate::{
    clock::Clock,
    config::Live,
    store::Store,
    web::{
        MatrixError,
        body::BodyLimits,
        observe::observe,
        rate::{Allowed, Rate},
    },
};

const BASE: &str = "/_matrix/client/v3/";

/// Requests that are worked on at once; more wait.
const CONCURRENCY: usize = 512;

/// What the endpoints work with.
#[derive(Debug, Clone)]
pub struct Api {
    store: Store,
    live: Live,
    clock: Clock,
    authenticator: Arc<Authenticator>,
    rate: Arc<Rate<String>>,
}

impl Api {
    /// An API over a store.
    ///
    /// # Errors
    /// If no HTTPS client can be set up to ask the homeserver with.
    pub fn new(store: Store, live: Live, clock: Clock) -> Result<Self, reqwest::Error> {
        let authenticator = Arc::new(Authenticator::new(live.clone())?);
        let rate = Arc::new(Rate::new(allowed(&live)));
        Ok(Self { store, live, clock, authenticator, rate })
    }

    /// The endpoints.
    pub fn router(self) -> Router {
        endpoints()
            .fallback(async || MatrixError::unrecognized())
            .method_not_allowed_fallback(async || MatrixError::wrong_method())
            .with_state(self)
            // Bodies are read by `web::body`, with the limit of the configuration.
            .layer(DefaultBodyLimit::disable())
            .layer(GlobalConcurrencyLimitLayer::new(CONCURRENCY))
            .layer(CatchPanicLayer::custom(|_| MatrixError::internal().into_response()))
            .layer(middleware::from_fn(cors::cors))
            .layer(middleware::from_fn(async |request, next| observe("client", request, next).await))
    }

    fn body_limits(&self) -> BodyLimits {
        let client = &self.live.current().client;
        BodyLimits { bytes: client.max_body_bytes, depth: client.max_json_depth }
    }
}

/// Not a nested router, which would take the start off the path: the engine reads requests with all of it.
fn endpoints() -> Router<Api> {
    let rule = get(push_rules::rule).put(push_rules::change).delete(push_rules::change);
    let enabled = get(push_rules::enabled).put(push_rules::change);
    let actions = get(push_rules::actions).put(push_rules::change);
    let account_data = get(account_data::get).put(account_data::put);
    let account_data_of_room = get(account_data::get_of_room).put(account_data::put_of_room);
    let endpoints = [
        ("pushrules/", get(push_rules::all)),
        ("pushrules/global/", get(push_rules::global)),
        ("pushrules/global/{kind}/{rule_id}", rule),
        ("pushrules/global/{kind}/{rule_id}/enabled", enabled),
        ("pushrules/global/{kind}/{rule_id}/actions", actions),
        ("pushrules/{*rest}", any(push_rules::no_rule)),
        ("pushers", get(pushers::list)),
        ("pushers/set", post(pushers::set)),
        ("notifications", get(notifications::page)),
        ("user/{user_id}/account_data/m.push_rules", account_data),
        ("user/{user_id}/rooms/{room_id}/account_data/m.push_rules", account_data_of_room),
    ];
    endpoints
        .into_iter()
        .fold(Router::new(), |router, (path, endpoint)| router.route(&format!("{BASE}{path}"), endpoint))
}

fn allowed(live: &Live) -> Allowed {
    let client = &live.current().client;
    Allowed { per_second: client.requests_per_second, burst: client.burst }
}
