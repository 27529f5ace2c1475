//! What a pusher has to do next.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{
    super::{StoreError, counts},
    Dropped, Terms,
    progress::Pusher,
};
use crate::{clock::Millis, gateway::request::wants_counts};

/// One request to a gateway, and what it needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// The pusher.
    pub pusher_id: i64,
    /// Whose it is.
    pub user_id: String,
    /// The application.
    pub app_id: String,
    /// The key that the gateway knows the device by.
    pub pushkey: String,
    /// When the client registered it.
    pub pushkey_ts: Millis,
    /// The gateway.
    pub url: String,
    /// Scheme, host and port of the gateway.
    pub origin: String,
    /// The pusher's data, as JSON text.
    pub data: String,
    /// What to say.
    pub work: Work,
    /// What the badge shows, if it is told.
    pub unread: Option<u64>,
    /// How often this was tried in vain.
    pub attempts: u32,
    /// Until when nobody else works on the pusher.
    pub lease_until: Millis,
}

/// What a request says.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// There is an event.
    Event(PushedEvent),
    /// Something was read.
    Badge,
}

/// An event that a user is notified about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedEvent {
    /// The notification's place among all.
    pub id: i64,
    /// The event's place among all.
    pub seq: i64,
    /// The room.
    pub room_id: String,
    /// The event's id, if it has one.
    pub event_id: Option<String>,
    /// The event, as JSON text.
    pub event: String,
    /// [`Surroundings`](crate::ingest::Surroundings) as JSON text.
    pub surroundings: String,
    /// The actions of the rule that matched, as JSON text.
    pub actions: String,
    /// When it came.
    pub at: Millis,
}

/// Finds what a pusher has to do now and leases it, or releases it if there is nothing. The pusher is saved.
pub(super) fn next(
    transaction: &Transaction<'_>,
    terms: &Terms,
    mut pusher: Pusher,
    now: Millis,
    dropped: &mut Vec<Dropped>,
) -> Result<Option<Job>, StoreError> {
    let Some((work, unread)) = find(transaction, terms, &mut pusher, now, dropped)? else {
        pusher.save(transaction)?;
        return Ok(None);
    };
    let lease_until = now.saturating_add(terms.lease);
    pusher.progress.next_attempt_at = Some(lease_until);
    pusher.progress.lease_owner = Some(terms.instance.clone());
    pusher.save(transaction)?;
    Ok(Some(Job {
        pusher_id: pusher.pusher_id,
        user_id: pusher.user_id,
        app_id: pusher.app_id,
        pushkey: pusher.pushkey,
        pushkey_ts: pusher.pushkey_ts,
        url: pusher.url,
        origin: pusher.origin,
        data: pusher.data,
        work,
        unread,
        attempts: pusher.progress.failing.attempts,
        lease_until,
    }))
}

/// What there is to do, and the unread count. A pusher with nothing to do is released.
fn find(
    transaction: &Transaction<'_>,
    terms: &Terms,
    pusher: &mut Pusher,
    now: Millis,
    dropped: &mut Vec<Dropped>,
) -> Result<Option<(Work, Option<u64>)>, StoreError> {
    if !pusher.enabled {
        pusher.progress.waiting_since = None;
        pusher.progress.badge_due = None;
        pusher.progress.release(None);
        return Ok(None);
    }
    let badge = terms.badge.filter(|_| wants_badge(&pusher.data));
    let unread = |user_id: &str| badge.map(|mode| counts::badge(transaction, user_id, mode)).transpose();
    let head = head(transaction, terms, pusher, now, dropped)?;
    if pusher.progress.waiting_since != head.as_ref().map(|event| event.at) {
        // What was refused is not at the head any more: the new head has a budget of its own.
        pusher.progress.failing.refusals = 0;
        pusher.progress.failing.refused_since = None;
    }
    if let Some(event) = head {
        pusher.progress.waiting_since = Some(event.at);
        return Ok(Some((Work::Event(event), unread(&pusher.user_id)?)));
    }
    pusher.progress.waiting_since = None;
    if pusher.progress.badge_due.is_some_and(|due| due <= now) {
        let unread = unread(&pusher.user_id)?;
        if unread.is_some() && unread != pusher.progress.badge_sent {
            return Ok(Some((Work::Badge, unread)));
        }
        pusher.progress.badge_due = None;
    }
    pusher.progress.release(pusher.progress.badge_due);
    Ok(None)
}

/// The first notification after the cursor that nobody has read. What is too old is dropped on the way.
fn head(
    transaction: &Transaction<'_>,
    terms: &Terms,
    pusher: &mut Pusher,
    now: Millis,
    dropped: &mut Vec<Dropped>,
) -> Result<Option<PushedEvent>, StoreError> {
    let found = first_unread(transaction, pusher)?;
    let oldest = now.saturating_sub(terms.max_age);
    match found {
        Some(event) if event.at < oldest => {
            drop_before(transaction, pusher, oldest, dropped)?;
            first_unread(transaction, pusher)
        }
        found => Ok(found),
    }
}

/// Moves the cursor past what came before a time.
pub(super) fn drop_before(
    transaction: &Transaction<'_>,
    pusher: &mut Pusher,
    before: Millis,
    dropped: &mut Vec<Dropped>,
) -> Result<(), StoreError> {
    let mut statement = transaction.prepare_cached(
        "SELECT count(*), max(id) FROM notifications
         WHERE user_id = ?1 AND id > ?2 AND read = 0 AND push = 1 AND at < ?3",
    )?;
    let key = params![pusher.user_id, pusher.progress.cursor, before];
    let (count, last): (u64, Option<i64>) = statement.query_row(key, |row| Ok((row.get(0)?, row.get(1)?)))?;
    if let Some(last) = last {
        pusher.progress.cursor = last;
        dropped.push(Dropped { pusher_id: pusher.pusher_id, origin: pusher.origin.clone(), count });
    }
    Ok(())
}

fn first_unread(transaction: &Transaction<'_>, pusher: &Pusher) -> Result<Option<PushedEvent>, StoreError> {
    let mut statement = transaction.prepare_cached(
        "SELECT n.id, n.seq, n.room_id, e.event_id, e.event, e.room, n.actions, n.at
         FROM notifications AS n JOIN events AS e ON e.seq = n.seq
         WHERE n.user_id = ?1 AND n.id > ?2 AND n.read = 0 AND n.push = 1 ORDER BY n.id LIMIT 1",
    )?;
    Ok(statement.query_row(params![pusher.user_id, pusher.progress.cursor], event).optional()?)
}

fn event(row: &Row<'_>) -> rusqlite::Result<PushedEvent> {
    Ok(PushedEvent {
        id: row.get(0)?,
        seq: row.get(1)?,
        room_id: row.get(2)?,
        event_id: row.get(3)?,
        event: row.get(4)?,
        surroundings: row.get(5)?,
        actions: row.get(6)?,
        at: row.get(7)?,
    })
}

/// Whether the pusher's data does not ask for silence about badges (MSC4076).
fn wants_badge(data: &str) -> bool {
    // The word is rare, so that data is hardly ever parsed here.
    !data.contains("disable_badge_count")
        || serde_json::from_str(data).map_or(true, |data| wants_counts(&data))
}
