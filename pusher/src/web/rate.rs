//! How often somebody may call.

use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
};

use arc_swap::ArcSwap;
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};

use super::MatrixError;

/// How many calls pass before those who have not called for long are forgotten.
const CALLS_BETWEEN_PRUNINGS: u32 = 4096;

/// A rate for each key: so many in a second in the long run, and so many at once.
#[derive(Debug)]
pub struct Rate<K: Clone + Eq + Hash> {
    limiter: ArcSwap<Limiter<K>>,
    calls: AtomicU32,
}

#[derive(Debug)]
struct Limiter<K: Clone + Eq + Hash> {
    allowed: Allowed,
    keyed: DefaultKeyedRateLimiter<K>,
}

/// What is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    /// In the long run.
    pub per_second: u32,
    /// At once.
    pub burst: u32,
}

impl<K: Clone + Eq + Hash> Rate<K> {
    /// Nobody has called yet.
    #[must_use]
    pub fn new(allowed: Allowed) -> Self {
        Self { limiter: ArcSwap::from_pointee(Limiter::new(allowed)), calls: AtomicU32::new(0) }
    }

    /// Counts a call. What is allowed may change from call to call; then everybody starts anew.
    ///
    /// # Errors
    /// `M_LIMIT_EXCEEDED`, with the time after which a call would be let through.
    pub fn check(&self, key: &K, allowed: Allowed) -> Result<(), MatrixError> {
        if self.limiter.load().allowed != allowed {
            self.limiter.store(Limiter::new(allowed).into());
        }
        let limiter = self.limiter.load();
        if self.calls.fetch_add(1, Ordering::Relaxed) % CALLS_BETWEEN_PRUNINGS == CALLS_BETWEEN_PRUNINGS - 1 {
            limiter.keyed.retain_recent();
        }
        limiter
            .keyed
            .check_key(key)
            .map_err(|refused| MatrixError::limited(refused.wait_time_from(DefaultClock::default().now())))
    }
}

impl<K: Clone + Eq + Hash> Limiter<K> {
    fn new(allowed: Allowed) -> Self {
        let number = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(number(allowed.per_second)).allow_burst(number(allowed.burst));
        Self { allowed, keyed: RateLimiter::keyed(quota) }
    }
}
