//! The accounts that are followed through `/sync`: up to where, and what is known about their rooms.

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::{Value, json};

use super::StoreError;
use crate::sync::StateChange;

/// The number of joined members is kept among the state, under a type that no event has.
const MEMBERS: &str = "joined_member_count";

/// The position up to which an account was read on a homeserver; `None` if it was not, or elsewhere.
///
/// # Errors
/// If the database fails.
pub fn position(
    connection: &Connection,
    user_id: &str,
    homeserver: &str,
) -> Result<Option<String>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT since FROM sync_accounts WHERE user_id = ?1 AND homeserver = ?2")?;
    Ok(statement.query_row([user_id, homeserver], |row| row.get(0)).optional()?.flatten())
}

/// Remembers a position, and the changes on the way to it.
///
/// # Errors
/// If the database fails.
pub fn advance(
    transaction: &Transaction<'_>,
    user_id: &str,
    homeserver: &str,
    since: &str,
    changes: &[StateChange],
) -> Result<(), StoreError> {
    let mut set = transaction.prepare_cached(
        "INSERT INTO sync_state (user_id, room_id, type, state_key, event) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET event = excluded.event",
    )?;
    let mut forget =
        transaction.prepare_cached("DELETE FROM sync_state WHERE user_id = ?1 AND room_id = ?2")?;
    for change in changes {
        match change {
            StateChange::Set { room_id, event } => {
                let field = |name| event.get(name).and_then(Value::as_str).unwrap_or_default();
                set.execute((user_id, room_id, field("type"), field("state_key"), event.to_string()))?;
            }
            StateChange::Members { room_id, joined } => {
                set.execute((user_id, room_id, MEMBERS, "", json!(joined).to_string()))?;
            }
            StateChange::Forget { room_id } => {
                forget.execute([user_id, room_id])?;
            }
        }
    }
    transaction
        .prepare_cached(
            "INSERT INTO sync_accounts (user_id, homeserver, since) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET homeserver = excluded.homeserver, since = excluded.since",
        )?
        .execute([user_id, homeserver, since])?;
    Ok(())
}

/// Forgets everything about an account's rooms and its position, to begin anew.
///
/// # Errors
/// If the database fails.
pub fn forget(transaction: &Transaction<'_>, user_id: &str) -> Result<(), StoreError> {
    transaction.prepare_cached("DELETE FROM sync_state WHERE user_id = ?1")?.execute([user_id])?;
    transaction.prepare_cached("DELETE FROM sync_accounts WHERE user_id = ?1")?.execute([user_id])?;
    Ok(())
}

/// What is known about an account's rooms, as changes from nothing.
///
/// # Errors
/// If the database fails, or holds what this module did not write.
pub fn state(connection: &Connection, user_id: &str) -> Result<Vec<StateChange>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT room_id, type, event FROM sync_state WHERE user_id = ?1")?;
    let mut rows = statement.query([user_id])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let (room_id, kind, text): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let event: Value = serde_json::from_str(&text)
            .map_err(|error| StoreError::Unreadable { what: "a state event", reason: error.to_string() })?;
        changes.push(match event.as_u64() {
            Some(joined) if kind == MEMBERS => StateChange::Members { room_id, joined },
            _ => StateChange::Set { room_id, event },
        });
    }
    Ok(changes)
}
