//! Power levels in matrix-js-sdk (A15): compared as JavaScript compares whatever stands there.

use serde_json::Value;

use crate::{Context, javascript::to_number};

/// What a notification needs, whatever its key is.
const DEFAULT: f64 = 50.0;

/// Whether a sender may notify with a key.
pub(crate) fn may_notify(context: &Context, sender: &str, key: &str) -> bool {
    let content = context.power_levels.as_ref();
    let needed =
        content.and_then(|content| content.get("notifications")?.get(key)?.as_f64()).unwrap_or(DEFAULT);
    content.map_or(0.0, |content| level(context, content, sender)) >= needed
}

fn level(context: &Context, content: &Value, sender: &str) -> f64 {
    if has_powerful_creators(context.room_version.as_deref())
        && context.creators.iter().any(|creator| creator == sender)
    {
        return f64::INFINITY;
    }
    let of_sender = content.get("users").and_then(|users| users.get(sender)?.as_f64());
    match of_sender.filter(|level| level.trunc() == *level) {
        Some(level) => level,
        None => content.get("users_default").map_or(0.0, to_number),
    }
}

/// All versions but the numbered ones before 12; a room without a version is of version 1.
fn has_powerful_creators(version: Option<&str>) -> bool {
    let old = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];
    version.is_some_and(|version| !old.contains(&version))
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
            (json!({"users": {"@a:x": 50.5}}), false),
            (json!({"users": {"@a:x": "50"}}), false),
            (json!({"users_default": "50"}), true),
            (json!({"users_default": " 0x33 "}), true),
            (json!({"users_default": "+50.0"}), true),
            (json!({"users_default": "5e1"}), true),
            (json!({"users_default": "050."}), true),
            (json!({"users_default": [50]}), true),
            (json!({"users_default": "abc"}), false),
            (json!({"users_default": "5_1"}), false),
            (json!({"users_default": "++51"}), false),
            (json!({"users_default": {}}), false),
            (json!({"users_default": null, "notifications": {"room": 0}}), true),
            (json!({"users_default": "", "notifications": {"room": 0}}), true),
            (json!({"users_default": "abc", "notifications": {"room": -1}}), false),
            (json!({"users_default": true, "notifications": {"room": 1}}), true),
            (json!({"users_default": 1, "notifications": {"room": "1"}}), false),
            (json!({"users_default": 1.5, "notifications": {"room": 1.5}}), true),
        ] {
            context.power_levels = Some(content.clone());
            assert_eq!(may_notify(&context, "@a:x", "room"), expected, "{content}");
        }
        context.creators = vec!["@a:x".to_owned()];
        context.power_levels = Some(json!({}));
        for (version, expected) in [(None, false), (Some("11"), false), (Some("12"), true), (Some("x"), true)]
        {
            context.room_version = version.map(str::to_owned);
            assert_eq!(may_notify(&context, "@a:x", "room"), expected, "{version:?}");
        }
    }
}
