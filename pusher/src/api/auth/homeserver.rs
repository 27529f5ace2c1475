//! The homeserver's `/account/whoami`, and its answers for a while.
//!
//! Tokens are remembered as hashes only. What the homeserver knows is believed for the time of the configuration, what it
//! refuses for a shorter one, and failures not at all; requests that bear the same token at the same time ask once. How
//! often it is asked has a bound, so that wrong tokens cannot be used to flood it through us.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::http::StatusCode;
use moka::{Expiry, future::Cache};
use reqwest::{Client, Response, redirect};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use url::Url;

use super::{User, unknown_token};
use crate::{
    config::{Auth, is_user_id},
    operations::metrics,
    tls,
    web::{
        MatrixError,
        rate::{Allowed, Rate},
    },
};

const WHOAMI: &str = "/_matrix/client/v3/account/whoami";

/// More than this is no answer to `whoami`.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// A token that is refused may be accepted a moment later: a login can overtake the homeserver's own caches.
const REFUSED_FOR: Duration = Duration::from_secs(5);

type TokenHash = [u8; 32];
/// What the homeserver says about a token: whose it is, or the error it answers.
type Verdict = Result<User, MatrixError>;

#[derive(Debug)]
pub(super) struct Homeserver {
    client: Client,
    verdicts: Cache<TokenHash, Verdict>,
    rate: Rate<()>,
}

impl Homeserver {
    pub(super) fn new(auth: &Auth) -> Result<Self, reqwest::Error> {
        tls::set_up();
        let client = Client::builder()
            .user_agent(concat!("matrix-pusher/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()?;
        let verdicts = Cache::builder()
            .max_capacity(auth.cache_entries)
            .expire_after(BelievedFor(Duration::from_secs(auth.cache_s)))
            .build();
        Ok(Self { client, verdicts, rate: Rate::new(allowed(auth)) })
    }

    pub(super) async fn user(&self, homeserver: &Url, auth: &Auth, token: &str) -> Result<User, MatrixError> {
        let hash = Sha256::digest(token).into();
        let ask = async {
            self.rate.check(&(), allowed(auth))?;
            let verdict = self.ask(homeserver, Duration::from_secs(auth.timeout_s), token).await;
            metrics::whoami(match &verdict {
                Ok(Ok(_)) => "known",
                Ok(Err(_)) => "refused",
                Err(_) => "failed",
            });
            verdict
        };
        match self.verdicts.try_get_with(hash, ask).await {
            Ok(verdict) => verdict,
            Err(failure) => Err(Arc::unwrap_or_clone(failure)),
        }
    }

    /// Asks. The outer error is for answers that say nothing about the token.
    async fn ask(&self, homeserver: &Url, timeout: Duration, token: &str) -> Result<Verdict, MatrixError> {
        let mut url = homeserver.clone();
        url.set_path(WHOAMI);
        let response =
            self.client.get(url).bearer_auth(token).timeout(timeout).send().await.map_err(unreachable)?;
        let status = response.status();
        let fields = read(response).await;
        match (status, fields) {
            (StatusCode::OK, Ok(fields)) => of_known(&fields),
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, Ok(fields)) => of_refused(status, &fields),
            (StatusCode::TOO_MANY_REQUESTS, fields) => {
                let wait = fields.ok().and_then(|fields| fields.get("retry_after_ms")?.as_u64());
                Err(MatrixError::limited(Duration::from_millis(wait.unwrap_or(1000))))
            }
            (StatusCode::OK | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, Err(failure)) => Err(failure),
            (status, _) => Err(no_sense(&format!("status {status}"))),
        }
    }
}

fn allowed(auth: &Auth) -> Allowed {
    Allowed { per_second: auth.lookups_per_second, burst: auth.lookups_per_second }
}

fn of_known(fields: &Map<String, Value>) -> Result<Verdict, MatrixError> {
    let Some(user_id) = fields.get("user_id").and_then(Value::as_str).filter(|id| is_user_id(id)) else {
        return Err(no_sense("an answer without a user"));
    };
    if fields.get("is_guest").and_then(Value::as_bool) == Some(true) {
        let message = "guests have no push rules and no pushers";
        return Ok(Err(MatrixError::new(StatusCode::FORBIDDEN, "M_GUEST_ACCESS_FORBIDDEN", message)));
    }
    let device_id = fields.get("device_id").and_then(Value::as_str).map(str::to_owned);
    Ok(Ok(User { user_id: user_id.to_owned(), device_id }))
}

/// Clients act upon the code and on `soft_logout`, so they get the homeserver's.
fn of_refused(status: StatusCode, fields: &Map<String, Value>) -> Result<Verdict, MatrixError> {
    let soft_logout = fields.get("soft_logout").and_then(Value::as_bool);
    match fields.get("errcode").and_then(Value::as_str) {
        Some("M_UNKNOWN_TOKEN") if status == StatusCode::UNAUTHORIZED => Ok(Err(unknown_token(soft_logout))),
        Some(errcode) if is_errcode(errcode) => {
            let error =
                MatrixError::new(status, errcode.to_owned(), "the homeserver does not accept the token");
            Ok(Err(MatrixError { soft_logout, ..error }))
        }
        _ => Err(no_sense(&format!("status {status} without an errcode"))),
    }
}

async fn read(mut response: Response) -> Result<Map<String, Value>, MatrixError> {
    let mut text = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if text.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(no_sense("an endless answer"));
        }
        text.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&text).map_err(|_| no_sense("an answer that is no JSON object"))
}

fn is_errcode(text: &str) -> bool {
    text.len() <= 100 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
}

fn unreachable(error: reqwest::Error) -> MatrixError {
    // Without the URL, which is configured, and with the reason, which is the innermost error.
    let error = error.without_url();
    let mut reason: &dyn std::error::Error = &error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    tracing::warn!(%error, %reason, "the homeserver could not be asked about an access token");
    let (status, message) = if error.is_timeout() {
        (StatusCode::GATEWAY_TIMEOUT, "the homeserver took too long to say whose the access token is")
    } else {
        (StatusCode::BAD_GATEWAY, "the homeserver could not be asked whose the access token is")
    };
    MatrixError::new(status, "M_UNKNOWN", message)
}

fn no_sense(answer: &str) -> MatrixError {
    tracing::warn!(answer, "the homeserver's answer about an access token makes no sense");
    let message = "the homeserver's answer about the access token makes no sense";
    MatrixError::new(StatusCode::BAD_GATEWAY, "M_UNKNOWN", message)
}

/// How long a user is believed to be who they are.
#[derive(Debug)]
struct BelievedFor(Duration);

impl Expiry<TokenHash, Verdict> for BelievedFor {
    fn expire_after_create(&self, _: &TokenHash, verdict: &Verdict, _: Instant) -> Option<Duration> {
        Some(if verdict.is_ok() { self.0 } else { self.0.min(REFUSED_FOR) })
    }
}
