//! The pushers of users: registrations as clients make them and operators see them. What delivery does to them is in
//! the file of that name.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::StoreError;
use crate::clock::Millis;

/// What a client says when it registers a pusher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Whose it is.
    pub user_id: String,
    /// Together with the user and the pushkey, what makes it this pusher (R96).
    pub app_id: String,
    /// The key that the gateway knows.
    pub pushkey: String,
    /// `http`.
    pub kind: String,
    /// Where to send.
    pub url: String,
    /// Scheme, host and port of the URL.
    pub origin: String,
    /// `event_id_only`, or none for everything.
    pub format: Option<String>,
    /// For people: the app.
    pub app_display_name: String,
    /// For people: the device.
    pub device_display_name: String,
    /// What is left of device-specific rules (R104).
    pub profile_tag: Option<String>,
    /// The language of the user.
    pub lang: String,
    /// An object as JSON text, as the client gave it.
    pub data: String,
    /// Whether it is sent to at all (MSC3881).
    pub enabled: bool,
    /// The device that registered it (MSC3881).
    pub device_id: Option<String>,
}

/// What came of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
    /// There was none.
    Created,
    /// There was one, which goes on where it was.
    Updated,
    /// There was none, and the user has too many already.
    TooMany,
}

/// A pusher and how it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pusher {
    /// Its number in this database.
    pub pusher_id: i64,
    /// What the client said.
    pub registration: Registration,
    /// When the client said so last.
    pub pushkey_ts: Millis,
    /// When the oldest notification that waits arrived.
    pub waiting_since: Option<Millis>,
    /// When something is to be done for it.
    pub next_attempt_at: Option<Millis>,
    /// Failures in a row.
    pub attempts: i64,
    /// Since when it fails.
    pub failing_since: Option<Millis>,
    /// Why.
    pub last_failure: Option<String>,
    /// When a request succeeded last.
    pub last_success: Option<Millis>,
}

const COLUMNS: &str = "pusher_id, user_id, app_id, pushkey, kind, url, origin, format, app_display_name,
    device_display_name, profile_tag, lang, data, enabled, device_id, pushkey_ts, waiting_since, next_attempt_at,
    attempts, failing_since, last_failure, last_success";

/// The pushers of a user, oldest first.
///
/// # Errors
/// If the database fails.
pub fn of_user(connection: &Connection, user_id: &str) -> Result<Vec<Pusher>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM pushers WHERE user_id = ? ORDER BY pusher_id");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([user_id], pusher)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Creates a pusher, or updates the one that has the same user, app and pushkey.
///
/// A new one starts with what arrives from now on. An existing one keeps its place in the queue; if it goes
/// elsewhere, what it failed at is tried again at once, and if it was off, what came meanwhile is left out.
///
/// # Errors
/// If the database fails.
pub fn register(
    transaction: &Transaction<'_>,
    registration: &Registration,
    most: u64,
    now: Millis,
) -> Result<Registered, StoreError> {
    let old = transaction
        .prepare_cached(
            "SELECT pusher_id, url, enabled FROM pushers WHERE user_id = ? AND app_id = ? AND pushkey = ?",
        )?
        .query_row([&registration.user_id, &registration.app_id, &registration.pushkey], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?))
        })
        .optional()?;
    let Some((pusher_id, url, enabled)) = old else {
        let count: i64 = transaction
            .prepare_cached("SELECT count(*) FROM pushers WHERE user_id = ?")?
            .query_row([&registration.user_id], |row| row.get(0))?;
        if u64::try_from(count).is_ok_and(|count| count >= most) {
            return Ok(Registered::TooMany);
        }
        put(transaction, registration, now)?;
        return Ok(Registered::Created);
    };
    put(transaction, registration, now)?;
    if registration.enabled && !enabled {
        skip_everything(transaction, pusher_id)?;
    }
    if url != registration.url || enabled != registration.enabled {
        start_afresh(transaction, pusher_id, now)?;
    }
    Ok(Registered::Updated)
}

/// Creates a pusher, or updates what the client says about it.
///
/// The time of a registration is always after that of the one before, even within a millisecond or when the clock
/// was put back: a rejection of the older one must not remove the newer one.
fn put(transaction: &Transaction<'_>, new: &Registration, now: Millis) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO pushers (user_id, app_id, pushkey, kind, url, origin, format, app_display_name,
                device_display_name, profile_tag, lang, data, enabled, device_id, pushkey_ts, cursor)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
                (SELECT coalesce(max(id), 0) FROM notifications))
             ON CONFLICT (user_id, app_id, pushkey) DO UPDATE SET
                (kind, url, origin, format, app_display_name, device_display_name, profile_tag, lang, data, enabled,
                 device_id, pushkey_ts) =
                (?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, max(?15, pushkey_ts + 1))",
        )?
        .execute(params![
            new.user_id,
            new.app_id,
            new.pushkey,
            new.kind,
            new.url,
            new.origin,
            new.format,
            new.app_display_name,
            new.device_display_name,
            new.profile_tag,
            new.lang,
            new.data,
            new.enabled,
            new.device_id,
            now
        ])?;
    Ok(())
}

/// Leaves out what waits for a pusher.
fn skip_everything(transaction: &Transaction<'_>, pusher_id: i64) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "UPDATE pushers SET cursor = (SELECT coalesce(max(id), 0) FROM notifications), waiting_since = NULL
             WHERE pusher_id = ?",
        )?
        .execute([pusher_id])?;
    Ok(())
}

/// Forgets that a pusher failed. If something waits for it, that is due now, unless somebody is at work on it.
fn start_afresh(transaction: &Transaction<'_>, pusher_id: i64, now: Millis) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "UPDATE pushers SET attempts = 0, failing_since = NULL, refusals = 0, refused_since = NULL,
                last_failure = NULL, waits_for_origin = 0,
                next_attempt_at = CASE
                    WHEN lease_owner IS NOT NULL THEN next_attempt_at
                    WHEN EXISTS (SELECT 1 FROM notifications WHERE user_id = pushers.user_id AND read = 0
                        AND push = 1 AND id > pushers.cursor) OR badge_due IS NOT NULL THEN ?2
                END
             WHERE pusher_id = ?1",
        )?
        .execute(params![pusher_id, now])?;
    Ok(())
}

/// Deletes a pusher of a user. Says whether there was one.
///
/// # Errors
/// If the database fails.
pub fn delete(
    transaction: &Transaction<'_>,
    user_id: &str,
    app_id: &str,
    pushkey: &str,
) -> Result<bool, StoreError> {
    let deleted = transaction
        .prepare_cached("DELETE FROM pushers WHERE user_id = ? AND app_id = ? AND pushkey = ?")?
        .execute([user_id, app_id, pushkey])?;
    Ok(deleted > 0)
}

/// Deletes the pushers with this app and pushkey that belong to others (R102). Says how many there were.
///
/// # Errors
/// If the database fails.
pub fn delete_of_others(
    transaction: &Transaction<'_>,
    user_id: &str,
    app_id: &str,
    pushkey: &str,
) -> Result<usize, StoreError> {
    Ok(transaction
        .prepare_cached("DELETE FROM pushers WHERE user_id <> ? AND app_id = ? AND pushkey = ?")?
        .execute([user_id, app_id, pushkey])?)
}

/// Which pushers an operator means.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// By number; empty for all.
    pub pusher_ids: Vec<i64>,
    /// Of this user only.
    pub user_id: Option<String>,
    /// To this gateway only.
    pub origin: Option<String>,
    /// Those that fail only.
    pub failing: bool,
}

/// The pushers of a selection, oldest first.
///
/// # Errors
/// If the database fails.
pub fn selected(connection: &Connection, selection: &Selection) -> Result<Vec<Pusher>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM pushers
         WHERE (?1 IS NULL OR user_id = ?1) AND (?2 IS NULL OR origin = ?2)
            AND (NOT ?3 OR failing_since IS NOT NULL OR refused_since IS NOT NULL)
            AND (json_array_length(?4) = 0 OR pusher_id IN (SELECT value FROM json_each(?4)))
         ORDER BY pusher_id"
    );
    let pusher_ids = serde_json::Value::from(selection.pusher_ids.as_slice()).to_string();
    let mut statement = connection.prepare(&sql)?;
    let rows = statement
        .query_map(params![selection.user_id, selection.origin, selection.failing, pusher_ids], pusher)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Makes what waits for the pushers of a selection due now, and closes the circuit breakers of their gateways. Says
/// how many there are.
///
/// # Errors
/// If the database fails.
pub fn retry(transaction: &Transaction<'_>, selection: &Selection, now: Millis) -> Result<usize, StoreError> {
    let pushers = selected(transaction, selection)?;
    for pusher in &pushers {
        start_afresh(transaction, pusher.pusher_id, now)?;
        transaction
            .prepare_cached("DELETE FROM origins WHERE origin = ?")?
            .execute([&pusher.registration.origin])?;
    }
    Ok(pushers.len())
}

/// Deletes the pushers of a selection. Says how many there were.
///
/// # Errors
/// If the database fails.
pub fn drop_selected(transaction: &Transaction<'_>, selection: &Selection) -> Result<usize, StoreError> {
    let pushers = selected(transaction, selection)?;
    for pusher in &pushers {
        transaction.prepare_cached("DELETE FROM pushers WHERE pusher_id = ?")?.execute([pusher.pusher_id])?;
    }
    Ok(pushers.len())
}

fn pusher(row: &Row<'_>) -> rusqlite::Result<Pusher> {
    Ok(Pusher {
        pusher_id: row.get("pusher_id")?,
        registration: Registration {
            user_id: row.get("user_id")?,
            app_id: row.get("app_id")?,
            pushkey: row.get("pushkey")?,
            kind: row.get("kind")?,
            url: row.get("url")?,
            origin: row.get("origin")?,
            format: row.get("format")?,
            app_display_name: row.get("app_display_name")?,
            device_display_name: row.get("device_display_name")?,
            profile_tag: row.get("profile_tag")?,
            lang: row.get("lang")?,
            data: row.get("data")?,
            enabled: row.get("enabled")?,
            device_id: row.get("device_id")?,
        },
        pushkey_ts: row.get("pushkey_ts")?,
        waiting_since: row.get("waiting_since")?,
        next_attempt_at: row.get("next_attempt_at")?,
        attempts: row.get("attempts")?,
        failing_since: row.get("failing_since")?,
        last_failure: row.get("last_failure")?,
        last_success: row.get("last_success")?,
    })
}
