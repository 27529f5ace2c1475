//! Unread counts: how many events of a timeline notified since they were last read ((j) in the
//! semantics document).
//!
//! Servers count for `/sync` what they can read. Clients must count again what is encrypted (R72), and
//! everything with sliding sync, which has no counts. [`unread_counts`] does it from a timeline, the
//! rules and the user's read receipts.

mod by_id;
mod receipt;
#[cfg(test)]
mod tests;
mod timeline;

use serde::Serialize;
use serde_json::Value;

pub use self::{
    by_id::ById,
    receipt::{Receipt, ReceiptType},
};
use self::{receipt::Resolved, timeline::Timeline};
use crate::{CompiledRuleset, Context, Evaluation, error::PushRulesError};

/// The name of the main timeline among the threads (R122).
pub const MAIN: &str = "main";

/// The unread counts of all rooms that events were given for.
///
/// As JSON:
///
/// ```json
/// { "rooms": { "!room:example.org": {
///     "notification_count": 3, "highlight_count": 1,
///     "threads": {
///       "main": { "notification_count": 2, "highlight_count": 1 },
///       "$root": { "notification_count": 1, "highlight_count": 0 } } } } }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct UnreadCounts {
    /// The counts by room ID. A room whose events are all read is there too, with zeros (R117).
    pub rooms: ById<RoomCounts>,
    /// The event IDs of receipts that had no effect, as the event was not given and the receipt has no
    /// `ts`: right if the event is older than those given, otherwise too much is counted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown_receipts: Vec<String>,
}

/// The unread counts of a room.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RoomCounts {
    /// The sums over the main timeline and all threads: `unread_notifications` of clients that know
    /// no threads (R117).
    #[serde(flatten)]
    pub total: Counts,
    /// The counts by thread: `main`, always there, is `unread_notifications` of clients that know
    /// threads, the others by the ID of their root are `unread_thread_notifications` (R119). Threads
    /// without unread notifications are left out.
    pub threads: ById<Counts>,
}

/// Unread events of a room or thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Events that notified (R118), in the client only (MSC3768) or also as a push.
    pub notification_count: u64,
    /// Those of them with the highlight tweak (R118).
    pub highlight_count: u64,
}

impl Counts {
    fn add(&mut self, evaluation: &Evaluation) {
        self.notification_count += 1;
        self.highlight_count += u64::from(evaluation.highlight);
    }
}

/// Counts the unread notifications of a timeline.
///
/// - `events` are in timeline order, oldest first; of several rooms if each has a `room_id`, else of
///   the room of the context. The order matters within a room only. An event given twice counts once.
/// - Each unread event is evaluated as it is, in `context`: whose rules they are, and the state of the
///   room. For rooms that differ in members or power levels, count room by room.
/// - An event counts if it notifies and is unread. The user's own events never notify (R67), and do
///   not mark what is before them as read.
/// - An event is in a thread if its relation is `m.thread`, or if that of the event it relates to is,
///   and so on for three hops among the given events (R120). Everything else is in the main timeline,
///   thread roots and plain replies too.
/// - A receipt marks as read the events up to its own in the whole room or in its thread (R121,
///   R122). Of several the more advanced one counts. A receipt whose event was not given falls back
///   to its `ts`.
/// - Redacted events count if the rules say so: leave out what the client does not show, likewise
///   events of ignored users (R69), and spaces, if it shows no counts for them (R124).
///
/// ```
/// use matrix_push_rules::{Context, DefaultRulesOptions, Options, default_rules};
/// use matrix_push_rules::counts::{Receipt, ReceiptType, unread_counts};
/// use serde_json::json;
///
/// let message = |id: &str| json!({
///     "type": "m.room.message", "event_id": id, "room_id": "!r:example.org",
///     "sender": "@bob:example.org", "content": { "msgtype": "m.text", "body": "hi" },
/// });
/// let rules = default_rules("@alice:example.org", &DefaultRulesOptions::default())?;
/// let counts = unread_counts(
///     &[message("$1"), message("$2"), message("$3")],
///     &rules.compile(&Options::default()),
///     &Context::new("@alice:example.org"),
///     &[Receipt::at(ReceiptType::Read, "$1")],
/// )?;
/// let room = counts.rooms.get("!r:example.org").unwrap();
/// assert_eq!(room.total.notification_count, 2);
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
///
/// # Errors
/// `invalid_event` at `events.<position>` for an event that is not an object, or has no `room_id`
/// while the context has none either; `invalid_argument` at `receipts.<position>` for a receipt that
/// says neither where it stands nor, with a `ts`, in which room.
pub fn unread_counts(
    events: &[Value],
    rules: &CompiledRuleset,
    context: &Context,
    receipts: &[Receipt],
) -> Result<UnreadCounts, PushRulesError> {
    let timeline = Timeline::new(events, context.room_id.as_deref())?;
    let mut counts = UnreadCounts::default();
    let mut resolved = Vec::with_capacity(receipts.len());
    for (position, receipt) in receipts.iter().enumerate() {
        match Resolved::new(receipt, position, &timeline, context.room_id.as_deref())? {
            Some(receipt) => resolved.push(receipt),
            None => counts.unknown_receipts.extend(receipt.event_id.clone()),
        }
    }
    let mut evaluator = rules.evaluator();
    for entry in timeline.entries() {
        let thread = timeline.thread_of(entry);
        let is_read = resolved.iter().any(|receipt| receipt.covers(entry, thread));
        let evaluation = if is_read { None } else { Some(evaluator.evaluate(entry.event, context)?) };
        counts.rooms.change(entry.room_id, |room| {
            room.threads.change(MAIN, |_| {});
            let Some(evaluation) = evaluation.filter(|found| found.notify || found.notify_in_app) else {
                return;
            };
            room.total.add(evaluation);
            room.threads.change(thread.unwrap_or(MAIN), |counts| counts.add(evaluation));
        });
    }
    Ok(counts)
}
