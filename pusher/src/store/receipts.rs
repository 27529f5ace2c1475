//! Read receipts: they mark notifications as read and take them off the counts (R121, R122).

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Transaction, params};

use super::{
    StoreError,
    counts::{self, Count},
};
use crate::clock::Millis;

/// The `thread_id` of receipts that cover their whole room.
const WHOLE_ROOM: &str = "";

/// A receipt of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Whose.
    pub user_id: String,
    /// The room.
    pub room_id: String,
    /// What is covered: `main`, the root of a thread, or without one the whole room.
    pub thread_id: Option<String>,
    /// The last event that is read.
    pub event_id: String,
    /// When it was read: if the event is not known, what arrived up to then is read.
    pub ts: Option<Millis>,
}

/// What a receipt changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// How many notifications are read now that were not.
    pub read: u64,
    /// Whether the event is known. If not, the receipt counts again when the event arrives.
    pub is_known: bool,
}

/// Takes a receipt.
///
/// # Errors
/// If the database fails.
pub fn apply(transaction: &Transaction<'_>, receipt: &Receipt) -> Result<Applied, StoreError> {
    let Receipt { user_id, room_id, thread_id, event_id, ts } = receipt;
    let mut find =
        transaction.prepare_cached("SELECT seq FROM events WHERE room_id = ?1 AND event_id = ?2")?;
    let seq: Option<i64> = find.query_row([room_id, event_id], |row| row.get(0)).optional()?;
    // A known event settles what was waited for: receipts come in order.
    let mut keep = transaction.prepare_cached(
        "INSERT INTO receipts (user_id, room_id, thread_id, seq, waits_for)
         VALUES (?1, ?2, ?3, coalesce(?4, 0), iif(?4 IS NULL, ?5, NULL))
         ON CONFLICT (user_id, room_id, thread_id)
         DO UPDATE SET seq = max(seq, excluded.seq), waits_for = excluded.waits_for",
    )?;
    let kept_thread = thread_id.as_deref().unwrap_or(WHOLE_ROOM);
    keep.execute(params![user_id, room_id, kept_thread, seq, event_id])?;
    let up_to = match (seq, ts) {
        (Some(seq), _) => UpTo::Seq(seq),
        (None, Some(ts)) => UpTo::Time(*ts),
        (None, None) => return Ok(Applied { read: 0, is_known: false }),
    };
    let read = mark(transaction, user_id, room_id, thread_id.as_deref(), up_to)?;
    Ok(Applied { read, is_known: seq.is_some() })
}

/// Lets receipts count that were there before their event. Answers who has read more by that than before, or
/// nothing if there were no such receipts.
pub(super) fn arrived(
    transaction: &Transaction<'_>,
    room_id: &str,
    event_id: &str,
    seq: i64,
) -> Result<Option<Vec<String>>, StoreError> {
    let mut settle = transaction.prepare_cached(
        "UPDATE receipts SET seq = max(seq, ?3), waits_for = NULL WHERE room_id = ?1 AND waits_for = ?2
         RETURNING user_id, thread_id",
    )?;
    let waiting = settle.query_map(params![room_id, event_id, seq], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let waiting: Vec<(String, String)> = waiting.collect::<Result<_, _>>()?;
    let is_none = waiting.is_empty();
    let mut readers = Vec::new();
    for (user_id, thread_id) in waiting {
        let thread_id = Some(thread_id.as_str()).filter(|thread_id| *thread_id != WHOLE_ROOM);
        if mark(transaction, &user_id, room_id, thread_id, UpTo::Seq(seq))? > 0 {
            readers.push(user_id);
        }
    }
    Ok((!is_none).then_some(readers))
}

/// Whether a receipt of a user covers an event.
pub(super) fn cover(
    transaction: &Transaction<'_>,
    user_id: &str,
    room_id: &str,
    thread_id: &str,
    seq: i64,
) -> Result<bool, StoreError> {
    let mut find = transaction.prepare_cached(
        "SELECT coalesce(max(seq), 0) >= ?4 FROM receipts
         WHERE user_id = ?1 AND room_id = ?2 AND thread_id IN (?3, '')",
    )?;
    Ok(find.query_row(params![user_id, room_id, thread_id, seq], |row| row.get(0))?)
}

#[derive(Clone, Copy)]
enum UpTo {
    Seq(i64),
    Time(Millis),
}

/// Marks notifications as read, takes them off the counts, and answers how many they were.
fn mark(
    transaction: &Transaction<'_>,
    user_id: &str,
    room_id: &str,
    thread_id: Option<&str>,
    up_to: UpTo,
) -> Result<u64, StoreError> {
    let (seq, at) = match up_to {
        UpTo::Seq(seq) => (seq, Millis::MAX),
        UpTo::Time(at) => (i64::MAX, at),
    };
    let mut statement = transaction.prepare_cached(
        "UPDATE notifications SET read = 1
         WHERE user_id = ?1 AND room_id = ?2 AND read = 0 AND seq <= ?3 AND at <= ?4
             AND thread_id = coalesce(?5, thread_id)
         RETURNING thread_id, highlight",
    )?;
    let mut threads: BTreeMap<String, Count> = BTreeMap::new();
    let mut rows = statement.query(params![user_id, room_id, seq, at, thread_id])?;
    let mut sum = 0;
    while let Some(row) = rows.next()? {
        let thread_id: String = row.get(0)?;
        let highlight: bool = row.get(1)?;
        let count = threads.entry(thread_id.clone()).or_insert_with(|| Count {
            room_id: room_id.to_owned(),
            thread_id,
            notifications: 0,
            highlights: 0,
        });
        count.notifications += 1;
        count.highlights += u64::from(highlight);
        sum += 1;
    }
    for count in threads.values() {
        counts::take(transaction, user_id, count)?;
    }
    Ok(sum)
}
