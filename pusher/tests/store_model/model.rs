//! What should be in the store, as lists that are searched from end to end.

use std::collections::BTreeMap;

/// An event, in the order in which they came.
pub(crate) struct Event {
    pub(crate) room: usize,
    pub(crate) thread: usize,
    pub(crate) event_id: String,
}

/// A notification, in the order in which they were made.
#[derive(Debug)]
pub(crate) struct Notification {
    pub(crate) user: usize,
    pub(crate) event: usize,
    pub(crate) highlight: bool,
    pub(crate) push: bool,
    pub(crate) at: i64,
    pub(crate) read: bool,
}

/// A receipt of a user for a room, or for a thread of it.
#[derive(Default)]
pub(crate) struct Receipt {
    /// Events before this one are read.
    pub(crate) before: usize,
    /// One that has not come yet.
    pub(crate) waits_for: Option<String>,
}

type Covered = (usize, usize, Option<usize>);

#[derive(Default)]
pub(crate) struct Model {
    pub(crate) events: Vec<Event>,
    pub(crate) notifications: Vec<Notification>,
    pub(crate) receipts: BTreeMap<Covered, Receipt>,
}

impl Model {
    /// An event comes, perhaps again.
    pub(crate) fn event(&mut self, event: Event, recipients: &[(usize, bool, bool)], at: i64) {
        let known = self.events.iter().position(|known| known.event_id == event.event_id);
        let position = known.unwrap_or(self.events.len());
        if known.is_none() {
            let (room, event_id) = (event.room, event.event_id.clone());
            self.events.push(event);
            let waiting = self
                .receipts
                .iter_mut()
                .filter(|((_, of, _), receipt)| *of == room && receipt.waits_for.as_ref() == Some(&event_id));
            let mut arrived = Vec::new();
            for (covered, receipt) in waiting {
                receipt.waits_for = None;
                receipt.before = receipt.before.max(position + 1);
                arrived.push(*covered);
            }
            for covered in arrived {
                self.mark(covered, |notification| notification.event <= position);
            }
        }
        for &(user, highlight, push) in recipients {
            if self.notifications.iter().any(|old| old.user == user && old.event == position) {
                continue;
            }
            let Event { room, thread, .. } = self.events[position];
            let read = [None, Some(thread)].into_iter().any(|thread| {
                self.receipts.get(&(user, room, thread)).is_some_and(|receipt| receipt.before > position)
            });
            self.notifications.push(Notification { user, event: position, highlight, push, at, read });
        }
    }

    /// A receipt for an event that came. Answers how many notifications it marked.
    pub(crate) fn read(&mut self, covered: Covered, event: usize) -> u64 {
        let receipt = self.receipts.entry(covered).or_default();
        receipt.before = receipt.before.max(event + 1);
        receipt.waits_for = None;
        self.mark(covered, |notification| notification.event <= event)
    }

    /// A receipt for an event that has not come.
    pub(crate) fn read_ahead(&mut self, covered: Covered, event_id: &str) {
        self.receipts.entry(covered).or_default().waits_for = Some(event_id.to_owned());
    }

    pub(crate) fn mark(&mut self, covered: Covered, is_before: impl Fn(&Notification) -> bool) -> u64 {
        let (user, room, thread) = covered;
        let mut marked = 0;
        for notification in &mut self.notifications {
            let event = &self.events[notification.event];
            let is_covered = event.room == room && thread.is_none_or(|thread| thread == event.thread);
            if notification.user == user && !notification.read && is_covered && is_before(notification) {
                notification.read = true;
                marked += 1;
            }
        }
        marked
    }

    /// Notifications and highlights by room and thread.
    pub(crate) fn counts(&self, user: usize) -> BTreeMap<(usize, usize), (u64, u64)> {
        let mut counts = BTreeMap::new();
        for notification in self.notifications.iter().filter(|one| one.user == user && !one.read) {
            let event = &self.events[notification.event];
            let (notifications, highlights) = counts.entry((event.room, event.thread)).or_insert((0, 0));
            *notifications += 1;
            *highlights += u64::from(notification.highlight);
        }
        counts
    }

    /// Rooms with something unread.
    pub(crate) fn badge(&self, user: usize) -> u64 {
        let mut rooms: Vec<usize> = self.counts(user).keys().map(|(room, _)| *room).collect();
        rooms.dedup();
        rooms.len() as u64
    }

    /// The notification of a user about an event.
    pub(crate) fn find(&self, user: usize, event_id: &str) -> usize {
        let is_it = |one: &Notification| one.user == user && self.events[one.event].event_id == event_id;
        self.notifications.iter().position(is_it).unwrap()
    }
}
