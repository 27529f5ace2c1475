//! Read receipts: up to where a user has read.

use serde::Serialize;
use serde_json::Value;

use super::{
    MAIN,
    timeline::{Entry, Timeline},
};
use crate::{
    condition::Number,
    error::{ErrorCode, PushRulesError},
    fields::Fields,
};

/// A read receipt of the owner of the rules (R121).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Receipt {
    /// Whether others see it; both count the same.
    #[serde(rename = "type")]
    pub receipt_type: ReceiptType,
    /// The last event that is read.
    pub event_id: Option<String>,
    /// When it was read, in milliseconds: decides if the event is not known. Events with an
    /// `origin_server_ts` up to it are read.
    pub ts: Option<u64>,
    /// What it covers (R122): `main`, the root of a thread, or without one the whole room.
    pub thread_id: Option<String>,
    /// The room; without it, that of the event or of the context.
    pub room_id: Option<String>,
}

/// The types of receipts that mark events as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum ReceiptType {
    /// Visible to others.
    #[serde(rename = "m.read")]
    Read,
    /// Only for the user (R123).
    #[serde(rename = "m.read.private")]
    ReadPrivate,
}

impl Receipt {
    /// A receipt for the whole room, at an event.
    pub fn at(receipt_type: ReceiptType, event_id: impl Into<String>) -> Self {
        Self { receipt_type, event_id: Some(event_id.into()), ts: None, thread_id: None, room_id: None }
    }

    /// The same receipt for one thread, by its root, or for `main` (R122).
    #[must_use]
    pub fn in_thread(mut self, thread_id: impl Into<String>) -> Self {
        self.thread_id = Some(thread_id.into());
        self
    }

    /// Reads receipts from JSON: an array of them, a single one, or `null` for none. The names are
    /// those of the fields; `null` counts as missing, unknown fields are ignored.
    ///
    /// # Errors
    /// `invalid_argument` with the path of the first value that cannot be accepted, such as
    /// `receipts.0.type`.
    pub fn list_from_value(value: &Value) -> Result<Vec<Self>, PushRulesError> {
        match value {
            Value::Null => Ok(Vec::new()),
            Value::Array(list) => list
                .iter()
                .enumerate()
                .map(|(position, receipt)| Self::read(receipt, path_of(position)))
                .collect(),
            single => Ok(vec![Self::read(single, "receipts".to_owned())?]),
        }
    }

    fn read(value: &Value, path: String) -> Result<Self, PushRulesError> {
        let fields = Fields::of(value, path, ErrorCode::InvalidArgument)?;
        let string = |name| Ok(fields.string(name)?.map(str::to_owned));
        let receipt_type = match fields.string("type")? {
            Some("m.read") => ReceiptType::Read,
            Some("m.read.private") => ReceiptType::ReadPrivate,
            Some(other) => {
                let message = format!("`{other}` is not a receipt that marks events as read");
                return Err(fields
                    .error("type", message)
                    .with_help("the types are `m.read` and `m.read.private`"));
            }
            None => return Err(fields.error("type", "the receipt has no `type`")),
        };
        let receipt = Self {
            receipt_type,
            event_id: string("event_id")?,
            ts: fields.count("ts")?,
            thread_id: string("thread_id")?,
            room_id: string("room_id")?,
        };
        if receipt.thread_id.as_deref() == Some("") {
            return Err(fields.error("thread_id", "`thread_id` is empty").with_help(
                "leave it out for the whole room; the main timeline is `main`, a thread the ID of its root",
            ));
        }
        Ok(receipt)
    }
}

fn path_of(position: usize) -> String {
    format!("receipts.{position}")
}

/// A receipt with its place in a timeline.
pub(super) struct Resolved<'a> {
    room_id: &'a str,
    read_up_to: ReadUpTo,
    thread_id: Option<&'a str>,
}

enum ReadUpTo {
    Position(usize),
    Ts(u64),
}

impl<'a> Resolved<'a> {
    /// `None` if the event is not known and there is no time to go by.
    pub(super) fn new(
        receipt: &'a Receipt,
        position: usize,
        timeline: &Timeline<'a>,
        room_id: Option<&'a str>,
    ) -> Result<Option<Self>, PushRulesError> {
        let invalid = |message| PushRulesError::new(ErrorCode::InvalidArgument, path_of(position), message);
        let thread_id = receipt.thread_id.as_deref();
        let event_id = receipt.event_id.as_deref();
        let found = event_id.and_then(|event_id| timeline.find(receipt.room_id.as_deref(), event_id));
        if let Some(entry) = found {
            let read_up_to = ReadUpTo::Position(entry.position);
            return Ok(Some(Self { room_id: entry.room_id, read_up_to, thread_id }));
        }
        let Some(ts) = receipt.ts else {
            return match event_id {
                Some(_) => Ok(None),
                None => Err(invalid("the receipt has neither `event_id` nor `ts`")),
            };
        };
        let room_id = receipt.room_id.as_deref().or(room_id).ok_or_else(|| {
            invalid("neither the receipt nor the context has a `room_id`")
                .with_help("a receipt that stands by its `ts` is for one room")
        })?;
        Ok(Some(Self { room_id, read_up_to: ReadUpTo::Ts(ts), thread_id }))
    }

    /// Whether the receipt marks an event, in a thread or in the main timeline, as read.
    pub(super) fn covers(&self, entry: Entry<'_>, thread: Option<&str>) -> bool {
        let is_before = match self.read_up_to {
            ReadUpTo::Position(position) => entry.position <= position,
            ReadUpTo::Ts(ts) => sent_at(entry.event).is_some_and(|sent| sent <= ts),
        };
        is_before
            && self.room_id == entry.room_id
            && self.thread_id.is_none_or(|thread_id| thread_id == thread.unwrap_or(MAIN))
    }
}

fn sent_at(event: &Value) -> Option<u64> {
    match event.get("origin_server_ts")? {
        Value::Number(number) => match Number::of(number) {
            Number::Integer(ts) => u64::try_from(ts).ok(),
            Number::Other(_) => None,
        },
        _ => None,
    }
}
