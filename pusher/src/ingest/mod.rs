//! What comes in: events with their recipients, and read receipts.
//!
//! Rules are evaluated here, with the rules and the room as they are when the event comes; what is kept is
//! who is notified, with which actions. An answer means that everything is on the disk.

mod error;
mod evaluate;
mod event;
mod fields;
mod receipt;
mod routes;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::Notify;

pub use self::{
    error::IngestError,
    event::{EventAnswer, EventRequest, Problem, Recipient, Room, Surroundings},
    receipt::{ReadReceipt, ReceiptAnswer, ReceiptRequest, ReceiptType},
    routes::router,
};
use crate::{
    clock::{Clock, Millis},
    operations::metrics,
    rules::RulesCache,
    store::{
        Store, StoreError,
        counts::{self, Count},
        delivery, events,
        ingested::{self, Ingested},
        receipts,
    },
};

/// Takes events and receipts. Clones share everything.
#[derive(Debug, Clone)]
pub struct Ingest {
    store: Store,
    rules: RulesCache,
    clock: Clock,
    work: Arc<Notify>,
    badge_delay: Option<Duration>,
}

impl Ingest {
    /// Keeps what comes in the store. `work` is notified when there is something to deliver.
    ///
    /// `badge_delay` is how long to wait after a receipt for others, before the badges are told; `None`
    /// tells them nothing.
    #[must_use]
    pub fn new(store: Store, clock: Clock, work: Arc<Notify>, badge_delay: Option<Duration>) -> Self {
        Self { store, rules: RulesCache::default(), clock, work, badge_delay }
    }

    /// Takes an event: evaluates the rules of its recipients and keeps who is notified.
    ///
    /// # Errors
    /// If the request makes no sense, its key was used for another one, or the store fails.
    pub async fn event(&self, request: EventRequest) -> Result<EventAnswer, IngestError> {
        let digest = request.digest()?;
        let event = request.new_event()?;
        let key = request.idempotency_key.clone();
        let rules = self.rules.clone();
        let evaluated = self
            .store
            .read(move |connection| match ingested::find(connection, &request.idempotency_key)? {
                Some(before) => same(before, &digest, &request.idempotency_key).map(Evaluated::Before),
                None => {
                    let started = Instant::now();
                    let outcome = evaluate::evaluate(connection, &rules, &request)?;
                    metrics::evaluated(started.elapsed());
                    Ok(Evaluated::Now(outcome, request.recipients.len()))
                }
            })
            .await?;
        let (outcome, recipients) = match evaluated {
            Evaluated::Before(answer) => return Ok(answer),
            Evaluated::Now(outcome, recipients) => (outcome, recipients),
        };
        let now = self.clock.now();
        let (answer, has_work, is_new) = self
            .store
            .write(move |transaction| -> Result<_, IngestError> {
                // The same request may have come at the same time.
                if let Some(before) = ingested::find(transaction, &key)? {
                    return Ok((same(before, &digest, &key)?, false, false));
                }
                let evaluate::Outcome { notifications, problems } = outcome;
                let has_work = events::notify(transaction, &event, &notifications, now)?;
                let answer = EventAnswer { recipients, notified: notifications.len(), problems };
                let text = serde_json::to_string(&answer)
                    .map_err(|error| IngestError::invalid("", error.to_string()))?;
                ingested::remember(transaction, &key, &Ingested { digest, answer: text }, now)?;
                Ok((answer, has_work, true))
            })
            .await?;
        metrics::ingested(u64::from(is_new));
        if has_work {
            self.work.notify_one();
        }
        Ok(answer)
    }

    /// Takes receipts: marks notifications as read, and has the badges told.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn receipts(&self, request: ReceiptRequest) -> Result<ReceiptAnswer, IngestError> {
        let (receipts, problems) = request.read();
        let badges_due = self.badge_delay.map(|delay| {
            self.clock.now().saturating_add(Millis::try_from(delay.as_millis()).unwrap_or(Millis::MAX))
        });
        let mut answer = ReceiptAnswer { problems, ..ReceiptAnswer::default() };
        let (answer, has_work) = self
            .store
            .write(move |transaction| -> Result<_, StoreError> {
                let mut has_work = false;
                for (index, receipt) in receipts {
                    let applied = receipts::apply(transaction, &receipt)?;
                    answer.read += applied.read;
                    if !applied.is_known {
                        answer.unknown_events.push(index);
                    }
                    if let Some(due) = badges_due.filter(|_| applied.read > 0) {
                        has_work |= delivery::tell_badges(transaction, &receipt.user_id, due)?;
                    }
                }
                Ok((answer, has_work))
            })
            .await?;
        if has_work {
            self.work.notify_one();
        }
        Ok(answer)
    }

    /// The unread counts of a user, those of one room if it is given.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn counts(&self, user_id: String, room_id: Option<String>) -> Result<Vec<Count>, IngestError> {
        self.store
            .read(move |connection| Ok(counts::of_user(connection, &user_id, room_id.as_deref())?))
            .await
    }
}

enum Evaluated {
    /// The request was carried out before: what was answered.
    Before(EventAnswer),
    /// Who is to be notified, of how many.
    Now(evaluate::Outcome, usize),
}

/// The answer to a request that was carried out under the same key.
fn same(before: Ingested, digest: &[u8; 32], key: &str) -> Result<EventAnswer, IngestError> {
    if before.digest != *digest {
        return Err(IngestError::KeyReused { key: key.to_owned() });
    }
    let unreadable =
        |error: serde_json::Error| StoreError::Unreadable { what: "an answer", reason: error.to_string() };
    Ok(serde_json::from_str(&before.answer).map_err(unreadable)?)
}
