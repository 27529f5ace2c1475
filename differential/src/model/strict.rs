//! What readers that refuse whole sets refuse.

use std::net::Ipv6Addr;

use serde_json::{Map, Value};

/// Whether ruma reads the set.
pub(super) fn is_valid(rules: &Value) -> bool {
    ["override", "content", "postcontent", "room", "sender", "underride"].into_iter().all(|kind| match rules
        .get(kind)
    {
        None => true,
        Some(Value::Array(list)) => list.iter().all(|rule| is_valid_rule(kind, rule)),
        Some(_) => false,
    })
}

/// Whether all actions of all rules are ones that Synapse stores.
pub(super) fn has_known_actions(rules: &Value) -> bool {
    let lists = rules.as_object().into_iter().flat_map(Map::values).filter_map(Value::as_array);
    lists
        .flatten()
        .filter_map(|rule| rule.get("actions").and_then(Value::as_array))
        .flatten()
        .filter_map(Value::as_str)
        .all(|action| ["notify", "dont_notify", "coalesce"].contains(&action))
}

/// Whether js-sdk gets past a list of rules.
pub(super) fn is_iterable_or_falsy(list: &Value) -> bool {
    list.is_string() || !super::tweaks::is_truthy(Some(list))
}

fn is_valid_rule(kind: &str, rule: &Value) -> bool {
    let Value::Object(fields) = rule else { return false };
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let Some(id) = text("rule_id") else { return false };
    fields.get("default").is_some_and(Value::is_boolean)
        && fields.get("enabled").is_some_and(Value::is_boolean)
        && fields
            .get("actions")
            .and_then(Value::as_array)
            .is_some_and(|list| list.iter().all(is_valid_action))
        && match kind {
            "content" => text("pattern").is_some(),
            "room" => id.starts_with('!') && id.len() <= 255 && !id.contains('\0'),
            "sender" => is_user_id(id),
            _ => match fields.get("conditions") {
                None => true,
                Some(Value::Array(list)) => list.iter().all(is_valid_condition),
                Some(_) => false,
            },
        }
}

fn is_user_id(id: &str) -> bool {
    let Some((local, server)) = id.strip_prefix('@').and_then(|rest| rest.split_once(':')) else {
        return false;
    };
    id.len() <= 255 && !local.contains('\0') && is_server_name(server)
}

fn is_server_name(name: &str) -> bool {
    let (host_is_valid, port) = if let Some(rest) = name.strip_prefix('[') {
        let Some((address, port)) = rest.split_once(']') else { return false };
        (address.parse::<Ipv6Addr>().is_ok(), port)
    } else {
        let (host, port) = name.split_at(name.find(':').unwrap_or(name.len()));
        let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.');
        (!host.is_empty() && plain, port)
    };
    host_is_valid
        && (port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok()))
}

fn is_valid_action(action: &Value) -> bool {
    match action {
        Value::String(_) => true,
        Value::Object(fields) => match fields.get("set_tweak") {
            None => true,
            Some(Value::String(name)) => match (name.as_str(), fields.get("value")) {
                ("sound", value) => value.is_some_and(Value::is_string),
                ("highlight", value) => matches!(value, None | Some(Value::Null | Value::Bool(_))),
                _ => true,
            },
            Some(_) => false,
        },
        _ => false,
    }
}

fn is_valid_condition(condition: &Value) -> bool {
    let Value::Object(fields) = condition else { return false };
    let text = |name: &str| fields.get(name).is_some_and(Value::is_string);
    let Some(kind) = fields.get("kind").and_then(Value::as_str) else { return false };
    match kind {
        "event_match" => text("key") && text("pattern"),
        "event_property_is" | "event_property_contains" => {
            text("key")
                && match fields.get("value") {
                    Some(Value::Null | Value::Bool(_) | Value::String(_)) => true,
                    Some(Value::Number(value)) => {
                        value.as_i64().is_some_and(|value| value.unsigned_abs() < 1 << 53)
                    }
                    _ => false,
                }
        }
        "room_member_count" => fields.get("is").and_then(Value::as_str).is_some_and(|is| {
            let digits = ["<=", "<", ">=", ">", "=="].iter().find_map(|operator| is.strip_prefix(operator));
            digits.unwrap_or(is).parse::<u64>().is_ok_and(|count| count < 1 << 53)
        }),
        "sender_notification_permission" => text("key"),
        "org.matrix.msc3931.room_version_supports" => text("feature"),
        "io.element.msc4306.thread_subscription" => fields.get("subscribed").is_some_and(Value::is_boolean),
        _ => true,
    }
}
