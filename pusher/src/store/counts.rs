//! Sums of unread notifications: by user, room and thread, kept up to date with every notification and
//! receipt. Threads without any have no row.

use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;

use super::StoreError;

/// The sums of one thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The room.
    pub room_id: String,
    /// `main`, or the root of the thread (R119).
    pub thread_id: String,
    /// Unread notifications (R118).
    pub notifications: u64,
    /// Those among them with the highlight tweak.
    pub highlights: u64,
}

/// What the number on an application's badge means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadgeMode {
    /// Rooms with something unread, as Synapse counts unless told otherwise.
    Rooms,
    /// Unread notifications, as the specification has it.
    Messages,
}

/// Adds a notification.
pub(super) fn add(
    transaction: &Transaction<'_>,
    user_id: &str,
    room_id: &str,
    thread_id: &str,
    highlight: bool,
) -> Result<(), StoreError> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO counts (user_id, room_id, thread_id, notifications, highlights)
         VALUES (?1, ?2, ?3, 1, ?4)
         ON CONFLICT (user_id, room_id, thread_id)
         DO UPDATE SET notifications = notifications + 1, highlights = highlights + excluded.highlights",
    )?;
    statement.execute(params![user_id, room_id, thread_id, highlight])?;
    Ok(())
}

/// Takes notifications off that were read.
pub(super) fn take(transaction: &Transaction<'_>, user_id: &str, read: &Count) -> Result<(), StoreError> {
    let key = params![user_id, read.room_id, read.thread_id];
    let mut statement = transaction.prepare_cached(
        "UPDATE counts SET notifications = notifications - ?4, highlights = highlights - ?5
         WHERE user_id = ?1 AND room_id = ?2 AND thread_id = ?3",
    )?;
    statement.execute(params![user_id, read.room_id, read.thread_id, read.notifications, read.highlights])?;
    let mut statement = transaction.prepare_cached(
        "DELETE FROM counts WHERE user_id = ?1 AND room_id = ?2 AND thread_id = ?3 AND notifications <= 0",
    )?;
    statement.execute(key)?;
    Ok(())
}

/// The sums of a user, those of one room if it is given.
///
/// # Errors
/// If the database fails.
pub fn of_user(
    connection: &Connection,
    user_id: &str,
    room_id: Option<&str>,
) -> Result<Vec<Count>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT room_id, thread_id, notifications, highlights FROM counts
         WHERE user_id = ?1 AND room_id = coalesce(?2, room_id) ORDER BY room_id, thread_id",
    )?;
    let counts = statement.query_map(params![user_id, room_id], read_count)?.collect::<Result<_, _>>()?;
    Ok(counts)
}

/// The number for the badge of a user's applications.
///
/// # Errors
/// If the database fails.
pub fn badge(connection: &Connection, user_id: &str, mode: BadgeMode) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(match mode {
        BadgeMode::Rooms => "SELECT count(DISTINCT room_id) FROM counts WHERE user_id = ?",
        BadgeMode::Messages => "SELECT coalesce(sum(notifications), 0) FROM counts WHERE user_id = ?",
    })?;
    Ok(statement.query_row([user_id], |row| row.get(0))?)
}

fn read_count(row: &Row<'_>) -> rusqlite::Result<Count> {
    Ok(Count {
        room_id: row.get(0)?,
        thread_id: row.get(1)?,
        notifications: row.get(2)?,
        highlights: row.get(3)?,
    })
}
