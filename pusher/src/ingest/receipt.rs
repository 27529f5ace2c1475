//! The request that brings read receipts.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{IngestError, event::Problem, fields::Fields};
use crate::{clock::Millis, store::receipts::Receipt};

/// Receipts, as in `POST /v1/receipts`. They may be sent again: a receipt that was there changes nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReceiptRequest {
    /// [`ReadReceipt`]s as objects. One that cannot be read is a [`Problem`], not an error.
    pub receipts: Vec<Value>,
}

/// A user has read up to an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `user_id`, `room_id` and `event_id`")]
pub struct ReadReceipt {
    /// Who.
    pub user_id: String,
    /// Where.
    pub room_id: String,
    /// The last event that is read.
    pub event_id: String,
    /// `main`, the root of a thread, or nothing for the whole room (R122).
    #[serde(default)]
    pub thread_id: Option<String>,
    /// When it was read, in milliseconds. If the event is not known here, what came up to then is read.
    #[serde(default)]
    pub ts: Option<Millis>,
    /// `m.read` or `m.read.private`; both count the same (R121).
    #[serde(rename = "type", default)]
    pub receipt_type: ReceiptType,
}

/// The types of receipts that mark events as read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReceiptType {
    /// Visible to others.
    #[default]
    #[serde(rename = "m.read")]
    Read,
    /// Only for the user.
    #[serde(rename = "m.read.private")]
    ReadPrivate,
}

/// What came of receipts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReceiptAnswer {
    /// How many notifications are read now that were not.
    pub read: u64,
    /// The positions of receipts for events that are not known here. They count when the event comes.
    pub unknown_events: Vec<usize>,
    /// Receipts that were left out.
    pub problems: Vec<Problem>,
}

impl ReceiptRequest {
    /// Reads a request.
    ///
    /// # Errors
    /// With the path of the first field that cannot be accepted.
    pub fn from_value(value: Value) -> Result<Self, IngestError> {
        let mut fields = Fields::of(value, "")?;
        let request = Self { receipts: fields.required("receipts")? };
        fields.end()?;
        Ok(request)
    }

    /// The receipts that can be read, with their positions, and the problems of the others.
    pub(super) fn read(&self) -> (Vec<(usize, Receipt)>, Vec<Problem>) {
        let (mut receipts, mut problems) = (Vec::new(), Vec::new());
        for (index, value) in self.receipts.iter().enumerate() {
            match ReadReceipt::deserialize(value) {
                Ok(receipt) if receipt.thread_id.as_deref() == Some("") => problems.push(Problem::new(
                    index,
                    "invalid_receipt",
                    "`thread_id` is empty; leave it out for the whole room, the main timeline is `main`",
                )),
                Ok(receipt) => receipts.push((index, receipt.into())),
                Err(error) => problems.push(Problem::new(index, "invalid_receipt", error.to_string())),
            }
        }
        (receipts, problems)
    }
}

impl From<ReadReceipt> for Receipt {
    fn from(receipt: ReadReceipt) -> Self {
        let ReadReceipt { user_id, room_id, event_id, thread_id, ts, receipt_type: _ } = receipt;
        Self { user_id, room_id, thread_id, event_id, ts }
    }
}
