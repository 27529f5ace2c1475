//! When to try again, and when to stop: pure decisions over what the store remembers of a pusher.
//!
//! The wait before try n+1 is drawn evenly from one second to 2ⁿ seconds, at most an hour ("full jitter"), so
//! that many pushers that failed together do not come back together. What the gateway asks for with
//! `Retry-After` is the least that is waited, within the same bounds.
//!
//! Two budgets limit it. A notification that is *refused* (4xx) is tried three times, or for a quarter of an
//! hour, and is then skipped, so that it does not block those behind it. A gateway that is *unavailable* is
//! tried for a day; from then on, whatever is older than a day is dropped as it becomes so, and what is newer
//! stays.

use std::time::Duration;

use crate::clock::Millis;

/// The numbers of the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// The shortest wait.
    pub shortest: Duration,
    /// The longest wait, also if a gateway asks for more.
    pub longest: Duration,
    /// How often a refused notification is tried.
    pub refused_tries: u32,
    /// How long after its first refusal it is still tried.
    pub refused_for: Duration,
    /// How long an unavailable gateway is tried, and how old its backlog becomes.
    pub unavailable_for: Duration,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            shortest: Duration::from_secs(1),
            longest: Duration::from_secs(60 * 60),
            refused_tries: 3,
            refused_for: Duration::from_secs(15 * 60),
            unavailable_for: Duration::from_secs(24 * 60 * 60),
        }
    }
}

/// What went wrong with a try, as far as it matters for the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The gateway does not want this notification.
    Refused,
    /// The gateway cannot be reached, does not work, or asks for time.
    Unavailable {
        /// How much time it asks for.
        retry_after: Option<Duration>,
    },
}

/// The failures of a pusher since its last success. The store keeps it; the default is "none".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failing {
    /// How many tries failed in a row.
    pub attempts: u32,
    /// When the first of them failed.
    pub since: Option<Millis>,
    /// How often the notification at the head was refused.
    pub refusals: u32,
    /// When it was refused first.
    pub refused_since: Option<Millis>,
}

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Try the head of the queue again.
    Retry {
        /// Not before this time.
        at: Millis,
        /// First drop what was received before this time, if anything was.
        drop_before: Option<Millis>,
    },
    /// Give the notification at the head up and go on with the next at once.
    Skip,
}

impl Schedule {
    /// What follows from a failure. `jitter` is a random number from 0 to 1.
    #[must_use]
    pub fn after(&self, failing: Failing, failure: Failure, now: Millis, jitter: f64) -> (Failing, Verdict) {
        let since = failing.since.unwrap_or(now);
        let mut failing =
            Failing { attempts: failing.attempts.saturating_add(1), since: Some(since), ..failing };
        let asked = match failure {
            Failure::Refused => {
                let refused_since = failing.refused_since.unwrap_or(now);
                failing.refusals = failing.refusals.saturating_add(1);
                failing.refused_since = Some(refused_since);
                if failing.refusals >= self.refused_tries || passed(refused_since, self.refused_for, now) {
                    // The gateway works, it is this notification that does not.
                    return (Failing::default(), Verdict::Skip);
                }
                None
            }
            Failure::Unavailable { retry_after } => retry_after,
        };
        let wait = self.wait(failing.attempts, jitter).max(self.bounded(asked.unwrap_or_default()));
        let at = now.saturating_add(millis(wait));
        (failing, Verdict::Retry { at, drop_before: self.drop_before(since, now) })
    }

    /// Which backlog a gateway that has failed since a time has no claim to any more: what was received before
    /// the returned time. Nothing in its first day.
    #[must_use]
    pub fn drop_before(&self, failing_since: Millis, now: Millis) -> Option<Millis> {
        passed(failing_since, self.unavailable_for, now)
            .then(|| now.saturating_sub(millis(self.unavailable_for)))
    }

    /// A wait after so many failures.
    pub(crate) fn wait(&self, attempts: u32, jitter: f64) -> Duration {
        let ceiling = self.shortest.saturating_mul(2_u32.saturating_pow(attempts)).min(self.longest);
        self.bounded(draw(self.shortest, ceiling, jitter))
    }

    fn bounded(&self, wait: Duration) -> Duration {
        wait.clamp(self.shortest, self.longest.max(self.shortest))
    }
}

/// A duration between two, at the place that `jitter` (0 to 1) says.
pub(super) fn draw(from: Duration, to: Duration, jitter: f64) -> Duration {
    let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 1.0 };
    from + to.saturating_sub(from).mul_f64(jitter)
}

/// A duration in the store's unit.
pub(crate) fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}

fn passed(since: Millis, duration: Duration, now: Millis) -> bool {
    now.saturating_sub(since) >= millis(duration)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Millis = 1000;
    const HOUR: Millis = 3600 * SECOND;
    const DAY: Millis = 24 * HOUR;

    const DOWN: Failure = Failure::Unavailable { retry_after: None };

    fn asking(secs: u64) -> Failure {
        Failure::Unavailable { retry_after: Some(Duration::from_secs(secs)) }
    }

    fn at(verdict: Verdict) -> Millis {
        match verdict {
            Verdict::Retry { at, .. } => at,
            Verdict::Skip => panic!("skipped"),
        }
    }

    #[test]
    fn waits_double_from_two_seconds_to_an_hour() {
        let schedule = Schedule::default();
        let mut failing = Failing::default();
        let mut longest = Vec::new();
        for _ in 0..14 {
            let (next, verdict) = schedule.after(failing, DOWN, 0, 1.0);
            longest.push(at(verdict) / SECOND);
            assert_eq!(at(schedule.after(failing, DOWN, 0, 0.0).1), SECOND, "the least is one second");
            failing = next;
        }
        assert_eq!(longest, [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600]);
    }

    #[test]
    fn the_gateway_can_ask_for_more_but_not_for_ever() {
        let schedule = Schedule::default();
        for (asked, expected) in [(0, SECOND), (1, SECOND), (7, 7 * SECOND), (86_400, HOUR), (u64::MAX, HOUR)]
        {
            assert_eq!(at(schedule.after(Failing::default(), asking(asked), 0, 0.0).1), expected, "{asked}");
        }
        // It cannot ask for less than the backoff.
        let failing = Failing { attempts: 9, since: Some(0), ..Failing::default() };
        assert_eq!(at(schedule.after(failing, asking(3), 0, 1.0).1), 1024 * SECOND);
    }

    #[test]
    fn a_refused_notification_is_skipped_at_the_third_try() {
        let schedule = Schedule::default();
        let (failing, first) = schedule.after(Failing::default(), Failure::Refused, 0, 0.5);
        assert_eq!(first, Verdict::Retry { at: 1500, drop_before: None });
        let (failing, second) = schedule.after(failing, Failure::Refused, 1500, 0.5);
        assert!(matches!(second, Verdict::Retry { .. }));
        assert_eq!(schedule.after(failing, Failure::Refused, 4000, 0.5), (Failing::default(), Verdict::Skip));
    }

    #[test]
    fn an_outage_before_does_not_use_the_budget_of_refusals() {
        let schedule = Schedule::default();
        let outage = Failing { attempts: 40, since: Some(0), ..Failing::default() };
        let (failing, verdict) = schedule.after(outage, Failure::Refused, 20 * HOUR, 1.0);
        assert_eq!(at(verdict), 21 * HOUR);
        // But by the time of the second refusal a quarter of an hour has passed.
        assert_eq!(schedule.after(failing, Failure::Refused, 21 * HOUR, 1.0).1, Verdict::Skip);
    }

    #[test]
    fn after_a_day_what_is_older_than_a_day_is_dropped_at_every_try() {
        let schedule = Schedule::default();
        let mut failing = Failing { attempts: 30, since: Some(0), ..Failing::default() };
        for (now, expected) in [(DAY - 1, None), (DAY, Some(0)), (DAY + HOUR, Some(HOUR))] {
            let (next, verdict) = schedule.after(failing, DOWN, now, 1.0);
            assert_eq!(verdict, Verdict::Retry { at: now + HOUR, drop_before: expected });
            failing = next;
        }
    }

    fn failures() -> impl Strategy<Value = Vec<(Failure, f64)>> {
        let failure = prop_oneof![
            Just(Failure::Refused),
            Just(DOWN),
            any::<u64>().prop_map(asking),
            (0_u64..4000).prop_map(asking)
        ];
        prop::collection::vec((failure, 0.0..=1.0), 1..60)
    }

    proptest! {
        #[test]
        fn whatever_happens(failures in failures(), start in -DAY..4_000_000_000_000_i64) {
            let schedule = Schedule::default();
            let (mut now, mut failing, mut since) = (start, Failing::default(), None);
            let mut refusals = 0;
            for (failure, jitter) in failures {
                let (next, verdict) = schedule.after(failing, failure, now, jitter);
                let began = *since.get_or_insert(now);
                refusals += u32::from(failure == Failure::Refused);
                match verdict {
                    Verdict::Retry { at, drop_before } => {
                        prop_assert!((SECOND..=HOUR).contains(&(at - now)), "waits a second to an hour");
                        if let Failure::Unavailable { retry_after: Some(asked) } = failure {
                            prop_assert!(at - now >= millis(asked).min(HOUR), "as long as it was asked to");
                        }
                        prop_assert_eq!(drop_before, (now - began >= DAY).then_some(now - DAY));
                        prop_assert!(refusals < 3);
                        prop_assert_eq!((next.attempts, next.since), (failing.attempts + 1, Some(began)));
                        now = at;
                    }
                    Verdict::Skip => {
                        prop_assert_eq!(failure, Failure::Refused, "only refusals skip");
                        prop_assert_eq!(next, Failing::default());
                        (since, refusals) = (None, 0);
                    }
                }
                failing = next;
            }
        }

        #[test]
        fn never_overflows(
            attempts: u32, refusals: u32, since: Option<i64>, refused_since: Option<i64>,
            now: i64, asked: Option<u64>, jitter: f64, refused: bool,
        ) {
            let failing = Failing { attempts, since, refusals, refused_since };
            let failure = match asked {
                _ if refused => Failure::Refused,
                Some(asked) => asking(asked),
                None => DOWN,
            };
            if let (_, Verdict::Retry { at, .. }) = Schedule::default().after(failing, failure, now, jitter) {
                prop_assert!(at >= now);
            }
        }

        #[test]
        fn jitter_spreads_over_the_whole_range(attempts in 0_u32..20, jitter in 0.0..=1.0) {
            let schedule = Schedule::default();
            let ceiling = Duration::from_secs(2_u64.pow(attempts).min(3600));
            let wait = schedule.wait(attempts, jitter);
            let expected = 1.0 + (ceiling.as_secs_f64() - 1.0) * jitter;
            prop_assert!((wait.as_secs_f64() - expected).abs() < 1e-3);
        }
    }
}
