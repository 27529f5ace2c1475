//! One event, seen through the slots of a program: only what its rules ask for is read.

mod dialect;
mod javascript;
#[cfg(not(target_arch = "wasm32"))]
mod json;
#[cfg(not(target_arch = "wasm32"))]
mod scan;
mod value;

use serde_json::Value;

pub(crate) use self::dialect::{is_only_in_javascript, text_at, unusable, value_at};
use crate::{
    compile::{Seen, Slot, SlotId, Slots, Supply},
    condition::{Number, Scalar},
    error::{ErrorCode, PushRulesError},
    ruleset::type_name,
};

/// An event to evaluate: an object as clients get it, encrypted ones after decryption (R21, R72).
///
/// JSON text is read in one pass that keeps only what the rules ask for.
#[derive(Debug, Clone, Copy)]
pub enum Event<'e> {
    /// JSON text.
    Json(&'e str),
    /// A parsed event.
    Value(&'e Value),
}

impl<'e> From<&'e str> for Event<'e> {
    fn from(text: &'e str) -> Self {
        Self::Json(text)
    }
}

impl<'e> From<&'e String> for Event<'e> {
    fn from(text: &'e String) -> Self {
        Self::Json(text)
    }
}

impl<'e> From<&'e Value> for Event<'e> {
    fn from(value: &'e Value) -> Self {
        Self::Value(value)
    }
}

/// The properties of one event by slot. Kept and filled again for the next event, so that reading
/// allocates nothing once the buffers are large enough.
#[derive(Debug, Default)]
pub(crate) struct Properties {
    slots: Vec<(Property, Seen)>,
    /// Texts that are not in the event's own text as they are, because they were escaped there.
    arena: String,
    /// Elements of arrays.
    elements: Vec<Property>,
    /// What the event has where a text was supplied, and how long the arena was then.
    replaced: Option<(SlotId, (Property, Seen), usize)>,
    /// Why the event cannot be evaluated, in a dialect where that can be.
    unusable: Option<&'static str>,
}

/// A property as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) enum Property {
    #[default]
    Absent,
    Null,
    Bool(bool),
    Number(Number),
    Text(TextAt),
    /// So many elements from a position on.
    Array(usize, usize),
    /// An object, or within an array also an array.
    Container,
}

/// Parses an event that no fast reader reads.
pub(crate) fn parse(text: &str) -> Result<Value, PushRulesError> {
    crate::json::parse(text).map_err(|error| {
        PushRulesError::new(ErrorCode::InvalidJson, "event", format!("the event is not JSON: {error}"))
    })
}

/// The error for an event that is some other value.
fn require_object(event: &Value) -> Result<(), PushRulesError> {
    if event.is_object() {
        return Ok(());
    }
    let message = format!("the event is {}, not an object", type_name(event));
    Err(PushRulesError::new(ErrorCode::InvalidEvent, "event", message))
}

/// Where a text is: in the event's JSON or in the arena, from one byte to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TextAt {
    in_source: bool,
    start: usize,
    end: usize,
}

impl Properties {
    /// Reads an event; texts that could stay where they are, are in the text that is returned.
    ///
    /// # Errors
    /// `invalid_json` or `invalid_event` when the event is not a JSON object.
    pub(crate) fn read<'e>(&mut self, event: Event<'e>, slots: &Slots) -> Result<&'e str, PushRulesError> {
        if slots.are_of_dialect() {
            return self.read_in_dialect(event, slots);
        }
        let source = match event {
            #[cfg(not(target_arch = "wasm32"))]
            Event::Json(text) => {
                json::read(text, slots, self)?;
                text
            }
            // JavaScript parses texts itself, and hardly ever asks for this.
            #[cfg(target_arch = "wasm32")]
            Event::Json(text) => {
                value::read(&parse(text)?, slots, self)?;
                ""
            }
            Event::Value(value) => {
                value::read(value, slots, self)?;
                ""
            }
        };
        self.look_up(slots.list(), source);
        Ok(source)
    }

    /// Reads an event as the slots' dialect does, from the value that it is.
    fn read_in_dialect<'e>(&mut self, event: Event<'e>, slots: &Slots) -> Result<&'e str, PushRulesError> {
        match event {
            Event::Json(text) => {
                dialect::read(&parse(text)?, slots, self)?;
            }
            Event::Value(value) => dialect::read(value, slots, self)?,
        }
        self.look_up(slots.list(), "");
        Ok("")
    }

    /// Why the event cannot be evaluated.
    pub(crate) const fn unusable(&self) -> Option<&'static str> {
        self.unusable
    }

    /// Forgets the last event and makes room for the slots of a program.
    fn reset(&mut self, slots: &[Slot]) {
        self.slots.clear();
        self.slots.resize(slots.len(), (Property::Absent, Seen::default()));
        self.arena.clear();
        self.elements.clear();
        self.replaced = None;
    }

    fn set(&mut self, slot: SlotId, property: Property) {
        if let Some(place) = self.slots.get_mut(slot) {
            place.0 = property;
        }
    }

    fn property(&self, slot: SlotId) -> Property {
        self.slots.get(slot).map_or(Property::Absent, |place| place.0)
    }

    /// Looks all values up in the tables of their slots.
    fn look_up(&mut self, slots: &[Slot], source: &str) {
        for (slot, (property, seen)) in slots.iter().zip(&mut self.slots) {
            *seen = match *property {
                Property::Absent => Seen::default(),
                Property::Text(at) => {
                    at.resolve(source, &self.arena).map_or(Seen::default(), |text| slot.see_text(text))
                }
                Property::Array(..) | Property::Container => Slot::see_container(),
                scalar => scalar.as_scalar().map_or(Seen::default(), |scalar| slot.see_other(&scalar)),
            };
        }
    }

    /// Puts the text of a context where the event has none, or in its place, and takes away what was put
    /// there for another context. Whether anything has changed.
    pub(crate) fn supply(&mut self, id: SlotId, slots: &Slots, text: Option<&str>, supply: Supply) -> bool {
        let replaced = self.replaced.take();
        let changed = replaced.is_some();
        if let Some((id, own, length)) = replaced {
            self.arena.truncate(length);
            if let Some(place) = self.slots.get_mut(id) {
                *place = own;
            }
        }
        let (Some(text), Some(slot), Some(&own)) = (text, slots.get(id), self.slots.get(id)) else {
            return changed;
        };
        let keeps = match supply {
            Supply::UnlessText => matches!(own.0, Property::Text(_)),
            Supply::IfAbsent => own.0 != Property::Absent,
            Supply::Always => false,
        };
        if keeps {
            return changed;
        }
        self.replaced = Some((id, own, self.arena.len()));
        let at = self.keep(text);
        if let Some(place) = self.slots.get_mut(id) {
            *place = (Property::Text(at), slot.see_text(text));
        }
        true
    }

    fn keep(&mut self, text: &str) -> TextAt {
        let start = self.arena.len();
        self.arena.push_str(text);
        TextAt { in_source: false, start, end: self.arena.len() }
    }

    pub(crate) fn seen(&self, slot: SlotId) -> Seen {
        self.slots.get(slot).map_or_else(Seen::default, |place| place.1)
    }

    /// The property, if it is a string.
    pub(crate) fn text<'a>(&'a self, slot: SlotId, source: &'a str) -> Option<&'a str> {
        match self.property(slot) {
            Property::Text(at) => at.resolve(source, &self.arena),
            _ => None,
        }
    }

    /// Whether the property is an array that has an element equal to a value (R32).
    pub(crate) fn contains(&self, slot: SlotId, wanted: &Scalar, source: &str) -> bool {
        let Property::Array(start, length) = self.property(slot) else { return false };
        let elements = self.elements.iter().skip(start).take(length);
        match wanted {
            Scalar::String(wanted) => elements
                .filter_map(|element| match element {
                    Property::Text(at) => at.resolve(source, &self.arena),
                    _ => None,
                })
                .any(|text| text == wanted),
            wanted => elements.filter_map(|element| element.as_scalar()).any(|value| value == *wanted),
        }
    }
}

impl Property {
    /// The value, if it is one and not a string.
    fn as_scalar(self) -> Option<Scalar> {
        match self {
            Self::Null => Some(Scalar::Null),
            Self::Bool(value) => Some(Scalar::Bool(value)),
            Self::Number(number) => Some(Scalar::Number(number)),
            Self::Absent | Self::Text(_) | Self::Array(..) | Self::Container => None,
        }
    }
}

impl TextAt {
    fn resolve<'a>(self, source: &'a str, arena: &'a str) -> Option<&'a str> {
        (if self.in_source { source } else { arena }).get(self.start..self.end)
    }
}
