//! Delivery: each pusher's notifications in order, at least once, and no gateway pestered.

pub mod breaker;
mod message;
pub mod schedule;
pub mod worker;

use self::{breaker::BreakerSettings, schedule::Schedule};

/// How soon things are tried again. The default is the service's; tests have less time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    /// For a pusher.
    pub schedule: Schedule,
    /// For an origin.
    pub breaker: BreakerSettings,
}
