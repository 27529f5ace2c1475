//! Idempotency keys: the same request may come again, and changes nothing then.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::StoreError;
use crate::clock::Millis;

/// A request that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ingested {
    /// The digest of what was asked.
    pub digest: [u8; 32],
    /// What was answered, as JSON text.
    pub answer: String,
}

/// The request with this key, if there was one.
///
/// # Errors
/// If the database fails.
pub fn find(connection: &Connection, key: &str) -> Result<Option<Ingested>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT digest, answer FROM ingested WHERE key = ?")?;
    let found = statement
        .query_row([key], |row| Ok(Ingested { digest: row.get(0)?, answer: row.get(1)? }))
        .optional()?;
    Ok(found)
}

/// Remembers a request under a key that is new.
///
/// # Errors
/// If the database fails.
pub fn remember(
    transaction: &Transaction<'_>,
    key: &str,
    request: &Ingested,
    now: Millis,
) -> Result<(), StoreError> {
    let mut statement = transaction
        .prepare_cached("INSERT INTO ingested (key, digest, answer, at) VALUES (?1, ?2, ?3, ?4)")?;
    statement.execute(params![key, request.digest, request.answer, now])?;
    Ok(())
}
