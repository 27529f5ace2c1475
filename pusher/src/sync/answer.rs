//! The parts of a `/sync` answer that push needs. Events stay as they are.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// An answer of `GET /_matrix/client/v3/sync`.
#[derive(Debug, Deserialize)]
pub struct Answer {
    /// The position after this answer.
    pub next_batch: String,
    #[serde(default)]
    pub(super) account_data: Events,
    #[serde(default)]
    pub(super) rooms: ByMembership,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct ByMembership {
    #[serde(default)]
    pub(super) join: BTreeMap<String, Joined>,
    #[serde(default)]
    pub(super) invite: BTreeMap<String, Invited>,
    #[serde(default)]
    pub(super) leave: BTreeMap<String, Value>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Joined {
    #[serde(default)]
    pub(super) state: Events,
    #[serde(default)]
    pub(super) timeline: Timeline,
    #[serde(default)]
    pub(super) ephemeral: Events,
    #[serde(default)]
    pub(super) summary: Summary,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Invited {
    #[serde(default)]
    pub(super) invite_state: Events,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Timeline {
    #[serde(default)]
    pub(super) events: Vec<Value>,
    /// Whether events are missing between the last answer and this timeline.
    #[serde(default)]
    pub(super) limited: bool,
    /// Where to look for them.
    pub(super) prev_batch: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Summary {
    #[serde(rename = "m.joined_member_count")]
    pub(super) joined: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Events {
    #[serde(default)]
    pub(super) events: Vec<Value>,
}
