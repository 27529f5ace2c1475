//! Where the steps of an answer go: to a person's terminal or script, or into the store for delivery.

use std::{fmt, io};

use matrix_push_rules::{
    CompiledRuleset, Context, DefaultRulesOptions, Evaluation, Options, PushRulesError, Ruleset,
    default_rules,
};
use serde_json::{Value, json};
use tracing::warn;

use super::{Happening, Receipt};
use crate::{
    ingest::{EventRequest, Ingest, IngestError, ReceiptRequest},
    store::StoreError,
};

/// What happens with the steps of an answer.
#[derive(Debug)]
pub enum Outlet {
    /// What notifies is printed.
    Print(Printer),
    /// What notifies is delivered to the account's pushers.
    Deliver(Ingest),
}

/// Why a step could not be taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutletError {
    /// Nobody takes the output any more, or it cannot be written.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// The account's id is none.
    #[error(transparent)]
    User(#[from] PushRulesError),
}

impl Outlet {
    /// Begins with an account and the rules that were kept for it.
    pub(super) fn begin(&mut self, user_id: &str, kept: Option<Ruleset>) -> Result<(), OutletError> {
        match self {
            Self::Print(printer) => {
                let rules =
                    kept.map_or_else(|| default_rules(user_id, &DefaultRulesOptions::default()), Ok)?;
                printer.rules = Some(Box::new(rules.compile(&Options::default())));
            }
            // It reads the rules where the session keeps them.
            Self::Deliver(_) => {}
        }
        Ok(())
    }

    /// From here on the account has these rules.
    pub(super) fn set_rules(&mut self, rules: &Ruleset) {
        if let Self::Print(printer) = self {
            printer.rules = Some(Box::new(rules.compile(&Options::default())));
        }
    }

    /// Something happened. Told twice it has no effect the second time, but for what is printed.
    pub(super) async fn event(&mut self, user_id: &str, happening: Happening) -> Result<(), OutletError> {
        match self {
            Self::Print(printer) => printer.event(&happening),
            Self::Deliver(ingest) => match deliver(ingest, user_id, happening).await {
                Ok(()) => Ok(()),
                Err(IngestError::Store(error)) => Err(OutletError::Store(error)),
                Err(error) => {
                    warn!(%error, "an event cannot be delivered");
                    Ok(())
                }
            },
        }
    }

    /// The account has read something.
    pub(super) async fn receipt(&mut self, user_id: &str, receipt: Receipt) -> Result<(), OutletError> {
        let Self::Deliver(ingest) = self else { return Ok(()) };
        let Receipt { room_id, event_id, thread_id, ts } = receipt;
        let receipt = json!({
            "user_id": user_id, "room_id": room_id, "event_id": event_id, "thread_id": thread_id, "ts": ts,
        });
        match ingest.receipts(ReceiptRequest { receipts: vec![receipt] }).await {
            Ok(answer) => {
                for problem in answer.problems {
                    warn!(problem.error, "a receipt makes no sense");
                }
                Ok(())
            }
            Err(IngestError::Store(error)) => Err(OutletError::Store(error)),
            Err(error) => {
                warn!(%error, "a receipt makes no sense");
                Ok(())
            }
        }
    }
}

/// Hands an event over for delivery to a user's pushers. Handed over twice it has no effect the second time.
///
/// # Errors
/// If the event makes no sense, or the store fails.
pub async fn deliver(ingest: &Ingest, user_id: &str, happening: Happening) -> Result<(), IngestError> {
    let request = EventRequest::from_value(request(user_id, happening))?;
    match ingest.event(request).await {
        Ok(answer) => match answer.problems.into_iter().next() {
            Some(problem) => Err(IngestError::Invalid { path: "event".to_owned(), reason: problem.error }),
            None => Ok(()),
        },
        // It was told before, when less was known about the room.
        Err(IngestError::KeyReused { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// What happened as the body of `POST /v1/events`, with the account as its only recipient.
fn request(user_id: &str, happening: Happening) -> Value {
    let Happening { key, event, context: mut room, room_name, room_alias, sender_display_name, .. } =
        happening;
    room.remove("user_id");
    let display_name = room.remove("display_name");
    let thread_subscribed = room.remove("thread_subscribed");
    let related_events = room.remove("related_events");
    room.extend([("name".to_owned(), room_name.into()), ("alias".to_owned(), room_alias.into())]);
    json!({
        "idempotency_key": format!("{user_id} {key}"),
        "event": event,
        "room": room,
        "sender_display_name": sender_display_name,
        "related_events": related_events,
        "recipients": [
            { "user_id": user_id, "display_name": display_name, "thread_subscribed": thread_subscribed },
        ],
    })
}

/// Prints what notifies.
pub struct Printer {
    rules: Option<Box<CompiledRuleset>>,
    write: Box<Write>,
}

type Write = dyn FnMut(&Happening, &Evaluation) -> io::Result<()> + Send;

impl fmt::Debug for Printer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Printer").finish_non_exhaustive()
    }
}

impl Printer {
    /// A printer that writes each notification with a function.
    pub fn new(write: impl FnMut(&Happening, &Evaluation) -> io::Result<()> + Send + 'static) -> Self {
        Self { rules: None, write: Box::new(write) }
    }

    fn event(&mut self, happening: &Happening) -> Result<(), OutletError> {
        let Some(rules) = &self.rules else { return Ok(()) };
        let evaluation = Context::from_value(&Value::Object(happening.context.clone()))
            .and_then(|context| rules.evaluate(&happening.event, &context));
        match evaluation {
            Ok(evaluation) if evaluation.notify => (self.write)(happening, evaluation)?,
            Ok(_) => {}
            Err(error) => warn!(key = happening.key, %error, "an event cannot be evaluated"),
        }
        Ok(())
    }
}
