//! Why a request is not carried out.

use crate::store::StoreError;

/// Nothing of the request was done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum IngestError {
    /// The request does not make sense.
    #[error("{}{reason}", prefix(.path))]
    Invalid {
        /// The field, such as `room.member_count`; empty for the request itself.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The idempotency key was used for something else.
    #[error("the idempotency key `{key}` was used for another request; use a new key for every request")]
    KeyReused {
        /// The key.
        key: String,
    },
    /// The store failed. It is worth trying again, with the same key.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The request itself has no name.
fn prefix(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("`{path}`: ") }
}

impl IngestError {
    pub(super) fn invalid(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid { path: path.into(), reason: reason.into() }
    }
}
