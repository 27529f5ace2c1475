//! The worker: claims pushers that have something to do, sends, and settles what came of it.
//!
//! One task for each pusher that is at work, so that each has one request under way. It goes on with the
//! same pusher until nothing is left or others have waited long enough. The tasks hold no state that matters:
//! everything that was decided is in the store before the next request is sent.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Notify,
    task::JoinSet,
    time::{Instant, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    Pace,
    breaker::BreakerSettings,
    message,
    schedule::{Schedule, millis},
};
use crate::{
    clock::{Clock, Millis},
    config::{Badge, Config, Live},
    gateway::{client::GatewayClient, response::Answer},
    operations::{logs::fingerprint, metrics},
    store::{
        Store, StoreError,
        counts::BadgeMode,
        delivery::{self, Capacity, Claimed, Dropped, Job, Outcome, Settled, Terms, Work},
    },
};

/// How often to look for work that another process brought, or whose time came unnoticed.
const POLL: Duration = Duration::from_secs(1);

/// How long to wait after the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How many requests a pusher makes before others have their turn.
const TURN: usize = 100;

/// What a lease has beyond the longest request, for the store to keep what came of it.
const LEASE_MARGIN: Duration = Duration::from_secs(60);

/// Delivers what the store holds. Cheap to clone; clones share connections, not work.
#[derive(Clone)]
pub struct Worker {
    store: Store,
    client: GatewayClient,
    clock: Clock,
    work: Arc<Notify>,
    live: Live,
    pace: Pace,
    stopping: CancellationToken,
}

impl Worker {
    /// A worker that looks for work when `work` is notified, and stops when `stopping` is cancelled.
    pub fn new(
        store: Store,
        client: GatewayClient,
        clock: Clock,
        work: Arc<Notify>,
        live: Live,
        stopping: CancellationToken,
    ) -> Self {
        Self { store, client, clock, work, live, pace: Pace::default(), stopping }
    }

    /// The same worker at another pace.
    #[must_use]
    pub fn at(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// Takes up what an earlier run of this process left in the middle of its work. Before anything else.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn take_up(&self) -> Result<(), StoreError> {
        let (now, terms) = (self.clock.now(), self.terms());
        let reclaimed: usize =
            self.store.write(move |transaction| delivery::reclaim(transaction, &terms, now)).await?;
        if reclaimed > 0 {
            tracing::info!(reclaimed, "taking up what an earlier run left");
        }
        Ok(())
    }

    /// Delivers until it is told to stop. Then requests under way may finish, and what was not finished in
    /// time is sent again by whoever comes next.
    pub async fn run(self) {
        let busy = Busy::default();
        let mut tasks = JoinSet::new();
        while !self.stopping.is_cancelled() {
            let look_again = self.start_claimed(&busy, &mut tasks).await;
            tokio::select! {
                () = self.stopping.cancelled() => {}
                () = self.work.notified() => {}
                () = sleep_until(look_again) => {}
                Some(_) = tasks.join_next() => while tasks.try_join_next().is_some() {},
            }
        }
        let patience = Duration::from_secs(self.live.current().delivery.drain_s);
        let drained = async { while tasks.join_next().await.is_some() {} };
        // What is left is dropped with the tasks, and sent again.
        let _in_time = timeout(patience, drained).await;
    }

    /// Claims as much as there is room for, and starts it. Answers when to look again at the latest.
    async fn start_claimed(&self, busy: &Busy, tasks: &mut JoinSet<()>) -> Instant {
        let room = (self.live.current().delivery.concurrency as usize).saturating_sub(tasks.len());
        if room == 0 {
            // The end of a task is what to wait for.
            return Instant::now() + POLL;
        }
        let claimed = match self.claim(busy, room).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::error!(%error, "cannot look for work");
                return Instant::now() + AFTER_FAILURE;
            }
        };
        report_dropped(&claimed.dropped);
        for job in claimed.jobs {
            let place = busy.enter(&job.origin);
            let worker = self.clone();
            tasks.spawn(async move {
                worker.deliver(job).await;
                drop(place);
            });
        }
        let wait = claimed.next_at.map(|at| at.saturating_sub(self.clock.now()).max(0).unsigned_abs());
        Instant::now() + wait.map_or(POLL, Duration::from_millis).min(POLL)
    }

    async fn claim(&self, busy: &Busy, room: usize) -> Result<Claimed, StoreError> {
        let (terms, now) = (self.terms(), self.clock.now());
        let (busy, limit) = (busy.clone(), self.live.current().delivery.concurrency_per_origin as usize);
        let of_origin = Box::new(move |origin: &str| limit.saturating_sub(busy.with(origin)));
        let capacity = Capacity { total: room, of_origin };
        self.store.write(move |transaction| delivery::claim(transaction, &terms, &capacity, now)).await
    }

    /// Makes the requests of a pusher, one after the other.
    async fn deliver(&self, job: Job) {
        let mut next = Some(Arc::new(job));
        let mut turn = 0;
        while let Some(job) = next {
            turn += 1;
            let answer = self.send(&job).await;
            let goes_on = turn < TURN && !self.stopping.is_cancelled();
            let settled = self.settle(&job, &answer, goes_on).await;
            report(&job, &answer, &settled, self.clock.now());
            if settled.wakes_others {
                self.work.notify_one();
            }
            next = settled.next.map(Arc::new);
        }
    }

    fn terms(&self) -> Terms {
        terms(&self.live.current(), self.pace)
    }

    async fn send(&self, job: &Job) -> Answer {
        match message::body(job) {
            Ok(body) => self.client.send(&job.url, body).await,
            Err(error) => {
                tracing::error!(pusher_id = job.pusher_id, %error, "what is stored cannot be sent");
                // It never will be: to be given up like what a gateway does not want.
                Answer::Refused { status: 0 }
            }
        }
    }

    /// Keeps what came of a request. It is not lost if the store fails: the answer waits for the store, for as
    /// long as the pusher is leased, and is the request to be made again after that.
    async fn settle(&self, job: &Arc<Job>, answer: &Answer, goes_on: bool) -> Settled {
        let outcome = outcome(job, answer);
        loop {
            let (terms, job, outcome) = (self.terms(), Arc::clone(job), outcome.clone());
            let (now, lease_until) = (self.clock.now(), job.lease_until);
            let settled: Result<_, StoreError> = self
                .store
                .write_short(move |transaction| {
                    delivery::settle(transaction, &terms, &job, &outcome, goes_on, now)
                })
                .await;
            match settled {
                Ok(settled) => return settled,
                Err(StoreError::Closed) => return Settled::default(),
                Err(error) => tracing::error!(%error, "cannot keep what came of a request"),
            }
            if self.clock.now() >= lease_until {
                return Settled::default();
            }
            tokio::time::sleep(AFTER_FAILURE).await;
        }
    }
}

/// What an answer means for the pusher that asked.
fn outcome(job: &Job, answer: &Answer) -> Outcome {
    match (answer, answer.failure()) {
        (Answer::Accepted { rejected }, _) if rejected.contains(&job.pushkey) => Outcome::Rejected,
        (_, None) => Outcome::Accepted,
        (_, Some(failure)) => Outcome::Failed {
            failure,
            name: message::failure(answer),
            origin_works: answer.origin_works(),
            jitter: rand::random(),
        },
    }
}

/// By which rules a configuration wants work to be handed out.
fn terms(config: &Config, pace: Pace) -> Terms {
    let max_age = Duration::from_secs(60 * 60 * u64::from(config.delivery.max_age_hours));
    let lease = Duration::from_secs(config.gateway.timeout_s) + LEASE_MARGIN;
    Terms {
        instance: config.delivery.instance.clone(),
        lease: millis(lease),
        max_age: millis(max_age),
        badge: match config.delivery.badge {
            Badge::Rooms => Some(BadgeMode::Rooms),
            Badge::Messages => Some(BadgeMode::Messages),
            Badge::Off => None,
        },
        schedule: Schedule { unavailable_for: max_age, ..pace.schedule },
        breaker: BreakerSettings { probe_lease: lease, ..pace.breaker },
    }
}

/// Says what came of a request, to logs and metrics.
fn report(job: &Job, answer: &Answer, settled: &Settled, now: Millis) {
    let Job { pusher_id, app_id, origin, .. } = job;
    let pushkey = || fingerprint(&job.pushkey);
    metrics::delivered(origin, answer.outcome());
    match (&job.work, answer) {
        (Work::Event(event), Answer::Accepted { .. }) => {
            let after = now.saturating_sub(event.at).max(0).unsigned_abs();
            metrics::accepted_after(Duration::from_millis(after));
        }
        (Work::Badge, Answer::Accepted { .. }) => {}
        _ => {
            let (failure, attempts) = (message::failure(answer), job.attempts + 1);
            tracing::info!(pusher_id, app_id, origin, pushkey = %pushkey(), failure, attempts, "a request failed");
        }
    }
    if settled.is_removed {
        tracing::info!(pusher_id, app_id, origin, pushkey = %pushkey(), "removed a pusher, as its gateway wants");
    }
    if settled.is_skipped {
        tracing::warn!(pusher_id, app_id, origin, pushkey = %pushkey(), "skipped what the gateway refuses");
        metrics::dropped(origin, "refused", 1);
    }
    match settled.breaker_is_open {
        Some(true) => tracing::warn!(origin, "a gateway does not work: trying it only now and then"),
        Some(false) => tracing::info!(origin, "a gateway works again"),
        None => {}
    }
    report_dropped(&settled.dropped);
}

fn report_dropped(dropped: &[Dropped]) {
    for Dropped { pusher_id, origin, count } in dropped {
        tracing::warn!(pusher_id, origin, count, "dropped notifications that are too old");
        metrics::dropped(origin, "too_old", *count);
    }
}

/// How many requests are under way to each origin.
#[derive(Debug, Clone, Default)]
struct Busy(Arc<Mutex<HashMap<String, usize>>>);

/// A request under way; it ends when this is dropped.
struct Place {
    busy: Busy,
    origin: String,
}

impl Busy {
    fn with(&self, origin: &str) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(origin).copied().unwrap_or(0)
    }

    fn enter(&self, origin: &str) -> Place {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(origin.to_owned()).or_insert(0) += 1;
        Place { busy: self.clone(), origin: origin.to_owned() }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut origins = self.busy.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(busy) = origins.get_mut(&self.origin) {
            *busy = busy.saturating_sub(1);
            if *busy == 0 {
                origins.remove(&self.origin);
            }
        }
    }
}
