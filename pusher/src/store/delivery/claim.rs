//! Taking pushers whose time has come.

use rusqlite::{Transaction, params};

use super::{
    super::{StoreError, origins},
    Dropped, Terms,
    progress::Pusher,
    work::{self, Job},
};
use crate::{clock::Millis, delivery::breaker::Admission};

/// How many more requests a process can make.
pub struct Capacity {
    /// In all.
    pub total: usize,
    /// To one origin.
    pub of_origin: Box<dyn Fn(&str) -> usize + Send>,
}

/// What was claimed.
#[derive(Debug, Default)]
pub struct Claimed {
    /// The requests to make, at most one for each pusher.
    pub jobs: Vec<Job>,
    /// When the next pusher's time comes, if one waits for nothing but time.
    pub next_at: Option<Millis>,
    /// What was too old.
    pub dropped: Vec<Dropped>,
}

/// Leases pushers whose time has come, those that waited longest first, as many as there is capacity for
/// and the breakers of their gateways let through.
///
/// # Errors
/// If the database fails.
pub fn claim(
    transaction: &Transaction<'_>,
    terms: &Terms,
    capacity: &Capacity,
    now: Millis,
) -> Result<Claimed, StoreError> {
    let mut claimed = Claimed::default();
    let farthest = now.saturating_add(terms.longest_wait());
    for (origin, mut first_at, last_at) in waiting(transaction)? {
        if last_at > farthest && bring_near(transaction, &origin, farthest, now)? > 0 {
            first_at = first_at.min(now);
        }
        if first_at > now {
            claimed.next_is_at(first_at);
            continue;
        }
        let room = (capacity.of_origin)(&origin).min(capacity.total.saturating_sub(claimed.jobs.len()));
        if room > 0 {
            claim_of(transaction, terms, &origin, room, now, &mut claimed)?;
        }
    }
    Ok(claimed)
}

/// Makes the pushers due at once that an earlier run of this process had leased: it cannot be at work any more.
///
/// # Errors
/// If the database fails.
pub fn reclaim(transaction: &Transaction<'_>, terms: &Terms, now: Millis) -> Result<usize, StoreError> {
    let mut statement = transaction.prepare_cached(
        "UPDATE pushers SET lease_owner = NULL, next_attempt_at = ?2
         WHERE lease_owner = ?1 AND next_attempt_at IS NOT NULL",
    )?;
    Ok(statement.execute(params![terms.instance, now])?)
}

impl Claimed {
    fn next_is_at(&mut self, at: Millis) {
        self.next_at = Some(self.next_at.map_or(at, |earlier| earlier.min(at)));
    }
}

/// The origins that pushers wait for, with the times of the first and the last: hops from origin to origin in the
/// index, however many pushers wait.
fn waiting(transaction: &Transaction<'_>) -> Result<Vec<(String, Millis, Millis)>, StoreError> {
    let mut statement = transaction.prepare_cached(
        "WITH RECURSIVE waiting (origin) AS (
             SELECT min(origin) FROM pushers WHERE next_attempt_at IS NOT NULL
             UNION ALL
             SELECT (SELECT min(origin) FROM pushers
                     WHERE next_attempt_at IS NOT NULL AND origin > waiting.origin)
             FROM waiting WHERE waiting.origin IS NOT NULL
         )
         SELECT origin, (SELECT min(next_attempt_at) FROM pushers
                         WHERE origin = waiting.origin AND next_attempt_at IS NOT NULL),
                (SELECT max(next_attempt_at) FROM pushers
                 WHERE origin = waiting.origin AND next_attempt_at IS NOT NULL)
         FROM waiting WHERE origin IS NOT NULL ORDER BY 2",
    )?;
    let waiting = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(waiting.collect::<Result<_, _>>()?)
}

/// Makes what waits for a time due that nobody waits for so long: the clock has been put back since it was chosen.
/// Leases stay, as somebody may be at work.
fn bring_near(
    transaction: &Transaction<'_>,
    origin: &str,
    farthest: Millis,
    now: Millis,
) -> Result<usize, StoreError> {
    let mut statement = transaction.prepare_cached(
        "UPDATE pushers SET next_attempt_at = ?3, badge_due = iif(badge_due > ?2, ?3, badge_due)
         WHERE origin = ?1 AND next_attempt_at > ?2 AND lease_owner IS NULL",
    )?;
    Ok(statement.execute(params![origin, farthest, now])?)
}

fn claim_of(
    transaction: &Transaction<'_>,
    terms: &Terms,
    origin: &str,
    room: usize,
    now: Millis,
    claimed: &mut Claimed,
) -> Result<(), StoreError> {
    let mut breaker = origins::load(transaction, origin)?;
    let before = breaker.clone();
    for pusher_id in due(transaction, origin, room, now)? {
        let prober = terms.prober(pusher_id);
        let admission = breaker.admit(&terms.breaker, now, &prober);
        if let Admission::Wait { until } = admission {
            claimed.next_is_at(until);
            break;
        }
        let Some(pusher) = Pusher::load(transaction, pusher_id)? else { continue };
        let job = work::next(transaction, terms, pusher, now, &mut claimed.dropped)?;
        if job.is_none() {
            // There was nothing to do after all.
            breaker.undecided(&prober);
        }
        claimed.jobs.extend(job);
    }
    if breaker != before {
        origins::save(transaction, origin, &breaker)?;
    }
    Ok(())
}

fn due(
    transaction: &Transaction<'_>,
    origin: &str,
    limit: usize,
    now: Millis,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = transaction.prepare_cached(
        "SELECT pusher_id FROM pushers WHERE origin = ?1 AND next_attempt_at <= ?2
         ORDER BY next_attempt_at LIMIT ?3",
    )?;
    let due = statement.query_map(params![origin, now, limit], |row| row.get(0))?;
    Ok(due.collect::<Result<_, _>>()?)
}
