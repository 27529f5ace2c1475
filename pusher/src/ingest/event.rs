//! The request that brings an event: what the caller knows about it, its room and who may be notified.

use matrix_push_rules::Context;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{IngestError, fields::Fields};
use crate::store::events::{MAIN, NewEvent, Thread};

/// The longest idempotency key, in bytes.
const MAX_KEY: usize = 255;

/// An event with its room and recipients, as in `POST /v1/events`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct EventRequest {
    /// Chosen by the caller, new for each request. The same request may be sent again under it until it is
    /// answered, and counts once.
    pub idempotency_key: String,
    /// The event, in the format of clients.
    pub event: Value,
    /// The room, as it was when the event was sent.
    pub room: Room,
    /// What the sender is called in the room.
    pub sender_display_name: Option<String>,
    /// The root of the event's thread, or `main`. Without it, relations decide (R120).
    pub thread_id: Option<String>,
    /// The events that this one relates to, by `rel_type` (MSC3664).
    pub related_events: Map<String, Value>,
    /// Who may be notified: user ids, or [`Recipient`]s as objects. One that cannot be read is a
    /// [`Problem`], not an error, so that it does not keep the others from being notified.
    pub recipients: Vec<Value>,
}

/// What rules and pushes need to know about a room. The names are those of [`Context`].
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Room {
    /// The id, for events that do not carry it.
    pub room_id: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// Its canonical alias.
    pub alias: Option<String>,
    /// How many have joined it.
    pub member_count: Option<u64>,
    /// The content of `m.room.power_levels`.
    pub power_levels: Option<Map<String, Value>>,
    /// The version.
    pub room_version: Option<String>,
    /// The sender of `m.room.create` and its `additional_creators`.
    pub creators: Vec<String>,
    /// What the room version supports (MSC3931).
    pub room_features: Vec<String>,
}

/// A user who may be notified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a user id, or an object with `user_id`")]
pub struct Recipient {
    /// Who.
    pub user_id: String,
    /// What the user is called in the room.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Whether the user follows the event's thread (MSC4306).
    #[serde(default)]
    pub thread_subscribed: Option<bool>,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventAnswer {
    /// How many recipients the request had.
    pub recipients: usize,
    /// How many of them the rules notify.
    pub notified: usize,
    /// Recipients who were left out.
    #[serde(default)]
    pub problems: Vec<Problem>,
}

/// Why a part of a request was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The position in the request's list.
    pub index: usize,
    /// A name for programs.
    pub code: String,
    /// What is wrong, for people.
    pub error: String,
}

/// What a push says about an event beyond the event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surroundings {
    /// What the room is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_name: Option<String>,
    /// The room's canonical alias.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_alias: Option<String>,
    /// What the sender is called in the room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_display_name: Option<String>,
}

impl EventRequest {
    /// Reads a request. What a field is for is said at [`EventRequest`].
    ///
    /// # Errors
    /// With the path of the first field that cannot be accepted.
    pub fn from_value(value: Value) -> Result<Self, IngestError> {
        let mut fields = Fields::of(value, "")?;
        let request = Self {
            idempotency_key: fields.required("idempotency_key")?,
            event: fields.required("event")?,
            room: match fields.object("room")? {
                Some(room) => Room::read(room)?,
                None => Room::default(),
            },
            sender_display_name: fields.optional("sender_display_name")?,
            thread_id: fields.optional("thread_id")?,
            related_events: fields.optional("related_events")?.unwrap_or_default(),
            recipients: fields.required("recipients")?,
        };
        fields.end()?;
        Ok(request)
    }

    /// What the request asks for, in 32 bytes: the order of fields does not matter.
    pub(super) fn digest(&self) -> Result<[u8; 32], IngestError> {
        let unreadable = |error: serde_json::Error| IngestError::invalid("", error.to_string());
        let mut value = serde_json::to_value(self).map_err(unreadable)?;
        value.sort_all_objects();
        Ok(Sha256::digest(serde_json::to_vec(&value).map_err(unreadable)?).into())
    }

    /// The event as it is kept.
    ///
    /// # Errors
    /// If the request is not about an event in a room.
    pub(super) fn new_event(&self) -> Result<NewEvent, IngestError> {
        let key = self.idempotency_key.len();
        if key == 0 || key > MAX_KEY {
            let reason = format!("it has {key} bytes, not 1 to {MAX_KEY}");
            return Err(IngestError::invalid("idempotency_key", reason));
        }
        if !self.event.is_object() {
            return Err(IngestError::invalid("event", "it is not an object"));
        }
        for name in ["type", "sender"] {
            self.text(name)?.ok_or_else(|| IngestError::invalid(format!("event.{name}"), "it is missing"))?;
        }
        if self.event.get("content").is_some_and(|content| !content.is_object()) {
            return Err(IngestError::invalid("event.content", "it is not an object"));
        }
        let thread = match (&self.thread_id, self.relation()) {
            (Some(thread_id), _) if thread_id.is_empty() => {
                return Err(IngestError::invalid("thread_id", "it is empty; the main timeline is `main`"));
            }
            (Some(thread_id), _) => Thread::Known(thread_id.clone()),
            (None, Some((Some("m.thread"), root))) => Thread::Known(root.to_owned()),
            (None, Some((_, related))) => Thread::Of(related.to_owned()),
            (None, None) => Thread::Known(MAIN.to_owned()),
        };
        let surroundings = Surroundings {
            room_name: self.room.name.clone(),
            room_alias: self.room.alias.clone(),
            sender_display_name: self.sender_display_name.clone(),
        };
        let unreadable = |error: serde_json::Error| IngestError::invalid("event", error.to_string());
        Ok(NewEvent {
            room_id: self.room_id()?.to_owned(),
            event_id: self.text("event_id")?.map(str::to_owned),
            thread,
            event: serde_json::to_string(&self.event).map_err(unreadable)?,
            room: serde_json::to_string(&surroundings).map_err(unreadable)?,
        })
    }

    /// The context that all recipients share.
    pub(super) fn context(&self) -> Result<Context, IngestError> {
        let mut context = Context::new("");
        context.member_count = self.room.member_count;
        context.power_levels = self.room.power_levels.clone().map(Value::Object);
        context.room_id = Some(self.room_id()?.to_owned());
        context.room_version = self.room.room_version.clone();
        context.creators = self.room.creators.clone();
        context.related_events = self.related_events.clone();
        context.room_features = self.room.room_features.clone();
        Ok(context)
    }

    fn room_id(&self) -> Result<&str, IngestError> {
        match (self.text("room_id")?, self.room.room_id.as_deref()) {
            (Some(of_event), Some(of_room)) if of_event != of_room => {
                let reason = format!("`{of_room}` is not the event's `{of_event}`");
                Err(IngestError::invalid("room.room_id", reason))
            }
            (Some(room_id), _) | (None, Some(room_id)) if !room_id.is_empty() => Ok(room_id),
            _ => Err(IngestError::invalid("room.room_id", "neither the event nor `room` has one")),
        }
    }

    fn text(&self, name: &str) -> Result<Option<&str>, IngestError> {
        match self.event.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(IngestError::invalid(format!("event.{name}"), "it is not a string")),
        }
    }

    /// The type of the event's relation, and what it relates to.
    fn relation(&self) -> Option<(Option<&str>, &str)> {
        let relation = self.event.get("content")?.get("m.relates_to")?;
        Some((relation.get("rel_type").and_then(Value::as_str), relation.get("event_id")?.as_str()?))
    }
}

impl Room {
    fn read(mut fields: Fields) -> Result<Self, IngestError> {
        let room = Self {
            room_id: fields.optional("room_id")?,
            name: fields.optional("name")?,
            alias: fields.optional("alias")?,
            member_count: fields.optional("member_count")?,
            power_levels: fields.optional("power_levels")?,
            room_version: fields.optional("room_version")?,
            creators: fields.optional("creators")?.unwrap_or_default(),
            room_features: fields.optional("room_features")?.unwrap_or_default(),
        };
        fields.end()?;
        Ok(room)
    }
}

impl Recipient {
    /// Reads one of a request's recipients.
    pub(super) fn read(value: &Value) -> Result<Self, String> {
        match value {
            Value::String(user_id) => {
                Ok(Self { user_id: user_id.clone(), display_name: None, thread_subscribed: None })
            }
            other => Self::deserialize(other).map_err(|error| error.to_string()),
        }
    }
}

impl Problem {
    pub(super) fn new(index: usize, code: &str, error: impl Into<String>) -> Self {
        Self { index, code: code.to_owned(), error: error.into() }
    }
}
