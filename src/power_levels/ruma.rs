//! Power levels in ruma (A15): content that does not parse is as good as none, and only `room` is known.

use serde_json::Value;

use crate::{Context, ruleset::is_user_id, text::trim};

const DEFAULT: i64 = 50;
/// The only room version so far in which creators may do everything.
const VERSION_WITH_CREATORS: &str = "12";

/// Whether a sender may notify with a key.
pub(crate) fn may_notify(context: &Context, sender: &str, key: &str) -> bool {
    let Some(content) = &context.power_levels else { return false };
    key == "room" && is_user_id(sender) && may_notify_room(context, content, sender).unwrap_or(false)
}

/// `None` if the content does not parse.
fn may_notify_room(context: &Context, content: &Value, sender: &str) -> Option<bool> {
    let mut of_sender = None;
    if let Some(users) = content.get("users") {
        for (user, given) in users.as_object()? {
            let given = level(given)?;
            if !is_user_id(user) {
                return None;
            }
            if user == sender {
                of_sender = Some(given);
            }
        }
    }
    let default = content.get("users_default").map_or(Some(0), level)?;
    let needed = match content.get("notifications") {
        None => DEFAULT,
        Some(Value::Object(levels)) => levels.get("room").map_or(Some(DEFAULT), level)?,
        // serde also takes an array for the fields of a structure, of which there is one.
        Some(Value::Array(levels)) if levels.len() <= 1 => levels.first().map_or(Some(DEFAULT), level)?,
        Some(_) => return None,
    };
    let is_creator = context.room_version.as_deref() == Some(VERSION_WITH_CREATORS)
        && context.creators.iter().any(|creator| creator == sender);
    Some(is_creator || of_sender.unwrap_or(default) >= needed)
}

/// An integer within ±(2^53 − 1), or a text that holds one.
fn level(value: &Value) -> Option<i64> {
    let level: i64 = match value {
        Value::Number(number) => number.as_i64()?,
        Value::String(text) => {
            let text = trim(text, &char::is_whitespace);
            match text.strip_prefix('+') {
                Some(digits) => digits.parse::<u64>().ok()?.try_into().ok()?,
                None => text.parse().ok()?,
            }
        }
        _ => return None,
    };
    (level.unsigned_abs() < 1 << 53).then_some(level)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::may_notify;
    use crate::Context;

    #[test]
    fn a15_levels() {
        let mut context = Context::new("@me:x");
        assert!(!may_notify(&context, "@a:x", "room"), "no power levels");
        for (content, expected) in [
            (json!({"users": {"@a:x": 50}}), true),
            (json!({"users": {"@a:x": " +50 "}}), true),
            (json!({"users": {"@a:x": 50.0}}), false),
            (json!({"users": {"@a:x": 50, "b": 0}}), false),
            (json!({"users": {"@a:x": 50, "@b:x": "9007199254740992"}}), false),
            (json!({"users_default": 50, "notifications": null}), false),
            (json!({"users_default": 50, "notifications": {"room": 1.5}}), false),
            (json!({"users_default": 50, "notifications": []}), true),
            (json!({"users_default": 50, "notifications": [51]}), false),
            (json!({"users_default": 50, "notifications": [1, 1]}), false),
            (json!({"users_default": 50, "notifications": {"other": 1.5}}), true),
            (json!({"users_default": 49}), false),
        ] {
            context.power_levels = Some(content.clone());
            assert_eq!(may_notify(&context, "@a:x", "room"), expected, "{content}");
        }
        context.power_levels = Some(json!({"users_default": 100}));
        assert!(!may_notify(&context, "@a:x", "other"));
        assert!(!may_notify(&context, "a", "room"));
        context.power_levels = Some(json!({}));
        context.creators = vec!["@a:x".to_owned()];
        assert!(!may_notify(&context, "@a:x", "room"));
        context.room_version = Some("12".to_owned());
        assert!(may_notify(&context, "@a:x", "room"));
    }
}
