//! The event and the context, as reasons speak of them.

use std::{borrow::Cow, cell::OnceCell, ops::Range};

use serde_json::Value;

use super::{Offsets, Span, spans};
use crate::{Context, text};

/// What is known of an event and of its room.
pub(super) struct Facts<'a> {
    event: &'a Value,
    pub(super) context: &'a Context,
    offsets: Offsets,
    /// The room of the context, where the event has none (R21).
    room_id: Option<Value>,
    body: OnceCell<Option<Text<'a>>>,
}

/// A text and what it is compared as.
pub(super) struct Text<'a> {
    pub(super) original: &'a str,
    pub(super) folded: Cow<'a, str>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(event: &'a Value, context: &'a Context, offsets: Offsets) -> Self {
        let has_room = event.get("room_id").is_some_and(Value::is_string);
        let room_id = if has_room { None } else { context.room_id.as_deref().map(Value::from) };
        Self { event, context, offsets, room_id, body: OnceCell::new() }
    }

    /// The event as it came.
    pub(super) const fn event(&self) -> &'a Value {
        self.event
    }

    /// The value of a property, as conditions see it.
    pub(super) fn get<'s>(&'s self, names: &[impl AsRef<str>]) -> Option<&'s Value> {
        match (names, &self.room_id) {
            ([name], Some(room_id)) if name.as_ref() == "room_id" => Some(room_id),
            _ => property(self.event, names),
        }
    }

    /// Whether the value of this property is the context's and not the event's.
    pub(super) fn is_from_context(&self, names: &[String]) -> bool {
        self.room_id.is_some() && matches!(names, [name] if name == "room_id")
    }

    /// The body, if it is a string; folded only once.
    pub(super) fn body(&self) -> Option<&Text<'a>> {
        let body = || property(self.event, &["content", "body"]).and_then(Value::as_str).map(Text::new);
        self.body.get_or_init(body).as_ref()
    }

    /// Parts of a folded text as parts of the text itself.
    pub(super) fn spans(&self, text: &Text<'_>, folded: &[Range<usize>]) -> Vec<Span> {
        spans::in_original(text.original, folded, self.offsets)
    }
}

impl<'a> Text<'a> {
    pub(super) fn new(original: &'a str) -> Self {
        Self { original, folded: text::fold(original) }
    }
}

/// Descends through objects (R19).
pub(super) fn property<'a>(event: &'a Value, names: &[impl AsRef<str>]) -> Option<&'a Value> {
    names.iter().try_fold(event, |value, name| value.as_object()?.get(name.as_ref()))
}
