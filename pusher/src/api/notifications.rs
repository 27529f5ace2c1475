//! `GET /notifications`: what the user was notified about, newest first (R107–R109).

use std::num::NonZeroU32;

use axum::{Json, extract::State, http::Uri};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{Api, auth::User};
use crate::{
    clock::Millis,
    store::{StoreError, notifications},
    web::MatrixError,
};

const DEFAULT_LIMIT: u32 = 50;
/// Whoever asks for more gets this many and a token for the rest.
const MAX_LIMIT: u32 = 500;

#[derive(Debug, Serialize)]
pub(super) struct Page {
    notifications: Vec<Notification>,
    /// Absent when there is no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
struct Notification {
    actions: Box<RawValue>,
    event: Box<RawValue>,
    read: bool,
    room_id: String,
    ts: Millis,
}

pub(super) async fn page(user: User, State(api): State<Api>, uri: Uri) -> Result<Json<Page>, MatrixError> {
    let Query { before, limit, only_highlights } = Query::parse(uri.query().unwrap_or_default())?;
    api.store
        .read(move |connection| {
            let mut found =
                notifications::page(connection, &user.user_id, before, limit + 1, only_highlights)?;
            let limit = limit as usize;
            let has_more = found.len() > limit;
            found.truncate(limit);
            let next_token = found.last().filter(|_| has_more).map(|last| last.seq.to_string());
            let notifications = found.into_iter().map(notification).collect::<Result<_, _>>()?;
            Ok(Json(Page { notifications, next_token }))
        })
        .await
}

struct Query {
    before: Option<i64>,
    limit: u32,
    only_highlights: bool,
}

impl Query {
    /// Other parameters, and other words for `only`, mean nothing. Of parameters that come twice the first one counts.
    fn parse(query: &str) -> Result<Self, MatrixError> {
        let find = |name: &str| {
            url::form_urlencoded::parse(query.as_bytes())
                .find(|(other, _)| other == name)
                .map(|(_, value)| value)
        };
        let invalid = |name: &str, value: &str, expected: &str| {
            MatrixError::invalid(format!("`{name}` is `{value}`, not {expected}"))
        };
        let before = match find("from") {
            Some(token) => {
                Some(token.parse().map_err(|_| invalid("from", &token, "a token from `next_token`"))?)
            }
            None => None,
        };
        let limit = match find("limit") {
            Some(limit) => limit
                .parse::<NonZeroU32>()
                .map_err(|_| invalid("limit", &limit, "a number above zero"))?
                .get(),
            None => DEFAULT_LIMIT,
        };
        let only_highlights = find("only").is_some_and(|only| only == "highlight");
        Ok(Self { before, limit: limit.min(MAX_LIMIT), only_highlights })
    }
}

fn notification(stored: notifications::Notified) -> Result<Notification, StoreError> {
    Ok(Notification {
        actions: raw("actions", stored.actions)?,
        event: raw("an event", stored.event)?,
        read: stored.read,
        room_id: stored.room_id,
        ts: stored.at,
    })
}

fn raw(what: &'static str, json: String) -> Result<Box<RawValue>, StoreError> {
    RawValue::from_string(json).map_err(|error| StoreError::Unreadable { what, reason: error.to_string() })
}
