//! What an evaluation must know beyond the event and the rules.

use serde_json::{Map, Value};

use crate::{
    error::{ErrorCode, PushRulesError},
    fields::Fields,
    power_levels::{Level, PowerLevels},
    ruleset::type_name,
};

/// Whose rules are evaluated, and in which room.
///
/// A value that is missing makes the conditions that need it not match. As JSON (the same in files,
/// in JavaScript and over HTTP) the names are those of the fields.
///
/// ```
/// use matrix_push_rules::Context;
///
/// let mut context = Context::new("@alice:example.org");
/// context.member_count = Some(2);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Context {
    /// The owner of the rules: a full Matrix ID.
    pub user_id: String,
    /// The owner's display name in the room, for `contains_display_name` (R33).
    pub display_name: Option<String>,
    /// The number of joined members, for `room_member_count` (R35).
    pub member_count: Option<u64>,
    /// The content of the room's `m.room.power_levels`, for `sender_notification_permission` (R37).
    /// An empty object means the defaults of that event.
    pub power_levels: Option<Value>,
    /// The room, for events that carry no `room_id`, as in `/sync` (R21).
    pub room_id: Option<String>,
    /// The room version, for power levels (R40, R41).
    pub room_version: Option<String>,
    /// The sender of `m.room.create` and its `additional_creators` (R40).
    pub creators: Vec<String>,
    /// The events that this one relates to, by `rel_type`; `m.in_reply_to` for replies (MSC3664).
    pub related_events: Map<String, Value>,
    /// Whether the owner follows the thread that the event is in (MSC4306).
    pub thread_subscribed: Option<bool>,
    /// What the room version supports (MSC3931).
    pub room_features: Vec<String>,
}

impl Context {
    /// A context in which only the owner of the rules is known.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self { user_id: user_id.into(), ..Self::default() }
    }

    /// Whether a user may notify with this key of `notifications`: `false` where the power levels are
    /// not known (R37).
    pub(crate) fn may_notify(&self, user_id: &str, key: &str) -> bool {
        self.power_levels.as_ref().is_some_and(|content| {
            let levels =
                PowerLevels { content, room_version: self.room_version.as_deref(), creators: &self.creators };
            levels.of_user(user_id) >= Level::Number(levels.needed_to_notify(key))
        })
    }

    /// Reads a context from JSON. `null` counts as missing, unknown fields are ignored.
    ///
    /// # Errors
    /// `invalid_context` with the path of the first value of a wrong type.
    pub fn from_value(value: &Value) -> Result<Self, PushRulesError> {
        let fields = Fields::of(value, "context", ErrorCode::InvalidContext)?;
        let string = |name| Ok(fields.string(name)?.map(str::to_owned));
        Ok(Self {
            user_id: string("user_id")?.ok_or_else(|| {
                fields
                    .error("user_id", "the context has no `user_id`")
                    .with_help("it is the Matrix ID of the user whose rules these are")
            })?,
            display_name: string("display_name")?,
            member_count: fields.count("member_count")?,
            power_levels: fields.object("power_levels")?.map(|object| Value::Object(object.clone())),
            room_id: string("room_id")?,
            room_version: string("room_version")?,
            creators: fields.strings("creators")?,
            related_events: related_events(&fields)?,
            thread_subscribed: fields.boolean("thread_subscribed")?,
            room_features: fields.strings("room_features")?,
        })
    }
}

fn related_events(fields: &Fields<'_>) -> Result<Map<String, Value>, PushRulesError> {
    let Some(events) = fields.object("related_events")? else { return Ok(Map::new()) };
    events
        .iter()
        .map(|(rel_type, event)| match event {
            Value::Object(_) => Ok((rel_type.clone(), event.clone())),
            other => Err(fields.error(
                &format!("related_events.{rel_type}"),
                format!("the related event is {}, not an object", type_name(other)),
            )),
        })
        .collect()
}
