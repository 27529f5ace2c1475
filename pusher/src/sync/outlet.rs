//! Where the steps of an answer go: to a person's terminal or script, or into the store for delivery.

use std::{fmt, io};

use matrix_push_rules::{
    CompiledRuleset, Context, DefaultRulesOptions, Evaluation, Options, PushRulesError, Ruleset,
    default_rules,
};
use serde_json::Value;
use tracing::warn;

use super::{Happening, Receipt};
use crate::store::StoreError;

/// What happens with the steps of an answer.
#[derive(Debug)]
pub enum Outlet {
    /// What notifies is printed.
    Print(Printer),
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
    Store(#[from] StoreError),
    /// The account's id is none.
    #[error(transparent)]
    User(#[from] PushRulesError),
}

impl Outlet {
    /// Begins with an account and the rules that were kept for it.
    pub(super) async fn begin(&mut self, user_id: &str, kept: Option<Ruleset>) -> Result<(), OutletError> {
        match self {
            Self::Print(printer) => {
                let rules =
                    kept.map_or_else(|| default_rules(user_id, &DefaultRulesOptions::default()), Ok)?;
                printer.rules = Some(rules.compile(&Options::default()));
                Ok(())
            }
        }
    }

    /// From here on the account has these rules.
    pub(super) fn set_rules(&mut self, rules: &Ruleset) {
        match self {
            Self::Print(printer) => printer.rules = Some(rules.compile(&Options::default())),
        }
    }

    /// Something happened. Told twice it has no effect the second time, but for what is printed.
    pub(super) async fn event(&mut self, user_id: &str, happening: Happening) -> Result<(), OutletError> {
        match self {
            Self::Print(printer) => printer.event(user_id, &happening),
        }
    }

    /// The account has read something.
    pub(super) async fn receipt(&mut self, user_id: &str, receipt: Receipt) -> Result<(), OutletError> {
        match self {
            Self::Print(_) => Ok(()),
        }
    }
}

/// Prints what notifies.
pub struct Printer {
    rules: Option<CompiledRuleset>,
    write: Box<dyn FnMut(&Happening, &Evaluation) -> io::Result<()> + Send>,
}

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

    fn event(&mut self, user_id: &str, happening: &Happening) -> Result<(), OutletError> {
        let Some(rules) = &self.rules else { return Ok(()) };
        let evaluation = Context::from_value(&Value::Object(happening.context.clone()))
            .and_then(|context| rules.evaluate(&happening.event, &context));
        match evaluation {
            Ok(evaluation) if evaluation.notify => (self.write)(happening, &evaluation)?,
            Ok(_) => {}
            Err(error) => warn!(key = happening.key, %error, "an event cannot be evaluated"),
        }
        Ok(())
    }
}
