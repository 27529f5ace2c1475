//! From what the store holds of a notification to the body of its request.

use matrix_push_rules::Evaluation;
use serde_json::{Map, Value};

use crate::{
    gateway::{
        request::{self, Counts, Device, Notification},
        response::Answer,
    },
    ingest::Surroundings,
    store::delivery::{Job, Work},
};

/// The body of a request.
///
/// # Errors
/// If what is stored is not what this program stores.
pub(super) fn body(job: &Job) -> Result<Vec<u8>, serde_json::Error> {
    let data: Map<String, Value> = serde_json::from_str(&job.data)?;
    let device =
        Device { app_id: &job.app_id, pushkey: &job.pushkey, pushkey_ts: job.pushkey_ts, data: &data };
    let counts = Counts { unread: job.unread, missed_calls: None };
    let Work::Event(pushed) = &job.work else { return Ok(request::badge(&device, counts)) };
    let event: Value = serde_json::from_str(&pushed.event)?;
    let surroundings: Surroundings = serde_json::from_str(&pushed.surroundings)?;
    let actions: Vec<Value> = serde_json::from_str(&pushed.actions)?;
    let notification = Notification {
        event: &event,
        event_id: pushed.event_id.as_deref(),
        room_id: &pushed.room_id,
        room_name: surroundings.room_name.as_deref(),
        room_alias: surroundings.room_alias.as_deref(),
        sender_display_name: surroundings.sender_display_name.as_deref(),
        user_id: &job.user_id,
        tweaks: &Evaluation::of_actions(None, &actions).tweaks,
    };
    Ok(request::event(&notification, &device, counts))
}

/// What a failure is called where people read it: its status if it has one.
pub(super) fn failure(answer: &Answer) -> String {
    match answer {
        Answer::Refused { status } => status.to_string(),
        Answer::Unavailable { cause, .. } => match cause.status() {
            Some(status) => status.to_string(),
            None => cause.as_str().to_owned(),
        },
        Answer::Accepted { .. } => answer.outcome().to_owned(),
    }
}
