//! One circuit breaker for each origin: a gateway that is down costs one probe now and then, not one retry
//! loop for every pusher that it serves.
//!
//! Pure decisions over a row of the store, so that several processes agree: load it, ask, store it, in one
//! transaction.
//!
//! ```text
//! closed ──failures in a row reach the threshold──▶ open ──the wait is over──▶ one probe at a time
//!   ▲                                                ▲                              │
//!   └────────────────────── success ─────────────────┼───────────success────────────┤
//!                                                    └──────failure, longer wait────┘
//! ```

use std::time::Duration;

use super::schedule::{draw, millis};
use crate::clock::Millis;

/// The numbers of the breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerSettings {
    /// How many failures in a row, of whichever pushers, open it.
    pub threshold: u32,
    /// How long it stays open at first; twice as long after each probe that fails.
    pub shortest: Duration,
    /// How long it stays open at most.
    pub longest: Duration,
    /// How long a probe may take before another one is let through: longer than any request.
    pub probe_lease: Duration,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self {
            threshold: 5,
            shortest: Duration::from_secs(2),
            longest: Duration::from_secs(5 * 60),
            probe_lease: Duration::from_secs(45),
        }
    }
}

/// What the store remembers of an origin; the default is one that works.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Breaker {
    /// Failures in a row: of anybody up to the threshold, of probes from then on.
    pub failures: u32,
    /// When the first of them happened.
    pub failing_since: Option<Millis>,
    /// Nothing but probes from the threshold on, and none before this time.
    pub open_until: Option<Millis>,
    /// Who is probing.
    pub probe: Option<Probe>,
}

/// A probe on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Who sends it: a process and a worker in it.
    pub owner: String,
    /// When it is taken for lost.
    pub until: Millis,
}

/// Whether a request may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Yes.
    Go,
    /// Yes, and the fate of the origin hangs on it.
    Probe,
    /// No: ask again at this time.
    Wait {
        /// The earliest time at which the answer may be another.
        until: Millis,
    },
}

/// The state's name, for metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Requests pass.
    Closed,
    /// None pass.
    Open,
    /// One may pass, or is on its way.
    HalfOpen,
}

impl Breaker {
    /// Whether a request may be sent now. A probe is noted under the owner's name.
    ///
    /// A time that is farther away than any that is chosen is of a clock that has been put back since: it counts as
    /// passed.
    pub fn admit(&mut self, settings: &BreakerSettings, now: Millis, owner: &str) -> Admission {
        let is_far = |until: Millis, most: Duration| until.saturating_sub(now) > millis(most);
        if self.open_until.is_some_and(|until| is_far(until, settings.longest)) {
            self.open_until = Some(now);
        }
        if self.probe.as_ref().is_some_and(|probe| is_far(probe.until, settings.probe_lease)) {
            self.probe = None;
        }
        match self.state(now) {
            State::Closed => Admission::Go,
            State::Open => Admission::Wait { until: self.open_until.unwrap_or(now) },
            State::HalfOpen => match &self.probe {
                Some(probe) if probe.until > now => Admission::Wait { until: probe.until },
                _ => {
                    let until = now.saturating_add(millis(settings.probe_lease));
                    self.probe = Some(Probe { owner: owner.to_owned(), until });
                    Admission::Probe
                }
            },
        }
    }

    /// The gateway answered. Whoever asked, it is alive: everything passes again.
    pub fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// A request failed. `jitter` is a random number from 0 to 1.
    ///
    /// Once it is open, only the failure of the probe counts: those that were under way when it opened say
    /// nothing new.
    pub fn failed(&mut self, settings: &BreakerSettings, now: Millis, owner: &str, jitter: f64) {
        let probed = self.probe.as_ref().is_some_and(|probe| probe.owner == owner);
        if self.open_until.is_some() && !probed {
            return;
        }
        self.failures = self.failures.saturating_add(1);
        self.failing_since.get_or_insert(now);
        self.probe = None;
        if self.failures >= settings.threshold {
            let doublings = self.failures - settings.threshold;
            let longest =
                settings.shortest.saturating_mul(2_u32.saturating_pow(doublings)).min(settings.longest);
            // Never less than half, so that an origin that stays dead is asked ever less often.
            let wait = draw(longest / 2, longest, jitter);
            self.open_until = Some(now.saturating_add(millis(wait)));
        }
    }

    /// The probe ended without telling anything about the origin, as with a rate limit: another may go.
    pub fn undecided(&mut self, owner: &str) {
        if self.probe.as_ref().is_some_and(|probe| probe.owner == owner) {
            self.probe = None;
        }
    }

    /// The state at a time.
    #[must_use]
    pub fn state(&self, now: Millis) -> State {
        match self.open_until {
            None => State::Closed,
            Some(until) if until > now => State::Open,
            Some(_) => State::HalfOpen,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SETTINGS: BreakerSettings = BreakerSettings {
        threshold: 3,
        shortest: Duration::from_secs(2),
        longest: Duration::from_secs(60),
        probe_lease: Duration::from_secs(45),
    };

    fn opened_at(now: Millis) -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..SETTINGS.threshold {
            assert_eq!(breaker.admit(&SETTINGS, now, "a"), Admission::Go);
            breaker.failed(&SETTINGS, now, "a", 1.0);
        }
        breaker
    }

    #[test]
    fn opens_at_the_threshold_and_not_before() {
        let breaker = opened_at(1000);
        assert_eq!((breaker.state(1000), breaker.failing_since), (State::Open, Some(1000)));
        assert_eq!(breaker.open_until, Some(3000));
        assert_eq!(breaker.state(3000), State::HalfOpen);
    }

    #[test]
    fn a_success_between_failures_keeps_it_closed() {
        let mut breaker = Breaker::default();
        for _ in 0..10 {
            breaker.failed(&SETTINGS, 0, "a", 1.0);
            breaker.failed(&SETTINGS, 0, "b", 1.0);
            breaker.succeeded();
        }
        assert_eq!(breaker, Breaker::default());
    }

    #[test]
    fn one_probe_at_a_time_and_a_lost_one_is_replaced() {
        let mut breaker = opened_at(0);
        assert_eq!(breaker.admit(&SETTINGS, 1999, "a"), Admission::Wait { until: 2000 });
        assert_eq!(breaker.admit(&SETTINGS, 2000, "a"), Admission::Probe);
        assert_eq!(breaker.admit(&SETTINGS, 2000, "b"), Admission::Wait { until: 47_000 });
        assert_eq!(breaker.admit(&SETTINGS, 46_999, "b"), Admission::Wait { until: 47_000 });
        assert_eq!(breaker.admit(&SETTINGS, 47_000, "b"), Admission::Probe);
        // The first one is not lost after all, but no longer decides.
        breaker.failed(&SETTINGS, 48_000, "a", 1.0);
        assert_eq!(breaker.failures, 3);
        breaker.failed(&SETTINGS, 49_000, "b", 1.0);
        assert_eq!((breaker.failures, breaker.open_until), (4, Some(53_000)));
        breaker.succeeded();
        assert_eq!(breaker.admit(&SETTINGS, 49_000, "c"), Admission::Go);
    }

    #[test]
    fn probes_become_rarer_up_to_a_limit() {
        let mut breaker = opened_at(0);
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..8 {
            let Some(until) = breaker.open_until else { panic!("closed") };
            waits.push((until - now) / 1000);
            now = until;
            assert_eq!(breaker.admit(&SETTINGS, now, "a"), Admission::Probe);
            breaker.failed(&SETTINGS, now, "a", 1.0);
        }
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(breaker.failing_since, Some(0), "the outage is one");
    }

    #[test]
    fn a_probe_that_decides_nothing_makes_room_for_another() {
        let mut breaker = opened_at(0);
        assert_eq!(breaker.admit(&SETTINGS, 2000, "a"), Admission::Probe);
        breaker.undecided("b");
        assert!(matches!(breaker.admit(&SETTINGS, 2000, "b"), Admission::Wait { .. }));
        breaker.undecided("a");
        assert_eq!(breaker.admit(&SETTINGS, 2000, "b"), Admission::Probe);
    }

    #[test]
    fn a_clock_that_is_put_back_does_not_keep_it_open() {
        let mut breaker = opened_at(1_000_000);
        assert_eq!(breaker.admit(&SETTINGS, 1000, "a"), Admission::Probe);
        // Nor does a probe that was on its way.
        let mut breaker = opened_at(1_000_000);
        assert_eq!(breaker.admit(&SETTINGS, 1_002_000, "a"), Admission::Probe);
        assert_eq!(breaker.admit(&SETTINGS, 1000, "b"), Admission::Probe);
        assert_eq!(breaker.admit(&SETTINGS, 1000, "c"), Admission::Wait { until: 46_000 });
    }

    #[test]
    fn what_was_under_way_when_it_opened_does_not_count() {
        let mut breaker = opened_at(0);
        let before = breaker.clone();
        for _ in 0..50 {
            breaker.failed(&SETTINGS, 1000, "late", 1.0);
        }
        assert_eq!(breaker, before);
    }

    #[derive(Debug, Clone)]
    enum Step {
        Ask(u8),
        Success,
        Failure(u8, f64),
        Undecided(u8),
        Pass(Millis),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            3 => (0_u8..4).prop_map(Step::Ask),
            1 => Just(Step::Success),
            4 => ((0_u8..4), 0.0..=1.0).prop_map(|(who, jitter)| Step::Failure(who, jitter)),
            1 => (0_u8..4).prop_map(Step::Undecided),
            2 => (0_i64..70_000).prop_map(Step::Pass),
        ];
        prop::collection::vec(step, 1..200)
    }

    proptest! {
        /// Workers ask and report in any order: never two probes, no wait without end, no way past an open one.
        #[test]
        fn whatever_happens(steps in steps()) {
            let (mut breaker, mut now) = (Breaker::default(), 0);
            for step in steps {
                match step {
                    Step::Pass(wait) => now += wait,
                    Step::Success => breaker.succeeded(),
                    Step::Failure(who, jitter) => breaker.failed(&SETTINGS, now, &who.to_string(), jitter),
                    Step::Undecided(who) => breaker.undecided(&who.to_string()),
                    Step::Ask(who) => {
                        let before = breaker.clone();
                        match breaker.admit(&SETTINGS, now, &who.to_string()) {
                            Admission::Go => prop_assert_eq!(before.state(now), State::Closed),
                            Admission::Probe => {
                                prop_assert_eq!(before.state(now), State::HalfOpen);
                                prop_assert!(before.probe.is_none_or(|probe| probe.until <= now));
                            }
                            Admission::Wait { until } => {
                                prop_assert!(until > now && until <= now + 60_000);
                                prop_assert_eq!(&before, &breaker, "asking in vain changes nothing");
                            }
                        }
                    }
                }
                prop_assert_eq!(breaker.open_until.is_some(), breaker.failures >= SETTINGS.threshold);
                prop_assert_eq!(breaker.failing_since.is_some(), breaker.failures > 0);
                prop_assert!(breaker.probe.is_none() || breaker.open_until.is_some());
            }
        }
    }
}
