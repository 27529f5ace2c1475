//! One event against the rules of everybody who may be notified.

use std::collections::HashSet;

use matrix_push_rules::{Context, Evaluation};
use serde_json::Value;

use super::{
    IngestError,
    event::{EventRequest, Problem, Recipient},
};
use crate::{
    rules::{RulesCache, RulesError},
    store::{Connection, events::NewNotification},
};

/// Who is notified, and who was left out.
pub(super) struct Outcome {
    pub(super) notifications: Vec<NewNotification>,
    pub(super) problems: Vec<Problem>,
}

/// Evaluates the rules of all recipients, with what is stored now.
pub(super) fn evaluate(
    connection: &Connection,
    rules: &RulesCache,
    request: &EventRequest,
) -> Result<Outcome, IngestError> {
    let mut context = request.context()?;
    let mut outcome = Outcome { notifications: Vec::new(), problems: Vec::new() };
    let mut seen = HashSet::with_capacity(request.recipients.len());
    for (index, value) in request.recipients.iter().enumerate() {
        match one(connection, rules, &request.event, value, &mut context, &mut seen) {
            Ok(notification) => outcome.notifications.extend(notification),
            Err(LeftOut::Problem(code, error)) => outcome.problems.push(Problem::new(index, code, error)),
            Err(LeftOut::All(error)) => return Err(error),
        }
    }
    Ok(outcome)
}

/// Why there is no answer for a recipient.
enum LeftOut {
    Problem(&'static str, String),
    All(IngestError),
}

fn one(
    connection: &Connection,
    rules: &RulesCache,
    event: &Value,
    recipient: &Value,
    context: &mut Context,
    seen: &mut HashSet<String>,
) -> Result<Option<NewNotification>, LeftOut> {
    let recipient =
        Recipient::read(recipient).map_err(|error| LeftOut::Problem("invalid_recipient", error))?;
    if !seen.insert(recipient.user_id.clone()) {
        let error = format!("`{}` is in the list already", recipient.user_id);
        return Err(LeftOut::Problem("duplicate_recipient", error));
    }
    let rules = rules.for_event(connection, &recipient.user_id, event).map_err(|error| match error {
        RulesError::Store(error) => LeftOut::All(error.into()),
        RulesError::Unusable(error) => LeftOut::Problem("unusable_rules", error.to_string()),
    })?;
    context.user_id = recipient.user_id;
    context.display_name = recipient.display_name;
    context.thread_subscribed = recipient.thread_subscribed;
    let mut evaluator = rules.evaluator();
    let evaluation = evaluator
        .evaluate(event, context)
        .map_err(|error| LeftOut::All(IngestError::invalid("event", error.to_string())))?;
    notification(&context.user_id, evaluation)
        .map_err(|error| LeftOut::All(IngestError::invalid("event", error.to_string())))
}

fn notification(
    user_id: &str,
    evaluation: &Evaluation,
) -> Result<Option<NewNotification>, serde_json::Error> {
    if !evaluation.notify && !evaluation.notify_in_app {
        return Ok(None);
    }
    Ok(Some(NewNotification {
        user_id: user_id.to_owned(),
        actions: serde_json::to_string(&evaluation.actions)?,
        highlight: evaluation.highlight,
        push: evaluation.notify,
    }))
}
