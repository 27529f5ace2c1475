//! What can go wrong with the store.

use std::{path::PathBuf, sync::Arc};

/// A failure of the store. None of them means that a part of a write was kept.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be opened.
    #[error("cannot open the database `{path}`: {source}")]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Arc<rusqlite::Error>,
    },
    /// A newer version of this program has written the file.
    #[error("the database has schema {found}, this version knows up to {known}; use the newer version")]
    Newer {
        /// The schema of the file.
        found: u32,
        /// The newest schema that is known here.
        known: usize,
    },
    /// The database refuses.
    #[error("the database failed: {0}")]
    Sqlite(Arc<rusqlite::Error>),
    /// What was stored cannot be read.
    #[error("the database holds {what} that cannot be read: {reason}")]
    Unreadable {
        /// What it should be.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A write has a bug, and left nothing behind.
    #[error("a write panicked, which is a bug")]
    Panicked,
    /// The store is closed, or its thread ended; nothing was written.
    #[error("the store is closed")]
    Closed,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(Arc::new(error))
    }
}
