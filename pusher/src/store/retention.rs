//! Forgetting what is old.

use rusqlite::{Transaction, params};

use super::{
    StoreError,
    counts::{self, Count},
};
use crate::clock::Millis;

/// How much is forgotten in one write, so that others need not wait long.
const BATCH: usize = 200;

/// Forgets some of the events that came before a time, with their notifications; unread ones no longer
/// count. Answers whether there may be more.
///
/// # Errors
/// If the database fails.
pub fn forget_events(transaction: &Transaction<'_>, before: Millis) -> Result<bool, StoreError> {
    let mut statement = transaction
        .prepare_cached("SELECT seq FROM events WHERE received_at < ?1 ORDER BY received_at LIMIT ?2")?;
    let old = statement.query_map(params![before, BATCH], |row| row.get(0))?;
    let old: Vec<i64> = old.collect::<Result<_, _>>()?;
    let mut forget = transaction.prepare_cached(
        "DELETE FROM notifications WHERE seq = ? RETURNING user_id, room_id, thread_id, highlight, read",
    )?;
    for seq in &old {
        let mut forgotten = forget.query([seq])?;
        while let Some(row) = forgotten.next()? {
            let is_read: bool = row.get(4)?;
            if !is_read {
                let user_id: String = row.get(0)?;
                let highlights = row.get(3)?;
                let count =
                    Count { room_id: row.get(1)?, thread_id: row.get(2)?, notifications: 1, highlights };
                counts::take(transaction, &user_id, &count)?;
            }
        }
        transaction.prepare_cached("DELETE FROM events WHERE seq = ?")?.execute([seq])?;
    }
    Ok(old.len() == BATCH)
}

/// Forgets some of the idempotency keys from before a time. Answers whether there may be more.
///
/// # Errors
/// If the database fails.
pub fn forget_keys(transaction: &Transaction<'_>, before: Millis) -> Result<bool, StoreError> {
    let mut statement = transaction.prepare_cached(
        "DELETE FROM ingested WHERE key IN (SELECT key FROM ingested WHERE at < ?1 LIMIT ?2)",
    )?;
    Ok(statement.execute(params![before, BATCH])? == BATCH)
}
