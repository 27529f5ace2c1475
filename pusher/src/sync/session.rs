//! The loop: ask, look back for what is missing, do what the answer says, keep the position; and when something goes
//! wrong, wait and go on.

use std::time::Duration;

use matrix_push_rules::Ruleset;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::{
    Answer, Homeserver, Rooms, Step, SyncError,
    outlet::{Outlet, OutletError},
    read,
};
use crate::{
    delivery::schedule::Schedule,
    store::{self, Store, StoreError},
};

/// How many events of a room are fetched to close a gap. Whoever was away for longer does not want them one by one.
const LONGEST_GAP: usize = 500;

/// How long the homeserver is left alone after failures: shorter than gateways are, as a person is waiting.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// Follows one account.
#[derive(Debug)]
pub struct Session {
    homeserver: Homeserver,
    store: Store,
    user_id: String,
    outlet: Outlet,
    rooms: Rooms,
    since: Option<String>,
}

/// Why following cannot go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The homeserver says no, and will say no again.
    #[error(transparent)]
    Homeserver(#[from] SyncError),
    /// What was learned cannot be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was learned cannot be handed on.
    #[error(transparent)]
    Outlet(#[from] OutletError),
}

impl Session {
    /// Goes on where the last session with this store stopped, or begins. `None` if it is told to stop before the
    /// homeserver has said whose token it is.
    ///
    /// # Errors
    /// If the homeserver does not accept the token, or the store cannot be read.
    pub async fn open(
        homeserver: Homeserver,
        store: Store,
        mut outlet: Outlet,
        stop: &CancellationToken,
    ) -> Result<Option<Self>, SessionError> {
        let mut patience = Patience::default();
        let user_id = loop {
            let Some(answer) = stop.run_until_cancelled(homeserver.who_am_i()).await else { return Ok(None) };
            match answer {
                Ok(user_id) => break user_id,
                Err(error) => patience.wait(error, &homeserver, stop).await?,
            }
        };
        let (user, address) = (user_id.clone(), homeserver.address().to_owned());
        let (since, state, rules) = store
            .read(move |connection| {
                let since = store::sync::position(connection, &user, &address)?;
                let state = store::sync::state(connection, &user)?;
                let rules = store::rules::load(connection, &user)?;
                Ok::<_, StoreError>((since, state, rules))
            })
            .await?;
        outlet.begin(&user_id, rules.and_then(|stored| Ruleset::from_json(&stored.ruleset).ok()))?;
        // State without a position is of another homeserver, or of a run that was told to begin anew.
        let rooms = if since.is_some() { Rooms::restore(state) } else { Rooms::default() };
        Ok(Some(Self { homeserver, store, user_id, outlet, rooms, since }))
    }

    /// Whose account it is.
    #[must_use]
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// Follows until it is told to stop, or cannot go on.
    ///
    /// # Errors
    /// See [`SessionError`]. Failures that pass by themselves are not among them.
    pub async fn run(&mut self, stop: &CancellationToken) -> Result<(), SessionError> {
        let mut patience = Patience::default();
        while let Some(done) = stop.run_until_cancelled(self.turn()).await {
            match done {
                Ok(()) => patience = Patience::default(),
                Err(SessionError::Homeserver(error)) => {
                    if matches!(error, SyncError::Position) {
                        self.begin_anew().await?;
                    }
                    patience.wait(error, &self.homeserver, stop).await?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// One question and all that follows from the answer. Nothing counts as done before the position is kept, and what
    /// is done twice has no effect the second time; so it may be interrupted anywhere.
    async fn turn(&mut self) -> Result<(), SessionError> {
        let mut answer = self.homeserver.sync(self.since.as_deref()).await?;
        self.close_gaps(&mut answer).await?;
        let first = self.since.is_none();
        let next = answer.next_batch.clone();
        let mut rooms = self.rooms.clone();
        for step in read(answer, &mut rooms, &self.user_id, first) {
            match step {
                Step::Rules(rules) => self.set_rules(rules).await?,
                Step::Event(happening) => self.outlet.event(&self.user_id, *happening).await?,
                Step::Receipt(receipt) => self.outlet.receipt(&self.user_id, receipt).await?,
            }
        }
        self.keep(&next, &mut rooms).await?;
        self.rooms = rooms;
        if first {
            info!(user_id = self.user_id, "the account is read; following it from here");
        }
        self.since = Some(next);
        Ok(())
    }

    /// Puts the events that a limited timeline leaves out in their place.
    async fn close_gaps(&self, answer: &mut Answer) -> Result<(), SyncError> {
        let Some(since) = &self.since else { return Ok(()) };
        for (room_id, room) in &mut answer.rooms.join {
            let timeline = &mut room.timeline;
            if let (true, true, Some(newest)) =
                (timeline.limited, self.rooms.has(room_id), &timeline.prev_batch)
            {
                let mut missing = match self.homeserver.between(room_id, newest, since, LONGEST_GAP).await {
                    // The room does not let us look back. What is there is better than nothing for ever.
                    Err(SyncError::Refused { status, message }) => {
                        warn!(
                            room_id,
                            status, message, "events are missing, and the homeserver does not show them"
                        );
                        continue;
                    }
                    other => other?,
                };
                if missing.len() == LONGEST_GAP {
                    warn!(
                        room_id,
                        fetched = LONGEST_GAP,
                        "more events are missing than are fetched; older ones are skipped"
                    );
                }
                missing.append(&mut timeline.events);
                timeline.events = missing;
            }
        }
        Ok(())
    }

    /// The account's rules are others now. A homeserver tells them once, so they are kept.
    async fn set_rules(&mut self, rules: Value) -> Result<(), StoreError> {
        let text = rules.to_string();
        match Ruleset::from_value(rules) {
            Ok(rules) => self.outlet.set_rules(&rules),
            Err(error) => {
                warn!(%error, "the account's push rules cannot be read; the old ones stay");
                return Ok(());
            }
        }
        let user_id = self.user_id.clone();
        self.store
            .write(move |transaction| {
                let known = store::rules::load(transaction, &user_id)?;
                if known.is_none_or(|known| known.ruleset != text) {
                    store::rules::save(transaction, &user_id, &text)?;
                }
                Ok(())
            })
            .await
    }

    async fn keep(&self, next: &str, rooms: &mut Rooms) -> Result<(), StoreError> {
        let changes = rooms.take_changes();
        let (user_id, address, next) =
            (self.user_id.clone(), self.homeserver.address().to_owned(), next.to_owned());
        self.store
            .write(move |transaction| store::sync::advance(transaction, &user_id, &address, &next, &changes))
            .await
    }

    /// Forgets the position and what is known about the rooms: the next answer tells it all again.
    async fn begin_anew(&mut self) -> Result<(), StoreError> {
        let user_id = self.user_id.clone();
        self.store.write(move |transaction| store::sync::forget(transaction, &user_id)).await?;
        (self.since, self.rooms) = (None, Rooms::default());
        Ok(())
    }
}

/// How many times in a row the homeserver has failed.
#[derive(Debug, Default)]
struct Patience {
    failures: u32,
}

impl Patience {
    /// Waits after a failure, if waiting can help.
    async fn wait(
        &mut self,
        error: SyncError,
        homeserver: &Homeserver,
        stop: &CancellationToken,
    ) -> Result<(), SyncError> {
        self.failures = self.failures.saturating_add(1);
        let schedule = Schedule { longest: LONGEST_WAIT, ..Schedule::default() };
        let wait = schedule.wait(self.failures, rand::random());
        let wait = match &error {
            // What it asks for, which may be nothing, but not more often than after other failures.
            SyncError::RateLimited(asked) => wait.max(*asked),
            SyncError::Refused { .. } => return Err(error),
            SyncError::Token(_) if !homeserver.token().may_change() => return Err(error),
            _ => wait,
        };
        warn!(%error, ?wait, "the homeserver is asked again later");
        // To be told to stop ends the wait; whoever called finds that out.
        let _stopped = stop.run_until_cancelled(tokio::time::sleep(wait)).await;
        Ok(())
    }
}
