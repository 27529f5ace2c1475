//! How much waits, and how well it goes.

use rusqlite::Connection;

use super::StoreError;
use crate::clock::Millis;

/// What waits to be delivered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Queue {
    /// Pushers with something to do, now or later.
    pub waiting: u64,
    /// Those of them that are at work, or whose time has come and whose gateway is not left alone.
    pub due: u64,
    /// When the oldest notification came that waits.
    pub oldest: Option<Millis>,
    /// Pushers whose last request failed.
    pub failing: u64,
}

/// What waits now. Looks only at pushers that wait.
///
/// # Errors
/// If the database fails.
pub fn queue(connection: &Connection, now: Millis) -> Result<Queue, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*),
             coalesce(sum(lease_owner IS NOT NULL OR next_attempt_at <= ?1 AND origin NOT IN
                 (SELECT origin FROM origins WHERE open_until > ?1)), 0),
             min(waiting_since), coalesce(sum(attempts > 0), 0)
         FROM pushers WHERE next_attempt_at IS NOT NULL",
    )?;
    Ok(statement.query_row([now], |row| {
        Ok(Queue { waiting: row.get(0)?, due: row.get(1)?, oldest: row.get(2)?, failing: row.get(3)? })
    })?)
}
