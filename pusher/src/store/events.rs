//! Events as they come in, and who is notified about them.

use rusqlite::{OptionalExtension, Transaction, params};

use super::{StoreError, counts, delivery, receipts};
use crate::clock::Millis;

/// The thread of events that are in none (R119).
pub const MAIN: &str = "main";

/// An event to keep.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// The room.
    pub room_id: String,
    /// The id. Events of `/sync` that are stripped, such as invites, have none.
    pub event_id: Option<String>,
    /// The thread it is in.
    pub thread: Thread,
    /// The event as JSON text.
    pub event: String,
    /// What a push says about the room and the sender, as JSON text.
    pub room: String,
}

/// Where an event belongs in its room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thread {
    /// In the main timeline, or in the thread with this root.
    Known(String),
    /// Where the event is that it relates to (R120); in the main timeline if that is not known.
    Of(String),
}

/// A user to notify.
#[derive(Debug, Clone)]
pub struct NewNotification {
    /// Who.
    pub user_id: String,
    /// The actions of the rule that matched, as JSON text.
    pub actions: String,
    /// Whether they highlight.
    pub highlight: bool,
    /// Whether it is pushed, or only counts (MSC3768).
    pub push: bool,
}

/// Keeps an event once, and notifies users about it. Those that were notified before are not notified
/// again, so that an event can come several times with parts of its recipients. Answers whether a
/// pusher has something to do now.
///
/// # Errors
/// If the database fails.
pub fn notify(
    transaction: &Transaction<'_>,
    event: &NewEvent,
    notifications: &[NewNotification],
    now: Millis,
) -> Result<bool, StoreError> {
    let Place { seq, thread_id, receipts_may_cover, readers } =
        place(transaction, event, !notifications.is_empty(), now)?;
    let room_id = event.room_id.as_str();
    let mut insert = transaction.prepare_cached(
        "INSERT INTO notifications
             (user_id, seq, room_id, thread_id, actions, highlight, push, at, read)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (user_id, seq) DO NOTHING",
    )?;
    // A pusher that is at work, or waits for another try, finds the notification when it is done.
    let mut wake = transaction.prepare_cached(
        "UPDATE pushers SET waiting_since = ?2, next_attempt_at = CASE
             WHEN next_attempt_at IS NULL OR (attempts = 0 AND lease_owner IS NULL) THEN ?2
             ELSE next_attempt_at END
         WHERE user_id = ?1 AND enabled = 1 AND waiting_since IS NULL",
    )?;
    let mut woken = false;
    for user_id in readers {
        woken |= delivery::tell_badges(transaction, &user_id, now)?;
    }
    for notification in notifications {
        let NewNotification { user_id, actions, highlight, push } = notification;
        let read = receipts_may_cover && receipts::cover(transaction, user_id, room_id, &thread_id, seq)?;
        let inserted =
            insert.execute(params![user_id, seq, room_id, thread_id, actions, highlight, push, now, read])?;
        if inserted == 0 || read {
            continue;
        }
        counts::add(transaction, user_id, room_id, &thread_id, *highlight)?;
        if *push {
            woken |= wake.execute(params![user_id, now])? > 0;
        }
    }
    Ok(woken)
}

/// Where an event stands.
struct Place {
    seq: i64,
    thread_id: String,
    /// Whether somebody may have read it before it came.
    receipts_may_cover: bool,
    /// Who has read older notifications by that.
    readers: Vec<String>,
}

/// Finds the place of an event, or gives it one. Its text is kept only if somebody is notified.
fn place(
    transaction: &Transaction<'_>,
    event: &NewEvent,
    is_notified: bool,
    now: Millis,
) -> Result<Place, StoreError> {
    let NewEvent { room_id, event_id, thread, event: text, room } = event;
    let mut find = transaction.prepare_cached(
        "SELECT seq, thread_id, event IS NULL FROM events WHERE room_id = ?1 AND event_id = ?2",
    )?;
    let found = find
        .query_row(params![room_id, event_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if let Some((seq, thread_id, has_no_text)) = found {
        if is_notified && has_no_text {
            let mut keep =
                transaction.prepare_cached("UPDATE events SET event = ?2, room = ?3 WHERE seq = ?1")?;
            keep.execute(params![seq, text, room])?;
        }
        return Ok(Place { seq, thread_id, receipts_may_cover: true, readers: Vec::new() });
    }
    let thread_id = match thread {
        Thread::Known(thread_id) => thread_id.clone(),
        Thread::Of(related) => {
            let mut find = transaction
                .prepare_cached("SELECT thread_id FROM events WHERE room_id = ?1 AND event_id = ?2")?;
            let of_related = find.query_row(params![room_id, related], |row| row.get(0)).optional()?;
            of_related.unwrap_or_else(|| MAIN.to_owned())
        }
    };
    let mut insert = transaction.prepare_cached(
        "INSERT INTO events (room_id, event_id, thread_id, event, room, received_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING seq",
    )?;
    let texts = is_notified.then_some((text, room));
    let seq = insert.query_row(
        params![room_id, event_id, thread_id, texts.map(|texts| texts.0), texts.map(|texts| texts.1), now],
        |row| row.get(0),
    )?;
    let readers = match event_id {
        Some(event_id) => receipts::arrived(transaction, room_id, event_id, seq)?,
        None => None,
    };
    let receipts_may_cover = readers.is_some();
    Ok(Place { seq, thread_id, receipts_may_cover, readers: readers.unwrap_or_default() })
}
