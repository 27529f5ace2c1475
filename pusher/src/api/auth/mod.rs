//! Whose an access token is.

mod homeserver;
mod table;

use axum::http::StatusCode;

use self::{homeserver::Homeserver, table::Table};
use crate::{config::Live, web::MatrixError};

/// Longer tokens exist nowhere, and nobody is asked about them.
const MAX_TOKEN_BYTES: usize = 4096;

/// Somebody who is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The full Matrix ID.
    pub user_id: String,
    /// The device that the token is for, if it is for one.
    pub device_id: Option<String>,
}

/// Knows whose an access token is, from the homeserver or from the table for development.
#[derive(Debug)]
pub struct Authenticator {
    live: Live,
    homeserver: Homeserver,
}

impl Authenticator {
    /// Asks what the configuration names.
    ///
    /// # Errors
    /// If no HTTPS client can be set up.
    pub fn new(live: Live) -> Result<Self, reqwest::Error> {
        let auth = &live.current().auth;
        if auth.homeserver.is_none() {
            tracing::warn!("access tokens are those of the configuration: this is for development");
        }
        Ok(Self { homeserver: Homeserver::new(auth)?, live })
    }

    /// Whose a token is. Requests in parallel that bear the same token ask once.
    ///
    /// # Errors
    /// `M_UNKNOWN_TOKEN`; what the homeserver answers instead of a user; `M_UNKNOWN` with 502 if it gives no sensible
    /// answer.
    pub async fn user(&self, token: &str) -> Result<User, MatrixError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(unknown_token(None));
        }
        let auth = &self.live.current().auth;
        match &auth.homeserver {
            Some(homeserver) => self.homeserver.user(homeserver, auth, token).await,
            None => Table(&auth.tokens).user(token).ok_or_else(|| unknown_token(None)),
        }
    }
}

fn unknown_token(soft_logout: Option<bool>) -> MatrixError {
    let error =
        MatrixError::new(StatusCode::UNAUTHORIZED, "M_UNKNOWN_TOKEN", "the access token is not known");
    MatrixError { soft_logout, ..error }
}
