//! What an answer means, step by step in the order in which it happened.

use serde_json::{Map, Value};

use super::{
    answer::{Answer, Invited, Joined},
    rooms::Rooms,
};
use crate::room::RoomState;

/// Something that an answer tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The account's rules are these now: the content of `m.push_rules`.
    Rules(Value),
    /// Something happened in a room.
    Event(Box<Happening>),
    /// The account has read something.
    Receipt(Receipt),
}

/// The account has read a room, or a thread of it, up to an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The room.
    pub room_id: String,
    /// The event read last.
    pub event_id: String,
    /// The thread's root, or `main`; without it the whole room.
    pub thread_id: Option<String>,
    /// When it was read, in milliseconds since the epoch.
    pub ts: Option<i64>,
}

/// An event and what was known when it happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// The same for the same event, however often it is told.
    pub key: String,
    /// The room.
    pub room_id: String,
    /// The event.
    pub event: Value,
    /// What the rules need to know: the JSON of a [`Context`](matrix_push_rules::Context).
    pub context: Map<String, Value>,
    /// What people call the room.
    pub room_name: Option<String>,
    /// The room's main alias.
    pub room_alias: Option<String>,
    /// What the sender is called in the room.
    pub sender_display_name: Option<String>,
}

/// Reads an answer. `first` says that there was none before it: then it tells how things stand, and nothing in it is
/// news.
pub fn read(answer: Answer, rooms: &mut Rooms, user_id: &str, first: bool) -> Vec<Step> {
    let mut reading = Reading { rooms, user_id, first, steps: Vec::new() };
    for event in answer.account_data.events {
        if is_a(&event, "m.push_rules")
            && let Some(content) = event.get("content")
        {
            reading.steps.push(Step::Rules(content.clone()));
        }
    }
    for (room_id, room) in answer.rooms.invite {
        reading.invited(&room_id, &room, &answer.next_batch);
    }
    for (room_id, room) in answer.rooms.join {
        reading.joined(&room_id, room);
    }
    for room_id in answer.rooms.leave.keys() {
        reading.rooms.forget(room_id);
    }
    reading.steps
}

struct Reading<'a> {
    rooms: &'a mut Rooms,
    user_id: &'a str,
    first: bool,
    steps: Vec<Step>,
}

impl Reading<'_> {
    fn joined(&mut self, room_id: &str, room: Joined) {
        let was_there = self.rooms.has(room_id);
        for event in &room.state.events {
            self.rooms.apply(room_id, event);
        }
        if let Some(count) = room.summary.joined {
            self.rooms.set_joined_members(room_id, count);
        }
        // What happened in a room before the account joined it is history, not news.
        let joining =
            (!was_there).then(|| room.timeline.events.iter().rposition(|event| self.is_own_join(event)));
        let news_from = joining.map_or(0, |position| position.map_or(0, |position| position + 1));
        for (position, event) in room.timeline.events.into_iter().enumerate() {
            let known = self.rooms.room(room_id);
            if !self.first
                && position >= news_from
                && let Some(key) = text(&event, "event_id").map(str::to_owned)
            {
                let happening = happening(key, known, room_id, event.clone(), self.user_id);
                self.steps.push(Step::Event(Box::new(happening)));
            }
            self.rooms.apply(room_id, &event);
        }
        for event in room.ephemeral.events {
            self.receipts(room_id, &event);
        }
    }

    /// An invitation comes with a few events that describe the room. The one that invites has no id.
    fn invited(&mut self, room_id: &str, room: &Invited, position: &str) {
        let mut known = RoomState::new(room_id);
        let mut invitation = None;
        for event in &room.invite_state.events {
            if is_a(event, "m.room.member") && text(event, "state_key") == Some(self.user_id) {
                invitation = Some(event);
            }
            known.apply(event);
        }
        if let (Some(event), false) = (invitation, self.first) {
            let key = format!("invitation to {room_id} before {position}");
            let mut happening = happening(key, &known, room_id, event.clone(), self.user_id);
            // The handful of members that are told is not the number of members.
            happening.context.remove("member_count");
            self.steps.push(Step::Event(Box::new(happening)));
        }
    }

    fn receipts(&mut self, room_id: &str, event: &Value) {
        let content = event.get("content").and_then(Value::as_object).filter(|_| is_a(event, "m.receipt"));
        for (event_id, by_type) in content.into_iter().flatten() {
            for kind in ["m.read", "m.read.private"] {
                let own = by_type.get(kind).and_then(|users| users.get(self.user_id));
                if let (Some(receipt), false) = (own, self.first) {
                    let thread_id = text(receipt, "thread_id").map(str::to_owned);
                    self.steps.push(Step::Receipt(Receipt {
                        room_id: room_id.to_owned(),
                        event_id: event_id.clone(),
                        thread_id,
                        ts: receipt.get("ts").and_then(Value::as_i64),
                    }));
                }
            }
        }
    }

    fn is_own_join(&self, event: &Value) -> bool {
        is_a(event, "m.room.member")
            && text(event, "state_key") == Some(self.user_id)
            && event.pointer("/content/membership").and_then(Value::as_str) == Some("join")
    }
}

fn happening(key: String, known: &RoomState, room_id: &str, event: Value, user_id: &str) -> Happening {
    let sender = text(&event, "sender");
    Happening {
        key,
        room_id: room_id.to_owned(),
        context: known.context_for(user_id),
        room_name: known.title().map(str::to_owned),
        room_alias: known.alias().map(str::to_owned),
        sender_display_name: sender.and_then(|sender| known.display_name(sender)).map(str::to_owned),
        event,
    }
}

fn is_a(event: &Value, kind: &str) -> bool {
    text(event, "type") == Some(kind)
}

fn text<'v>(value: &'v Value, field: &str) -> Option<&'v str> {
    value.get(field)?.as_str()
}
