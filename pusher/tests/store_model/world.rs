//! The store and the model side by side.

use std::collections::{BTreeMap, HashSet};

use matrix_pusher::{
    delivery::{
        breaker::BreakerSettings,
        schedule::{Failure, Schedule},
    },
    store::{
        Store, StoreError, Transaction,
        counts::{self, BadgeMode},
        delivery::{self, Capacity, Claimed, Dropped, Job, Outcome, Settled, Terms, Work},
        events::{self, NewEvent, NewNotification, Thread},
        pushers,
        receipts::{self, Receipt},
        status,
    },
};
use proptest::sample::Index;
use serde_json::json;
use tempfile::TempDir;

use crate::{
    model::{Event, Model},
    support::service::{APP, registration},
};

pub(crate) const USERS: usize = 3;
pub(crate) const ROOMS: usize = 2;
pub(crate) const THREADS: usize = 3;
pub(crate) const PUSHKEYS: usize = 2;

const LEASE: i64 = 90_000;
const DAY: i64 = 24 * 3_600_000;

#[derive(Debug, Clone)]
pub(crate) enum Op {
    Event { room: usize, thread: usize, recipients: Vec<(usize, bool, bool)> },
    MoreRecipients { which: Index, recipients: Vec<(usize, bool, bool)> },
    Read { who: usize, which: Index, thread: Option<usize>, foreign: bool },
    ReadAhead { who: usize, room: usize, thread: Option<usize> },
    ReadByTime { who: usize, room: usize, thread: Option<usize> },
    Register { who: usize, key: usize },
    Unregister { who: usize, key: usize },
    Claim { total: usize, each: usize },
    Settle { which: Index, reply: Reply, goes_on: bool, jitter: f64 },
    Pass(i64),
    Restart,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    Accept,
    Reject,
    Refuse,
    Fail,
    Limit,
}

/// What is known about a pusher.
struct Pusher {
    user: usize,
    key: usize,
    /// How often it was registered.
    registrations: u32,
    /// How often it was when its request was handed out: a rejection is about that.
    registrations_at_lease: u32,
    /// How many notifications there were before it.
    from: usize,
    /// The notifications that its gateway took, in order.
    accepted: Vec<usize>,
    /// How many were given up.
    given_up: u64,
    /// The count that its gateway heard last.
    told: Option<u64>,
    lease_until: Option<i64>,
}

pub(crate) struct World {
    folder: TempDir,
    store: Store,
    terms: Terms,
    now: i64,
    ahead: usize,
    model: Model,
    pushers: BTreeMap<i64, Pusher>,
    in_flight: Vec<Job>,
}

fn user_id(user: usize) -> String {
    format!("@{user}:example.org")
}

fn room_id(room: usize) -> String {
    format!("!{room}:example.org")
}

fn thread_id(thread: usize) -> String {
    if thread == 0 { events::MAIN.to_owned() } else { format!("$thread-{thread}") }
}

fn origin(key: usize) -> String {
    format!("https://gateway-{key}.example.org")
}

impl World {
    pub(crate) async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("db")).unwrap();
        let terms = Terms {
            instance: "main".to_owned(),
            lease: LEASE,
            max_age: DAY,
            badge: Some(BadgeMode::Rooms),
            schedule: Schedule::default(),
            breaker: BreakerSettings::default(),
        };
        let (model, pushers) = (Model::default(), BTreeMap::new());
        let now = 1_795_341_657_000;
        Self { folder, store, terms, now, ahead: 0, model, pushers, in_flight: Vec::new() }
    }

    async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Transaction<'_>, &Terms, i64) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        let (terms, now) = (self.terms.clone(), self.now);
        self.store.write(move |transaction| write(transaction, &terms, now)).await.unwrap()
    }

    pub(crate) async fn apply(&mut self, op: Op) {
        match op {
            Op::Event { room, thread, recipients } => {
                let event_id = match self.waited_for(room) {
                    // Half of the events that receipts wait for come in the end.
                    Some(event_id) if self.model.events.len().is_multiple_of(2) => event_id,
                    _ => format!("$event-{}", self.model.events.len()),
                };
                self.event(Event { room, thread, event_id }, recipients).await;
            }
            Op::MoreRecipients { which, recipients } => {
                if !self.model.events.is_empty() {
                    let Event { room, thread, event_id } = which.get(&self.model.events);
                    let again = Event { room: *room, thread: *thread, event_id: event_id.clone() };
                    self.event(again, recipients).await;
                }
            }
            Op::Read { who, which, thread, foreign } => {
                if self.model.events.is_empty() {
                    return;
                }
                let event = which.index(self.model.events.len());
                // A receipt may be for another thread than that of its event.
                let Event { room, thread: own, ref event_id } = self.model.events[event];
                let thread = if foreign { thread } else { thread.map(|_| own) };
                let applied = self.receipt(who, room, thread, event_id.clone(), None).await;
                assert!(applied.is_known);
                assert_eq!(applied.read, self.model.read((who, room, thread), event));
            }
            Op::ReadAhead { who, room, thread } => {
                self.ahead += 1;
                let event_id = format!("$ahead-{}", self.ahead);
                let applied = self.receipt(who, room, thread, event_id.clone(), None).await;
                assert_eq!((applied.is_known, applied.read), (false, 0));
                self.model.read_ahead((who, room, thread), &event_id);
            }
            Op::ReadByTime { who, room, thread } => {
                self.ahead += 1;
                let (event_id, ts) = (format!("$elsewhere-{}", self.ahead), self.now - 1000);
                let applied = self.receipt(who, room, thread, event_id.clone(), Some(ts)).await;
                let covered = (who, room, thread);
                self.model.read_ahead(covered, &event_id);
                assert_eq!(applied.read, self.model.mark(covered, |notification| notification.at <= ts));
            }
            Op::Register { who, key } => self.register(who, key).await,
            Op::Unregister { who, key } => {
                self.write(move |transaction, _, _| {
                    pushers::delete(transaction, &user_id(who), APP, &format!("key-{key}"))
                })
                .await;
                self.pushers.retain(|_, pusher| (pusher.user, pusher.key) != (who, key));
            }
            Op::Claim { total, each } => self.claim(total, each).await,
            Op::Settle { which, reply, goes_on, jitter } => {
                if !self.in_flight.is_empty() {
                    let job = self.in_flight.remove(which.index(self.in_flight.len()));
                    self.settle(&job, reply, goes_on, jitter).await;
                }
            }
            Op::Pass(time) => self.now += time,
            Op::Restart => self.restart().await,
        }
        self.check_counts().await;
    }

    fn waited_for(&self, room: usize) -> Option<String> {
        let mut of_room = self.model.receipts.iter().filter(|((_, of, _), _)| *of == room);
        of_room.find_map(|(_, receipt)| receipt.waits_for.clone())
    }

    async fn event(&mut self, event: Event, recipients: Vec<(usize, bool, bool)>) {
        let new = NewEvent {
            room_id: room_id(event.room),
            event_id: Some(event.event_id.clone()),
            thread: Thread::Known(thread_id(event.thread)),
            event: "{}".to_owned(),
            room: "{}".to_owned(),
        };
        let notifications: Vec<NewNotification> = recipients
            .iter()
            .map(|&(user, highlight, push)| NewNotification {
                user_id: user_id(user),
                actions: "[]".to_owned(),
                highlight,
                push,
            })
            .collect();
        self.write(move |transaction, _, now| events::notify(transaction, &new, &notifications, now)).await;
        self.model.event(event, &recipients, self.now);
    }

    async fn receipt(
        &self,
        who: usize,
        room: usize,
        thread: Option<usize>,
        event_id: String,
        ts: Option<i64>,
    ) -> receipts::Applied {
        let receipt = Receipt {
            user_id: user_id(who),
            room_id: room_id(room),
            thread_id: thread.map(thread_id),
            event_id,
            ts,
        };
        self.write(move |transaction, _, now| {
            let applied = receipts::apply(transaction, &receipt)?;
            if applied.read > 0 {
                delivery::tell_badges(transaction, &receipt.user_id, now + 500)?;
            }
            Ok(applied)
        })
        .await
    }

    async fn register(&mut self, user: usize, key: usize) {
        let url = format!("{}/_matrix/push/v1/notify", origin(key));
        let pushkey = format!("key-{key}");
        let registration = registration(&user_id(user), &pushkey, &url, &json!({}));
        let found = self
            .write(move |transaction, _, now| {
                pushers::register(transaction, &registration, 100, now)?;
                pushers::of_user(transaction, &registration.user_id)
            })
            .await;
        for pusher in found {
            let from = self.model.notifications.len();
            let known = self.pushers.entry(pusher.pusher_id).or_insert_with(|| Pusher {
                user,
                key,
                registrations: 0,
                registrations_at_lease: 0,
                from,
                accepted: Vec::new(),
                given_up: 0,
                told: None,
                lease_until: None,
            });
            known.registrations += u32::from(known.key == key);
        }
    }

    async fn claim(&mut self, total: usize, each: usize) {
        let claimed: Claimed = self
            .write(move |transaction, terms, now| {
                let capacity = Capacity { total, of_origin: Box::new(move |_| each) };
                delivery::claim(transaction, terms, &capacity, now)
            })
            .await;
        assert!(claimed.jobs.len() <= total);
        for key in 0..PUSHKEYS {
            assert!(claimed.jobs.iter().filter(|job| job.origin == origin(key)).count() <= each);
        }
        self.dropped(&claimed.dropped);
        for job in claimed.jobs {
            self.leased(job);
        }
        self.forget_ended_leases().await;
    }

    /// A claim that finds nothing left to do for a pusher whose lease is over ends the lease for good.
    async fn forget_ended_leases(&mut self) {
        for user in 0..USERS {
            let of_user = self.store.read(move |connection| pushers::of_user(connection, &user_id(user)));
            let found: Result<_, StoreError> = of_user.await;
            for found in found.unwrap() {
                let pusher = self.pushers.get_mut(&found.pusher_id).unwrap();
                if pusher.lease_until.is_some_and(|until| until <= self.now) {
                    pusher.lease_until =
                        pusher.lease_until.filter(|_| found.next_attempt_at == pusher.lease_until);
                }
            }
        }
    }

    /// A request is handed out: to nobody else, in order, and about nothing that was read.
    fn leased(&mut self, job: Job) {
        let pusher = self.pushers.get_mut(&job.pusher_id).unwrap();
        assert!(pusher.lease_until.is_none_or(|until| until <= self.now), "leased twice");
        assert_eq!((job.lease_until, job.user_id.as_str()), (self.now + LEASE, &*user_id(pusher.user)));
        assert_eq!(job.unread, Some(self.model.badge(pusher.user)));
        pusher.lease_until = Some(job.lease_until);
        pusher.registrations_at_lease = pusher.registrations;
        match &job.work {
            Work::Event(event) => {
                let next = self.model.find(pusher.user, event.event_id.as_ref().unwrap());
                let notification = &self.model.notifications[next];
                assert!(!notification.read && notification.push && next >= pusher.from);
                assert!(notification.at >= self.now - DAY);
                assert!(pusher.accepted.last().is_none_or(|last| *last < next), "out of order");
                let done: HashSet<usize> = pusher.accepted.iter().copied().collect();
                let before = self.model.notifications[pusher.from..next].iter().enumerate();
                let left = before.filter(|(position, one)| {
                    let is_done = done.contains(&(pusher.from + position));
                    one.user == pusher.user && one.push && !one.read && !is_done
                });
                assert!(left.count() as u64 <= pusher.given_up, "one was left out");
            }
            Work::Badge => assert_ne!(job.unread, pusher.told),
        }
        self.in_flight.push(job);
    }

    async fn settle(&mut self, job: &Job, reply: Reply, goes_on: bool, jitter: f64) {
        let failed = |failure, origin_works| Outcome::Failed {
            failure,
            name: "test".to_owned(),
            origin_works,
            jitter,
        };
        let outcome = match reply {
            Reply::Accept => Outcome::Accepted,
            Reply::Reject => Outcome::Rejected,
            Reply::Refuse => failed(Failure::Refused, Some(true)),
            Reply::Fail => failed(Failure::Unavailable { retry_after: None }, Some(false)),
            Reply::Limit => failed(Failure::Unavailable { retry_after: None }, None),
        };
        let settling = job.clone();
        let settled: Settled = self
            .write(move |transaction, terms, now| {
                delivery::settle(transaction, terms, &settling, &outcome, goes_on, now)
            })
            .await;
        let is_ours = |pusher: &&mut Pusher| pusher.lease_until == Some(job.lease_until);
        let Some(pusher) = self.pushers.get_mut(&job.pusher_id).filter(is_ours) else {
            assert!(settled.next.is_none() && !settled.is_removed && !settled.is_skipped);
            return;
        };
        pusher.lease_until = None;
        match (reply, &job.work) {
            (Reply::Accept, Work::Event(event)) => {
                pusher.accepted.push(self.model.find(pusher.user, event.event_id.as_ref().unwrap()));
            }
            (_, Work::Event(_)) => pusher.given_up += u64::from(settled.is_skipped),
            (_, Work::Badge) => {}
        }
        if reply == Reply::Accept {
            pusher.told = job.unread;
        }
        let is_registered_anew = pusher.registrations != pusher.registrations_at_lease;
        assert_eq!(settled.is_removed, reply == Reply::Reject && !is_registered_anew);
        if settled.is_removed {
            self.pushers.remove(&job.pusher_id);
        }
        self.dropped(&settled.dropped);
        if let Some(next) = settled.next {
            assert!(goes_on && matches!(reply, Reply::Accept | Reply::Refuse | Reply::Reject));
            self.leased(next);
        }
    }

    fn dropped(&mut self, dropped: &[Dropped]) {
        for dropped in dropped {
            self.pushers.get_mut(&dropped.pusher_id).unwrap().given_up += dropped.count;
        }
    }

    async fn restart(&mut self) {
        self.store.clone().close().await;
        self.store = Store::open(&self.folder.path().join("db")).unwrap();
        self.write(delivery::reclaim).await;
        self.in_flight.clear();
        for pusher in self.pushers.values_mut() {
            pusher.lease_until = None;
        }
    }

    async fn check_counts(&self) {
        for user in 0..USERS {
            let read: Result<_, StoreError> = self
                .store
                .read(move |connection| {
                    let badge = counts::badge(connection, &user_id(user), BadgeMode::Rooms)?;
                    Ok((counts::of_user(connection, &user_id(user), None)?, badge))
                })
                .await;
            let (found, badge) = read.unwrap();
            let found: Vec<_> = found
                .into_iter()
                .map(|count| (count.room_id, count.thread_id, (count.notifications, count.highlights)))
                .collect();
            let mut expected: Vec<_> = self
                .model
                .counts(user)
                .into_iter()
                .map(|((room, thread), sums)| (room_id(room), thread_id(thread), sums))
                .collect();
            expected.sort();
            assert_eq!((found, badge), (expected, self.model.badge(user)));
        }
    }

    /// Everything works from now on: nothing may be left in the end, and nothing may be missing.
    pub(crate) async fn drain(&mut self) {
        self.restart().await;
        let end = self.now + 90 * DAY;
        loop {
            assert!(self.now < end, "it never ends");
            self.claim(5, 5).await;
            if self.in_flight.is_empty() {
                let now = self.now;
                let queue = self.store.read(move |connection| status::queue(connection, now)).await;
                let queue: Result<_, StoreError> = queue;
                if queue.unwrap().waiting == 0 {
                    return self.check_delivered();
                }
                self.now += 60_000;
            }
            while let Some(job) = self.in_flight.pop() {
                self.settle(&job, Reply::Accept, true, 0.5).await;
            }
        }
    }

    fn check_delivered(&self) {
        for pusher in self.pushers.values() {
            let missing =
                self.model.notifications.iter().enumerate().skip(pusher.from).filter(|(at, one)| {
                    one.user == pusher.user && one.push && !one.read && !pusher.accepted.contains(at)
                });
            assert!(missing.count() as u64 <= pusher.given_up, "one was lost");
            let all_pushed = self.model.notifications.iter().all(|one| one.push);
            if all_pushed && pusher.given_up == 0 && pusher.told.is_some() {
                assert_eq!(pusher.told, Some(self.model.badge(pusher.user)), "a badge is wrong");
            }
        }
    }
}
