//! The variable parts of paths.

use axum::{
    extract::{FromRequestParts, Path, rejection::PathRejection},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::web::MatrixError;

/// Like [`Path`], with errors of the form of the specification.
pub(super) struct Segments<T>(pub(super) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Segments<T> {
    type Rejection = MatrixError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, MatrixError> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(segments)) => Ok(Self(segments)),
            Err(PathRejection::FailedToDeserializePathParams(_)) => {
                Err(MatrixError::invalid("the path does not decode to UTF-8"))
            }
            Err(rejection) => {
                tracing::error!(%rejection, "a route has other parts than its handler reads");
                Err(MatrixError::internal())
            }
        }
    }
}
