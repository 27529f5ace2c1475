//! The event and the context, as reasons speak of them.

use std::{borrow::Cow, cell::OnceCell, ops::Range};

use serde_json::Value;

use super::{Offsets, Span, spans};
use crate::{Context, condition::Condition, dialect::Chosen, properties, text};

/// What is known of an event and of its room.
pub(super) struct Facts<'a> {
    event: &'a Value,
    pub(super) context: &'a Context,
    /// How the event is read.
    pub(super) dialect: Chosen,
    pub(super) offsets: Offsets,
    /// The room of the context, where it counts and not the event's (R21).
    room_id: Option<Value>,
    body: OnceCell<Option<Text<'a>>>,
}

/// A text and what it is compared as.
pub(super) struct Text<'a> {
    pub(super) original: &'a str,
    pub(super) folded: Cow<'a, str>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(event: &'a Value, context: &'a Context, dialect: Chosen, offsets: Offsets) -> Self {
        let own = event.get("room_id");
        let has_room = match own {
            _ if dialect.room_is_of_context => false,
            Some(own) => own.is_string() || !dialect.is_spec(),
            None => false,
        };
        let room_id = if has_room { None } else { context.room_id.as_deref().map(Value::from) };
        Self { event, context, dialect, offsets, room_id, body: OnceCell::new() }
    }

    /// The event as it came.
    pub(super) const fn event(&self) -> &'a Value {
        self.event
    }

    /// The value of a property, as conditions see it.
    pub(super) fn get<'s>(&'s self, names: &[impl AsRef<str>]) -> Option<&'s Value> {
        match (names, &self.room_id) {
            ([name], Some(room_id)) if name.as_ref() == "room_id" => Some(room_id),
            _ => {
                let names: Vec<String> = names.iter().map(|name| name.as_ref().to_owned()).collect();
                properties::value_at(self.event, &names, self.dialect.reading)
            }
        }
    }

    /// The value of the property that a condition looks at.
    pub(super) fn get_for(&self, condition: &Condition) -> Option<&Value> {
        match condition {
            Condition::EventMatch { path, .. } => self.get(&path.names),
            Condition::PropertyIs { path, .. } | Condition::PropertyContains { path, .. } => {
                self.get_to_compare(&path.names)
            }
            _ => None,
        }
    }

    /// The value of a property that is compared exactly: only rules and patterns of ruma see the room
    /// of the context.
    pub(super) fn get_to_compare(&self, names: &[String]) -> Option<&Value> {
        if self.dialect.room_is_of_context {
            properties::value_at(self.event, names, self.dialect.reading)
        } else {
            self.get(names)
        }
    }

    /// Whether the value of this property is the context's and not the event's.
    pub(super) fn is_from_context(&self, names: &[String]) -> bool {
        self.room_id.is_some()
            && !self.dialect.room_is_of_context
            && matches!(names, [name] if name == "room_id")
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
