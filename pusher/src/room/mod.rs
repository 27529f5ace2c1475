//! What is known about a room: the state events that push rules and notifications ask for.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

/// The version of rooms whose `m.room.create` names none.
const FIRST_ROOM_VERSION: &str = "1";

/// The state of one room, as far as push needs it: creation, name, alias, power levels and members.
#[derive(Debug, Clone)]
pub struct RoomState {
    room_id: String,
    create: Option<StateEvent>,
    name: Option<StateEvent>,
    alias: Option<StateEvent>,
    power_levels: Option<StateEvent>,
    members: HashMap<String, StateEvent>,
    joined: Option<u64>,
}

#[derive(Debug, Clone)]
struct StateEvent {
    sender: String,
    content: Value,
}

impl StateEvent {
    fn text(&self, field: &str) -> Option<&str> {
        self.content.get(field).and_then(Value::as_str).filter(|text| !text.is_empty())
    }
}

impl RoomState {
    /// A room of which nothing is known yet.
    pub fn new(room_id: impl Into<String>) -> Self {
        Self {
            room_id: room_id.into(),
            create: None,
            name: None,
            alias: None,
            power_levels: None,
            members: HashMap::new(),
            joined: None,
        }
    }

    /// Whether an event is of a type that is kept here.
    pub fn concerns(event: &Value) -> bool {
        let state_key = event.get("state_key").and_then(Value::as_str);
        match event.get("type").and_then(Value::as_str) {
            Some("m.room.create" | "m.room.name" | "m.room.canonical_alias" | "m.room.power_levels") => {
                state_key == Some("")
            }
            Some("m.room.member") => state_key.is_some(),
            _ => false,
        }
    }

    /// Takes notice of an event. Only state events of the types above change anything.
    pub fn apply(&mut self, event: &Value) {
        let field = |name| event.get(name).and_then(Value::as_str);
        let (Some(kind), Some(state_key), Some(sender)) =
            (field("type"), field("state_key"), field("sender"))
        else {
            return;
        };
        let content = event.get("content").cloned().unwrap_or_else(|| json!({}));
        let state = StateEvent { sender: sender.to_owned(), content };
        match (kind, state_key) {
            ("m.room.create", "") => self.create = Some(state),
            ("m.room.name", "") => self.name = Some(state),
            ("m.room.canonical_alias", "") => self.alias = Some(state),
            ("m.room.power_levels", "") => self.power_levels = Some(state),
            ("m.room.member", user_id) => {
                self.members.insert(user_id.to_owned(), state);
            }
            _ => {}
        }
    }

    /// Sets the number of joined members, where a server tells it (`m.joined_member_count`) and does not send every member.
    pub fn set_joined_members(&mut self, count: u64) {
        self.joined = Some(count);
    }

    /// What the rules of one user need to know about the room, as the JSON of a
    /// [`Context`](matrix_push_rules::Context).
    pub fn context_for(&self, user_id: &str) -> Map<String, Value> {
        let mut context = Map::new();
        let mut know = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                context.insert(name.to_owned(), value);
            }
        };
        know("user_id", Some(user_id.into()));
        know("room_id", Some(self.room_id.as_str().into()));
        know("display_name", self.display_name(user_id).map(Value::from));
        know("member_count", Some(self.joined_members()).filter(|&count| count > 0).map(Value::from));
        // A room without the event has the defaults of that event; a room of which nothing is known may have any.
        let levels = self.power_levels.as_ref().map(|state| state.content.clone());
        know("power_levels", levels.or_else(|| self.create.as_ref().map(|_| json!({}))));
        if let Some(create) = &self.create {
            know("room_version", Some(create.text("room_version").unwrap_or(FIRST_ROOM_VERSION).into()));
            know("creators", Some(creators(create).into()));
        }
        context
    }

    /// The name that people gave the room: its name, or its main alias.
    pub fn title(&self) -> Option<&str> {
        self.name.as_ref().and_then(|state| state.text("name")).or_else(|| self.alias())
    }

    /// The room's main alias.
    pub fn alias(&self) -> Option<&str> {
        self.alias.as_ref()?.text("alias")
    }

    /// A member's display name in the room.
    pub fn display_name(&self, user_id: &str) -> Option<&str> {
        self.members.get(user_id)?.text("displayname")
    }

    /// The number of joined members: as told, or as counted.
    pub fn joined_members(&self) -> u64 {
        self.joined.unwrap_or_else(|| {
            let joined = self.members.values().filter(|member| member.text("membership") == Some("join"));
            u64::try_from(joined.count()).unwrap_or(u64::MAX)
        })
    }
}

fn creators(create: &StateEvent) -> Vec<String> {
    let additional =
        create.content.get("additional_creators").and_then(Value::as_array).into_iter().flatten();
    std::iter::once(create.sender.clone())
        .chain(additional.filter_map(Value::as_str).map(str::to_owned))
        .collect()
}
