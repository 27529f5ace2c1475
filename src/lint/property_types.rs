//! The types that the specification gives to the properties that rules mostly ask for.

use std::fmt;

use crate::condition::PropertyPath;

/// A type of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    String,
    Boolean,
    Integer,
    Array,
    Object,
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::String => "a string",
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
            Self::Array => "an array",
            Self::Object => "an object",
        })
    }
}

/// The type of a property, if it is one of those whose type does not depend on the event.
pub(super) fn type_of(path: &PropertyPath) -> Option<Type> {
    let names: Vec<&str> = path.names.iter().map(String::as_str).collect();
    Some(match names.as_slice() {
        ["type" | "sender" | "room_id" | "event_id" | "state_key"] => Type::String,
        ["origin_server_ts"] | ["unsigned", "age"] => Type::Integer,
        ["content" | "unsigned"] => Type::Object,
        ["content", "body" | "formatted_body" | "format" | "msgtype" | "membership"] => Type::String,
        ["content", "is_direct"] => Type::Boolean,
        ["content", "m.mentions" | "m.relates_to" | "m.new_content" | "info"] => Type::Object,
        ["content", "m.mentions", "user_ids"] => Type::Array,
        ["content", "m.mentions", "room"] => Type::Boolean,
        ["content", "m.relates_to", "rel_type" | "event_id" | "key"] => Type::String,
        ["content", "m.relates_to", "is_falling_back"] => Type::Boolean,
        ["content", "m.relates_to", "m.in_reply_to"] => Type::Object,
        ["content", "m.relates_to", "m.in_reply_to", "event_id"] => Type::String,
        ["content", "info", "size" | "w" | "h" | "duration"] => Type::Integer,
        ["content", "info", "mimetype"] => Type::String,
        _ => return None,
    })
}
