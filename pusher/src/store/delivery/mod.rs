//! What is to be delivered, and who is at work on it.
//!
//! A pusher that has something to do carries a time, `next_attempt_at`. [`claim`] takes pushers whose time
//! has come and leases them: the time becomes the end of the lease, so that a pusher whose process died comes
//! back by itself. [`settle`] keeps what came of a request and gives, in the same transaction, the next one of
//! that pusher: its cursor is on the disk before anything else is sent to it. A lease that was lost settles
//! nothing: the one that took it over is responsible.

mod claim;
mod progress;
mod settle;
mod work;

use rusqlite::{Transaction, params};

pub use self::{
    claim::{Capacity, Claimed, claim, reclaim},
    settle::{Outcome, Settled, settle},
    work::{Job, PushedEvent, Work},
};
use super::{StoreError, counts::BadgeMode};
use crate::{
    clock::Millis,
    delivery::{
        breaker::BreakerSettings,
        schedule::{Schedule, millis},
    },
};

/// By which rules work is handed out.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The name of this process: no other one that uses the database at the same time has it.
    pub instance: String,
    /// How long a pusher is leased. More than a request can take.
    pub lease: Millis,
    /// What is older is dropped.
    pub max_age: Millis,
    /// What badges show, if they are told.
    pub badge: Option<BadgeMode>,
    /// When to try again.
    pub schedule: Schedule,
    /// When a gateway counts as down.
    pub breaker: BreakerSettings,
}

impl Terms {
    /// No time that is chosen for a pusher is farther away, and no badge waits longer.
    fn longest_wait(&self) -> Millis {
        millis(self.schedule.longest).max(self.lease)
    }

    /// The name under which a pusher probes its gateway.
    fn prober(&self, pusher_id: i64) -> String {
        format!("{}/{pusher_id}", self.instance)
    }
}

/// Notifications that were given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Whose.
    pub pusher_id: i64,
    /// Where they should have gone.
    pub origin: String,
    /// How many.
    pub count: u64,
}

/// Has the badges of a user's applications told, at a time. Answers whether there are any.
pub fn tell_badges(transaction: &Transaction<'_>, user_id: &str, due: Millis) -> Result<bool, StoreError> {
    let mut statement = transaction.prepare_cached(
        "UPDATE pushers SET badge_due = coalesce(badge_due, ?2),
             next_attempt_at = coalesce(next_attempt_at, ?2)
         WHERE user_id = ?1 AND enabled = 1",
    )?;
    Ok(statement.execute(params![user_id, due])? > 0)
}
