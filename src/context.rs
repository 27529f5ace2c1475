//! What an evaluation must know beyond the event and the rules.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::{
    condition::Number,
    error::{ErrorCode, PushRulesError},
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
    pub related_events: HashMap<String, Value>,
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
        let Value::Object(fields) = value else {
            return Err(invalid("context", format!("the context is {}, not an object", type_name(value))));
        };
        let reader = Reader { fields };
        Ok(Self {
            user_id: reader.string("user_id")?.ok_or_else(|| {
                invalid("context.user_id", "the context has no `user_id`".to_owned())
                    .with_help("it is the Matrix ID of the user whose rules these are")
            })?,
            display_name: reader.string("display_name")?,
            member_count: reader.count("member_count")?,
            power_levels: reader.object("power_levels")?.map(|object| Value::Object(object.clone())),
            room_id: reader.string("room_id")?,
            room_version: reader.string("room_version")?,
            creators: reader.strings("creators")?,
            related_events: reader.events("related_events")?,
            thread_subscribed: reader.boolean("thread_subscribed")?,
            room_features: reader.strings("room_features")?,
        })
    }
}

/// Reads fields with errors that name the path of the offending value.
struct Reader<'a> {
    fields: &'a Map<String, Value>,
}

impl<'a> Reader<'a> {
    fn get(&self, name: &str) -> Option<&'a Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    fn wrong<T>(name: &str, value: &Value, wanted: &str) -> Result<T, PushRulesError> {
        let message = format!("`{name}` is {}, not {wanted}", type_name(value));
        Err(invalid(&format!("context.{name}"), message))
    }

    fn string(&self, name: &str) -> Result<Option<String>, PushRulesError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(other) => Self::wrong(name, other, "a string"),
        }
    }

    fn boolean(&self, name: &str) -> Result<Option<bool>, PushRulesError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(other) => Self::wrong(name, other, "a boolean"),
        }
    }

    fn count(&self, name: &str) -> Result<Option<u64>, PushRulesError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match value {
            Value::Number(number) => match Number::of(number) {
                Number::Integer(count) if count >= 0 => Ok(Some(count.unsigned_abs())),
                _ => {
                    let message = format!("`{name}` is `{number}`, not a non-negative integer");
                    Err(invalid(&format!("context.{name}"), message))
                }
            },
            other => Self::wrong(name, other, "a number"),
        }
    }

    fn object(&self, name: &str) -> Result<Option<&'a Map<String, Value>>, PushRulesError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(other) => Self::wrong(name, other, "an object"),
        }
    }

    fn strings(&self, name: &str) -> Result<Vec<String>, PushRulesError> {
        let list = match self.get(name) {
            None => return Ok(Vec::new()),
            Some(Value::Array(list)) => list,
            Some(other) => return Self::wrong(name, other, "an array of strings"),
        };
        list.iter()
            .enumerate()
            .map(|(position, item)| match item {
                Value::String(text) => Ok(text.clone()),
                other => Err(invalid(
                    &format!("context.{name}.{position}"),
                    format!("an element of `{name}` is {}, not a string", type_name(other)),
                )),
            })
            .collect()
    }

    fn events(&self, name: &str) -> Result<HashMap<String, Value>, PushRulesError> {
        let Some(object) = self.object(name)? else { return Ok(HashMap::new()) };
        object
            .iter()
            .map(|(rel_type, event)| match event {
                Value::Object(_) => Ok((rel_type.clone(), event.clone())),
                other => Err(invalid(
                    &format!("context.{name}.{rel_type}"),
                    format!("the related event is {}, not an object", type_name(other)),
                )),
            })
            .collect()
    }
}

fn invalid(path: &str, message: String) -> PushRulesError {
    PushRulesError::new(ErrorCode::InvalidContext, path, message)
}
