//! What users were notified about, as they ask for it.

use rusqlite::{Connection, params};

use super::StoreError;
use crate::clock::Millis;

/// One notification of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notified {
    /// Where it stands: the event's number.
    pub seq: i64,
    /// The room.
    pub room_id: String,
    /// JSON text: the actions of the rule that matched.
    pub actions: String,
    /// JSON text: the event as it arrived.
    pub event: String,
    /// When the notification was made.
    pub at: Millis,
    /// Whether the user has read it since.
    pub read: bool,
}

/// A part of a user's history, newest first: `limit` notifications older than `before`.
///
/// # Errors
/// If the database fails.
pub fn page(
    connection: &Connection,
    user_id: &str,
    before: Option<i64>,
    limit: u32,
    only_highlights: bool,
) -> Result<Vec<Notified>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT n.seq, n.room_id, n.actions, e.event, n.at, n.read
         FROM notifications n JOIN events e USING (seq)
         WHERE n.user_id = ?1 AND n.seq < ?2 AND (NOT ?3 OR n.highlight = 1)
         ORDER BY n.seq DESC LIMIT ?4",
    )?;
    let rows =
        statement.query_map(params![user_id, before.unwrap_or(i64::MAX), only_highlights, limit], |row| {
            Ok(Notified {
                seq: row.get(0)?,
                room_id: row.get(1)?,
                actions: row.get(2)?,
                event: row.get(3)?,
                at: row.get(4)?,
                read: row.get(5)?,
            })
        })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
