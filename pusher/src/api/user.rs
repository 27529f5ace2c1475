//! The user who makes a request: the extractor that every endpoint starts with.

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};

use super::{Api, allowed, auth::User};
use crate::web::{MatrixError, internal::bearer};

impl FromRequestParts<Api> for User {
    type Rejection = MatrixError;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, MatrixError> {
        let in_query = || token_of_query(parts.uri.query().unwrap_or_default());
        let Some(token) = bearer(&parts.headers).map(str::to_owned).or_else(in_query) else {
            let message = "the access token is missing: `Authorization: Bearer …`";
            return Err(MatrixError::new(StatusCode::UNAUTHORIZED, "M_MISSING_TOKEN", message));
        };
        let user = api.authenticator.user(&token).await?;
        api.rate.check(&user.user_id, allowed(&api.live))?;
        Ok(user)
    }
}

/// Deprecated, but part of the specification until the version after 1.19 (R93).
fn token_of_query(query: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, value)| name == "access_token" && !value.is_empty())
        .map(|(_, token)| token.into_owned())
}
