//! The rooms of the account, as far as the answers so far have told.

use std::collections::HashMap;

use serde_json::Value;

use crate::room::RoomState;

/// The rooms that the account has joined.
#[derive(Debug, Clone, Default)]
pub struct Rooms {
    joined: HashMap<String, RoomState>,
    changed: Vec<StateChange>,
}

/// A change of what is known, to be kept for the next run.
#[derive(Debug, Clone, PartialEq)]
pub enum StateChange {
    /// A state event takes the place of the one before it.
    Set {
        /// The room.
        room_id: String,
        /// The event.
        event: Value,
    },
    /// The number of joined members, as the server tells it.
    Members {
        /// The room.
        room_id: String,
        /// How many.
        joined: u64,
    },
    /// The account is no longer in the room.
    Forget {
        /// The room.
        room_id: String,
    },
}

impl Rooms {
    /// The rooms as the changes of earlier runs leave them.
    pub fn restore(changes: impl IntoIterator<Item = StateChange>) -> Self {
        let mut rooms = Self::default();
        for change in changes {
            match change {
                StateChange::Set { room_id, event } => rooms.room(&room_id).apply(&event),
                StateChange::Members { room_id, joined } => rooms.room(&room_id).set_joined_members(joined),
                StateChange::Forget { room_id } => drop(rooms.joined.remove(&room_id)),
            }
        }
        rooms
    }

    /// What has changed since the last call.
    pub fn take_changes(&mut self) -> Vec<StateChange> {
        std::mem::take(&mut self.changed)
    }

    pub(super) fn has(&self, room_id: &str) -> bool {
        self.joined.contains_key(room_id)
    }

    /// A room, known or new.
    pub(super) fn room(&mut self, room_id: &str) -> &mut RoomState {
        self.joined.entry(room_id.to_owned()).or_insert_with(|| RoomState::new(room_id))
    }

    pub(super) fn apply(&mut self, room_id: &str, event: &Value) {
        if RoomState::concerns(event) {
            self.room(room_id).apply(event);
            self.changed.push(StateChange::Set { room_id: room_id.to_owned(), event: event.clone() });
        }
    }

    pub(super) fn set_joined_members(&mut self, room_id: &str, joined: u64) {
        self.room(room_id).set_joined_members(joined);
        self.changed.push(StateChange::Members { room_id: room_id.to_owned(), joined });
    }

    pub(super) fn forget(&mut self, room_id: &str) {
        if self.joined.remove(room_id).is_some() {
            self.changed.push(StateChange::Forget { room_id: room_id.to_owned() });
        }
    }
}
