//! How connections to the database are set up.

use std::{fs::OpenOptions, os::unix::fs::OpenOptionsExt as _, path::Path, sync::Arc, time::Duration};

use rusqlite::{Connection, OpenFlags};

use super::{StoreError, migrate};

/// How long to wait for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// Statements that are kept prepared by each connection.
const STATEMENTS: usize = 64;

/// Opens the database for writing: creates it, and brings its schema up to date.
pub(super) fn writer(path: &Path) -> Result<Connection, StoreError> {
    // It holds what people write and the keys of their devices, so a new one is for its owner only. SQLite gives the
    // files beside it the same permissions, and says what is wrong if this does not work.
    let _created = OpenOptions::new().append(true).create(true).mode(0o600).open(path);
    let mut connection = open(path, OpenFlags::SQLITE_OPEN_CREATE)?;
    let opened = |source| StoreError::Open { path: path.to_owned(), source: Arc::new(source) };
    connection.pragma_update(None, "journal_mode", "WAL").map_err(opened)?;
    // FULL waits for the disk at every commit: what was answered survives a power failure.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -16 * 1024)?;
    // Seldom enough that a checkpoint is paid for by many commits; the log stays below 32 MB.
    connection.pragma_update(None, "wal_autocheckpoint", 4096)?;
    connection.pragma_update(None, "journal_size_limit", 32 * 1024 * 1024)?;
    migrate::migrate(&mut connection)?;
    Ok(connection)
}

/// Opens the database, which exists, for reading.
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let connection = open(path, OpenFlags::empty())?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -4 * 1024)?;
    Ok(connection)
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .map_err(|source| StoreError::Open { path: path.to_owned(), source: Arc::new(source) })?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}
