//! How far delivery to a pusher has come: the part of its row that delivery changes.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::super::StoreError;
use crate::{clock::Millis, delivery::schedule::Failing};

/// A pusher as delivery sees it.
pub(super) struct Pusher {
    pub(super) pusher_id: i64,
    pub(super) user_id: String,
    pub(super) app_id: String,
    pub(super) pushkey: String,
    pub(super) url: String,
    pub(super) origin: String,
    pub(super) data: String,
    pub(super) enabled: bool,
    pub(super) pushkey_ts: Millis,
    pub(super) progress: Progress,
}

/// What delivery changes.
pub(super) struct Progress {
    pub(super) cursor: i64,
    pub(super) next_attempt_at: Option<Millis>,
    pub(super) lease_owner: Option<String>,
    pub(super) waiting_since: Option<Millis>,
    pub(super) failing: Failing,
    pub(super) last_failure: Option<String>,
    pub(super) waits_for_origin: bool,
    pub(super) last_success: Option<Millis>,
    pub(super) badge_sent: Option<u64>,
    pub(super) badge_due: Option<Millis>,
}

impl Pusher {
    pub(super) fn load(transaction: &Transaction<'_>, pusher_id: i64) -> Result<Option<Self>, StoreError> {
        let mut statement = transaction.prepare_cached(
            "SELECT pusher_id, user_id, app_id, pushkey, url, origin, data, enabled, pushkey_ts, cursor,
                 next_attempt_at, lease_owner, waiting_since, attempts, failing_since, refusals, refused_since,
                 last_failure, waits_for_origin, last_success, badge_sent, badge_due
             FROM pushers WHERE pusher_id = ?",
        )?;
        Ok(statement.query_row([pusher_id], Self::read).optional()?)
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            pusher_id: row.get(0)?,
            user_id: row.get(1)?,
            app_id: row.get(2)?,
            pushkey: row.get(3)?,
            url: row.get(4)?,
            origin: row.get(5)?,
            data: row.get(6)?,
            enabled: row.get(7)?,
            pushkey_ts: row.get(8)?,
            progress: Progress {
                cursor: row.get(9)?,
                next_attempt_at: row.get(10)?,
                lease_owner: row.get(11)?,
                waiting_since: row.get(12)?,
                failing: Failing {
                    attempts: row.get(13)?,
                    since: row.get(14)?,
                    refusals: row.get(15)?,
                    refused_since: row.get(16)?,
                },
                last_failure: row.get(17)?,
                waits_for_origin: row.get(18)?,
                last_success: row.get(19)?,
                badge_sent: row.get(20)?,
                badge_due: row.get(21)?,
            },
        })
    }

    pub(super) fn save(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let Progress { failing, .. } = &self.progress;
        let mut statement = transaction.prepare_cached(
            "UPDATE pushers SET cursor = ?2, next_attempt_at = ?3, lease_owner = ?4, waiting_since = ?5,
                 attempts = ?6, failing_since = ?7, refusals = ?8, refused_since = ?9, last_failure = ?10,
                 waits_for_origin = ?11, last_success = ?12, badge_sent = ?13, badge_due = ?14
             WHERE pusher_id = ?1",
        )?;
        statement.execute(params![
            self.pusher_id,
            self.progress.cursor,
            self.progress.next_attempt_at,
            self.progress.lease_owner,
            self.progress.waiting_since,
            failing.attempts,
            failing.since,
            failing.refusals,
            failing.refused_since,
            self.progress.last_failure,
            self.progress.waits_for_origin,
            self.progress.last_success,
            self.progress.badge_sent,
            self.progress.badge_due,
        ])?;
        Ok(())
    }

    pub(super) fn delete(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        transaction.prepare_cached("DELETE FROM pushers WHERE pusher_id = ?")?.execute([self.pusher_id])?;
        Ok(())
    }
}

impl Progress {
    /// Forgets failures.
    pub(super) fn works(&mut self) {
        self.failing = Failing::default();
        self.last_failure = None;
        self.waits_for_origin = false;
    }

    /// Nobody is at work on it; there is something to do at a time, if at all.
    pub(super) fn release(&mut self, next_attempt_at: Option<Millis>) {
        self.lease_owner = None;
        self.next_attempt_at = next_attempt_at;
    }
}
