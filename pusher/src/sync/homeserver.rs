//! The homeserver of the account: `/sync`, `/rooms/{roomId}/messages` and `/account/whoami`.

use std::{
    fs, io,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use reqwest::{
    Client, StatusCode, Url,
    header::{HeaderMap, RETRY_AFTER},
    redirect,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::answer::Answer;
use crate::gateway::response::parse_retry_after;

/// How long the homeserver may hold a request when nothing happens.
const POLL: Duration = Duration::from_secs(30);

/// How long an answer may take beyond that.
const PATIENCE: Duration = Duration::from_secs(60);

/// The same for the first one: a homeserver is at work on a large account for minutes.
const FIRST_PATIENCE: Duration = Duration::from_secs(15 * 60);

/// How many bytes an answer may have. The first one of an account with thousands of rooms has tens of millions.
const LONGEST_ANSWER: usize = 256 << 20;

/// How many events of a room come with one answer, and with one look back.
const PAGE: u16 = 100;

/// Where the access token comes from.
#[derive(Debug, Clone)]
pub enum Token {
    /// It was given once.
    Given(SecretString),
    /// A file holds it, and may hold another one later.
    File(PathBuf),
}

impl Token {
    fn read(&self) -> io::Result<SecretString> {
        match self {
            Self::Given(token) => Ok(token.clone()),
            Self::File(path) => Ok(fs::read_to_string(path)?.trim().to_owned().into()),
        }
    }

    /// Whether another attempt may find another token.
    pub fn may_change(&self) -> bool {
        matches!(self, Self::File(_))
    }
}

/// Why the homeserver did not give an answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// It does not know the token (any longer).
    #[error("the homeserver does not accept the access token: {0}")]
    Token(String),
    /// The token could not be read.
    #[error("the access token cannot be read: {0}")]
    NoToken(#[from] io::Error),
    /// It does not know the position: the account must be read anew.
    #[error("the homeserver does not know the position it gave")]
    Position,
    /// It wants to be asked later.
    #[error("the homeserver wants fewer requests, the next after {0:?}")]
    RateLimited(Duration),
    /// It cannot be reached, or answers with a failure of its own.
    #[error("the homeserver cannot be reached: {0}")]
    Unavailable(String),
    /// It refuses the request for another reason.
    #[error("the homeserver refuses with {status}: {message}")]
    Refused {
        /// The status.
        status: u16,
        /// Its error code and words.
        message: String,
    },
}

/// A homeserver and the account on it.
#[derive(Debug, Clone)]
pub struct Homeserver {
    client: Client,
    base: Url,
    token: Token,
}

#[derive(Deserialize)]
struct WhoAmI {
    user_id: String,
}

/// A page of a room's events, newest first.
#[derive(Debug, Deserialize)]
struct Messages {
    #[serde(default)]
    chunk: Vec<Value>,
    end: Option<String>,
}

/// What a Matrix error looks like.
#[derive(Deserialize, Default)]
struct MatrixError {
    #[serde(default)]
    errcode: String,
    #[serde(default)]
    error: String,
    retry_after_ms: Option<u64>,
}

impl Homeserver {
    /// A homeserver by its base address, such as `https://matrix.example.org`.
    ///
    /// # Errors
    /// When there is no TLS set-up on this machine.
    pub fn new(base: Url, token: Token) -> Result<Self, SyncError> {
        crate::tls::set_up();
        let client = Client::builder()
            .connect_timeout(Duration::from_secs(10))
            // A token must not follow a redirect to somebody else.
            .redirect(redirect::Policy::none())
            .user_agent(concat!("matrix-pusher/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| SyncError::Unavailable(chain(&error)))?;
        Ok(Self { client, base, token })
    }

    /// Its base address.
    pub fn address(&self) -> &str {
        self.base.as_str()
    }

    /// Where the token comes from.
    pub fn token(&self) -> &Token {
        &self.token
    }

    /// Whose token it is.
    ///
    /// # Errors
    /// See [`SyncError`].
    pub async fn who_am_i(&self) -> Result<String, SyncError> {
        let url = self.url(&["_matrix", "client", "v3", "account", "whoami"])?;
        self.get::<WhoAmI>(url, PATIENCE).await.map(|answer| answer.user_id)
    }

    /// What has happened since a position; everything as it stands without one.
    ///
    /// # Errors
    /// See [`SyncError`]. Homeservers do not agree on a code for a position that is no good, so a request that is bad
    /// with a position is [`SyncError::Position`].
    pub async fn sync(&self, since: Option<&str>) -> Result<Answer, SyncError> {
        let mut url = self.url(&["_matrix", "client", "v3", "sync"])?;
        // How things stand takes no history, which would be the most of it.
        let (wait, patience, events) =
            if since.is_some() { (POLL, PATIENCE, PAGE) } else { (Duration::ZERO, FIRST_PATIENCE, 1) };
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("timeout", &wait.as_millis().to_string());
            query.append_pair("set_presence", "offline");
            query.append_pair("filter", &filter(events).to_string());
            if let Some(since) = since {
                query.append_pair("since", since);
            }
        }
        match self.get(url, wait + patience).await {
            Err(SyncError::Refused { status: 400, .. }) if since.is_some() => Err(SyncError::Position),
            answer => answer,
        }
    }

    /// The events of a room between two positions, oldest first; at most `limit` of them, the newest.
    ///
    /// # Errors
    /// See [`SyncError`].
    pub(super) async fn between(
        &self,
        room_id: &str,
        newest: &str,
        oldest: &str,
        limit: usize,
    ) -> Result<Vec<Value>, SyncError> {
        let mut events = Vec::new();
        let mut from = newest.to_owned();
        while events.len() < limit {
            let mut url = self.url(&["_matrix", "client", "v3", "rooms", room_id, "messages"])?;
            url.query_pairs_mut()
                .append_pair("dir", "b")
                .append_pair("from", &from)
                .append_pair("to", oldest)
                .append_pair("limit", &PAGE.to_string());
            let page: Messages = self.get(url, PATIENCE).await?;
            events.extend(page.chunk);
            match page.end {
                Some(end) if end != from && end != oldest => from = end,
                _ => break,
            }
        }
        events.truncate(limit);
        events.reverse();
        Ok(events)
    }

    fn url(&self, segments: &[&str]) -> Result<Url, SyncError> {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| SyncError::Unavailable("its address cannot have a path".to_owned()))?
            .pop_if_empty()
            .extend(segments);
        Ok(url)
    }

    async fn get<T: DeserializeOwned>(&self, url: Url, limit: Duration) -> Result<T, SyncError> {
        let token = self.token.read()?;
        let unreachable = |error: reqwest::Error| SyncError::Unavailable(chain(&error.without_url()));
        let request = self.client.get(url).bearer_auth(token.expose_secret()).timeout(limit);
        let mut response = request.send().await.map_err(unreachable)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST_ANSWER {
                return Err(SyncError::Unavailable(format!(
                    "its answer has more than {LONGEST_ANSWER} bytes"
                )));
            }
        }
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|error| {
                SyncError::Unavailable(format!("its answer is not what it should be: {error}"))
            });
        }
        Err(refusal(status, &headers, &body))
    }
}

/// What a status other than success means.
fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> SyncError {
    let error: MatrixError = serde_json::from_slice(body).unwrap_or_default();
    let message = format!("{} {}", error.errcode, error.error).trim().to_owned();
    match (status, error.errcode.as_str()) {
        (_, "M_UNKNOWN_POS") => SyncError::Position,
        (StatusCode::UNAUTHORIZED, _) => SyncError::Token(message),
        (StatusCode::TOO_MANY_REQUESTS, _) => {
            let header = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
            let asked = header.and_then(|text| parse_retry_after(text, SystemTime::now()));
            let wait = asked.or(error.retry_after_ms.map(Duration::from_millis));
            SyncError::RateLimited(wait.unwrap_or(Duration::from_secs(5)).min(Duration::from_secs(3600)))
        }
        _ if status.is_server_error() => SyncError::Unavailable(format!("{status} {message}")),
        _ => SyncError::Refused { status: status.as_u16(), message },
    }
}

/// What push needs, and nothing else: rules, state, timelines of so many events, and receipts.
fn filter(events: u16) -> Value {
    json!({
        "presence": { "types": [] },
        "account_data": { "types": ["m.push_rules"] },
        "room": {
            "account_data": { "types": [] },
            "ephemeral": { "types": ["m.receipt"] },
            "state": {
                "lazy_load_members": true,
                "types": [
                    "m.room.create", "m.room.name", "m.room.canonical_alias", "m.room.power_levels", "m.room.member",
                ],
            },
            "timeline": { "limit": events, "lazy_load_members": true },
        },
    })
}

/// An error with its causes: reqwest keeps what matters in them.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_for_time_is_understood_in_every_form() {
        for (header, body, expected) in [
            (Some("7"), "{}", 7),
            (Some("86400"), "{}", 3600),
            (Some("Sun, 06 Nov 1994 08:49:37 GMT"), "{}", 0),
            (Some("Sun, 06 Nov 2394 08:49:37 GMT"), "{}", 3600),
            (Some("soon"), r#"{"retry_after_ms": 9000}"#, 9),
            (None, r#"{"retry_after_ms": 9000}"#, 9),
            (None, "<html>", 5),
        ] {
            let headers = header.map(|value| (RETRY_AFTER, value.parse().unwrap())).into_iter().collect();
            let refusal = refusal(StatusCode::TOO_MANY_REQUESTS, &headers, body.as_bytes());
            let expected = Duration::from_secs(expected);
            assert!(
                matches!(refusal, SyncError::RateLimited(wait) if wait == expected),
                "{header:?} {body}: {refusal}"
            );
        }
    }
}
