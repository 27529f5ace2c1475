//! The push rules of users.

use rusqlite::{Connection, OptionalExtension, Transaction};

use super::StoreError;

/// The rules of a user as they are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRules {
    /// Grows with every change. 0 is for the predefined rules, which are not stored.
    pub version: i64,
    /// The ruleset as JSON text.
    pub ruleset: String,
}

/// The rules of a user; `None` if the predefined ones hold.
///
/// # Errors
/// If the database fails.
pub fn load(connection: &Connection, user_id: &str) -> Result<Option<StoredRules>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT version, ruleset FROM rules WHERE user_id = ?")?;
    let found = statement
        .query_row([user_id], |row| Ok(StoredRules { version: row.get(0)?, ruleset: row.get(1)? }))
        .optional()?;
    Ok(found)
}

/// The version of a user's rules; 0 for the predefined ones.
///
/// # Errors
/// If the database fails.
pub fn version(connection: &Connection, user_id: &str) -> Result<i64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT version FROM rules WHERE user_id = ?")?;
    Ok(statement.query_row([user_id], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Puts the rules of a user in place of the old ones, and answers their version.
///
/// # Errors
/// If the database fails.
pub fn save(transaction: &Transaction<'_>, user_id: &str, ruleset: &str) -> Result<i64, StoreError> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO rules (user_id, version, ruleset) VALUES (?1, 1, ?2)
         ON CONFLICT (user_id) DO UPDATE SET version = version + 1, ruleset = excluded.ruleset
         RETURNING version",
    )?;
    Ok(statement.query_row([user_id, ruleset], |row| row.get(0))?)
}
