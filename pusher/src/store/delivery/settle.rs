//! Keeping what came of a request.

use rusqlite::{Transaction, params};

use super::{
    super::{StoreError, counts, origins},
    Dropped, Terms,
    progress::Pusher,
    work::{self, Job, Work},
};
use crate::{
    clock::Millis,
    delivery::{
        breaker::State,
        schedule::{Failure, Verdict},
    },
};

/// What came of a request.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The gateway took it.
    Accepted,
    /// The gateway wants to hear no more of the pushkey.
    Rejected,
    /// It has to be tried again, or given up.
    Failed {
        /// What it means for the next try.
        failure: Failure,
        /// Its name, for people.
        name: String,
        /// Whether it says that the gateway works, or that it does not.
        origin_works: Option<bool>,
        /// A random number from 0 to 1.
        jitter: f64,
    },
}

/// What follows.
#[derive(Debug, Default)]
pub struct Settled {
    /// The next request of the same pusher, which stays leased for it.
    pub next: Option<Job>,
    /// What was too old.
    pub dropped: Vec<Dropped>,
    /// Whether the notification was refused too often and is given up.
    pub is_skipped: bool,
    /// Whether the pusher was removed.
    pub is_removed: bool,
    /// Whether the gateway's breaker opened or closed.
    pub breaker_is_open: Option<bool>,
    /// Whether others may have something to do now, such as when the gateway is back.
    pub wakes_others: bool,
}

/// Keeps what came of a request. If `goes_on`, the pusher's next request is prepared.
///
/// # Errors
/// If the database fails.
pub fn settle(
    transaction: &Transaction<'_>,
    terms: &Terms,
    job: &Job,
    outcome: &Outcome,
    goes_on: bool,
    now: Millis,
) -> Result<Settled, StoreError> {
    let mut settled = Settled::default();
    let may_pass = settle_origin(transaction, terms, job, outcome, now, &mut settled)?;
    let Some(mut pusher) = Pusher::load(transaction, job.pusher_id)? else { return Ok(settled) };
    let is_ours = pusher.progress.lease_owner.as_ref() == Some(&terms.instance)
        && pusher.progress.next_attempt_at == Some(job.lease_until);
    if !is_ours {
        return Ok(settled);
    }
    match outcome {
        Outcome::Accepted => accepted(transaction, terms, &mut pusher, job, now)?,
        Outcome::Rejected if pusher.pushkey_ts <= job.pushkey_ts => {
            pusher.delete(transaction)?;
            settled.is_removed = true;
            return Ok(settled);
        }
        // It was registered anew meanwhile: the same again, with what the gateway does not know yet.
        Outcome::Rejected => {}
        Outcome::Failed { failure, name, origin_works, jitter } => {
            let (failing, verdict) = terms.schedule.after(pusher.progress.failing, *failure, now, *jitter);
            match verdict {
                Verdict::Retry { at, drop_before } => {
                    if let Some(before) = drop_before {
                        work::drop_before(transaction, &mut pusher, before, &mut settled.dropped)?;
                    }
                    pusher.progress.failing = failing;
                    pusher.progress.last_failure = Some(name.clone());
                    pusher.progress.waits_for_origin = *origin_works == Some(false);
                    pusher.progress.release(Some(at));
                    pusher.save(transaction)?;
                    settled.wakes_others = true;
                    return Ok(settled);
                }
                Verdict::Skip => {
                    passed(&mut pusher, job);
                    pusher.progress.works();
                    settled.is_skipped = true;
                }
            }
        }
    }
    let moved = pusher.origin != job.origin;
    if goes_on && may_pass && !moved {
        settled.next = work::next(transaction, terms, pusher, now, &mut settled.dropped)?;
    } else {
        // Whoever claims it finds out what there is to do.
        pusher.progress.release(Some(now));
        pusher.save(transaction)?;
        settled.wakes_others = true;
    }
    Ok(settled)
}

fn accepted(
    transaction: &Transaction<'_>,
    terms: &Terms,
    pusher: &mut Pusher,
    job: &Job,
    now: Millis,
) -> Result<(), StoreError> {
    pusher.progress.works();
    pusher.progress.last_success = Some(now);
    if job.unread.is_some() {
        pusher.progress.badge_sent = job.unread;
    }
    match (&job.work, terms.badge) {
        // More may have been read while this was under way: then the badge is told again.
        (Work::Badge, Some(mode))
            if Some(counts::badge(transaction, &pusher.user_id, mode)?) != job.unread => {}
        _ => passed(pusher, job),
    }
    Ok(())
}

/// What the request said needs no more saying.
fn passed(pusher: &mut Pusher, job: &Job) {
    match &job.work {
        Work::Event(event) => pusher.progress.cursor = pusher.progress.cursor.max(event.id),
        Work::Badge => pusher.progress.badge_due = None,
    }
}

/// Tells the gateway's breaker. Answers whether requests may pass.
fn settle_origin(
    transaction: &Transaction<'_>,
    terms: &Terms,
    job: &Job,
    outcome: &Outcome,
    now: Millis,
    settled: &mut Settled,
) -> Result<bool, StoreError> {
    let mut breaker = origins::load(transaction, &job.origin)?;
    let before = breaker.clone();
    let prober = terms.prober(job.pusher_id);
    match outcome {
        Outcome::Accepted | Outcome::Rejected | Outcome::Failed { origin_works: Some(true), .. } => {
            breaker.succeeded();
        }
        Outcome::Failed { origin_works: Some(false), jitter, .. } => {
            breaker.failed(&terms.breaker, now, &prober, *jitter);
        }
        Outcome::Failed { origin_works: None, .. } => breaker.undecided(&prober),
    }
    if breaker != before {
        origins::save(transaction, &job.origin, &breaker)?;
        let (was_open, is_open) = (before.open_until.is_some(), breaker.open_until.is_some());
        settled.breaker_is_open = (was_open != is_open).then_some(is_open);
        if was_open && !is_open {
            // Those whose failures were the gateway's need not wait any longer.
            let mut statement = transaction.prepare_cached(
                "UPDATE pushers SET next_attempt_at = ?2
                 WHERE origin = ?1 AND next_attempt_at > ?2 AND waits_for_origin = 1 AND lease_owner IS NULL",
            )?;
            statement.execute(params![job.origin, now])?;
            settled.wakes_others = true;
        }
    }
    Ok(breaker.state(now) == State::Closed)
}
