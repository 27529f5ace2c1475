//! The given events: where they stand, and in which threads.

use serde_json::{Map, Value};

use crate::{
    error::{ErrorCode, PushRulesError},
    ruleset::type_name,
};

/// How many relations to follow from an event in search of a thread (R120).
const MAX_HOPS: usize = 3;

/// Events in order, found by their IDs.
pub(super) struct Timeline<'a> {
    entries: Vec<Entry<'a>>,
    /// The positions of events by room and ID.
    by_id: Map<String, Value>,
}

/// One event of a timeline.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) event: &'a Value,
    pub(super) room_id: &'a str,
    pub(super) position: usize,
}

impl<'a> Timeline<'a> {
    /// Events without a room of their own are in `room_id`.
    pub(super) fn new(events: &'a [Value], room_id: Option<&'a str>) -> Result<Self, PushRulesError> {
        let mut timeline = Self { entries: Vec::with_capacity(events.len()), by_id: Map::new() };
        for (position, event) in events.iter().enumerate() {
            let invalid = |message: String| {
                PushRulesError::new(ErrorCode::InvalidEvent, format!("events.{position}"), message)
            };
            if !event.is_object() {
                return Err(invalid(format!("the event is {}, not an object", type_name(event))));
            }
            let room_id = string(event, "room_id").or(room_id).ok_or_else(|| {
                invalid("neither the event nor the context has a `room_id`".to_owned())
                    .with_help("events of `/sync` carry none: set `room_id` of the context")
            })?;
            let is_new = match string(event, "event_id") {
                // The first one keeps the place: a repetition is no news.
                Some(event_id) => {
                    let known =
                        timeline.by_id.entry(key(room_id, event_id)).or_insert_with(|| position.into());
                    *known == position
                }
                None => true,
            };
            if is_new {
                timeline.entries.push(Entry { event, room_id, position });
            }
        }
        Ok(timeline)
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'a>> {
        self.entries.iter().copied()
    }

    /// The event with this ID, in this room or, if it is not known, in any.
    pub(super) fn find(&self, room_id: Option<&str>, event_id: &str) -> Option<Entry<'a>> {
        if let Some(room_id) = room_id {
            let position = self.by_id.get(&key(room_id, event_id))?.as_u64()?;
            let position = usize::try_from(position).ok()?;
            let at = self.entries.binary_search_by_key(&position, |entry| entry.position).ok()?;
            return self.entries.get(at).copied();
        }
        self.entries().find(|entry| string(entry.event, "event_id") == Some(event_id))
    }

    /// The root of the thread that an event is in; `None` for the main timeline (R120).
    pub(super) fn thread_of(&self, entry: Entry<'a>) -> Option<&'a str> {
        let mut event = entry.event;
        for hop in 0..=MAX_HOPS {
            let relation = event.get("content")?.get("m.relates_to")?;
            let (rel_type, related) = (string(relation, "rel_type")?, string(relation, "event_id")?);
            if rel_type == "m.thread" {
                return Some(related);
            }
            if hop < MAX_HOPS {
                // Events relate to events of their own room only.
                event = self.find(Some(entry.room_id), related)?.event;
            }
        }
        None
    }
}

fn key(room_id: &str, event_id: &str) -> String {
    format!("{room_id}\n{event_id}")
}

fn string<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}
