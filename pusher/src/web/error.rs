//! Errors as the client-server API says them: an HTTP status, and JSON with `errcode` and `error`.

use std::{borrow::Cow, time::Duration};

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use matrix_push_rules::PushRulesError;
use serde_json::{Map, Value};

use crate::store::StoreError;

/// An error that is the answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixError {
    /// The status.
    pub status: StatusCode,
    /// The code that clients act upon.
    pub errcode: Cow<'static, str>,
    /// One plain English sentence.
    pub message: String,
    /// When it is worth trying again.
    pub retry_after: Option<Duration>,
    /// Of an access token that is not accepted: whether a refreshed one would be.
    pub soft_logout: Option<bool>,
}

impl MatrixError {
    /// An error with a status, a code and a message.
    pub fn new(
        status: StatusCode,
        errcode: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            errcode: errcode.into(),
            message: message.into(),
            retry_after: None,
            soft_logout: None,
        }
    }

    /// The endpoint does not exist (R114).
    #[must_use]
    pub fn unrecognized() -> Self {
        Self::new(StatusCode::NOT_FOUND, "M_UNRECOGNIZED", "no such endpoint")
    }

    /// The endpoint exists, but not with this method (R114).
    #[must_use]
    pub fn wrong_method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "M_UNRECOGNIZED", "the endpoint does not have this method")
    }

    /// The body is not JSON.
    pub fn not_json(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "M_NOT_JSON", message)
    }

    /// The body is JSON, but not of the form that is expected.
    pub fn bad_json(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "M_BAD_JSON", message)
    }

    /// A parameter is not there.
    pub fn missing(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "M_MISSING_PARAM", message)
    }

    /// A parameter has a value that cannot be accepted.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "M_INVALID_PARAM", message)
    }

    /// What is asked for does not exist.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "M_NOT_FOUND", message)
    }

    /// The user may not see or do that.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "M_FORBIDDEN", message)
    }

    /// There is more of it than is accepted.
    pub fn too_large(message: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "M_TOO_LARGE", message)
    }

    /// There are too many requests; the next one has to wait.
    #[must_use]
    pub fn limited(wait: Duration) -> Self {
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "M_LIMIT_EXCEEDED", "too many requests");
        Self { retry_after: Some(wait), ..error }
    }

    /// Something failed that is not the caller's fault and that the log has more about.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "M_UNKNOWN", "the server failed to do this")
    }

    /// The JSON of the answer.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut fields = Map::new();
        fields.insert("errcode".to_owned(), self.errcode.as_ref().into());
        fields.insert("error".to_owned(), self.message.as_str().into());
        if let Some(wait) = self.retry_after {
            let wait = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            fields.insert("retry_after_ms".to_owned(), wait.into());
        }
        if let Some(soft_logout) = self.soft_logout {
            fields.insert("soft_logout".to_owned(), soft_logout.into());
        }
        Value::Object(fields)
    }
}

impl IntoResponse for MatrixError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.to_json())).into_response();
        if let Some(wait) = self.retry_after {
            // Whole seconds, rounded up: earlier would be too early.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<StoreError> for MatrixError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        Self::internal()
    }
}

/// The engine knows what a server answers to an edit. It says nothing about rules that cannot be edited because they
/// are broken as they are stored.
impl From<PushRulesError> for MatrixError {
    fn from(error: PushRulesError) -> Self {
        let status = error.status.and_then(|status| StatusCode::from_u16(status).ok());
        match (status, error.errcode) {
            (Some(status), Some(errcode)) => {
                let message = match error.help {
                    Some(help) => format!("{}; {help}", error.message),
                    None => error.message,
                };
                Self::new(status, errcode, message)
            }
            _ => {
                tracing::error!(%error, "stored push rules cannot be used");
                Self::internal()
            }
        }
    }
}
