//! The semantics once more: straight from `docs/SEMANTICS.md`, rule by rule, over plain JSON, with no thought of
//! speed and nothing of the engine but its types.

use matrix_push_rules::Context;
use serde_json::{Map, Value, json};

use super::text::{contains_name, matches_whole, matches_words};

/// R1, with MSC4306's `postcontent`.
const KINDS: [&str; 6] = ["override", "content", "postcontent", "room", "sender", "underride"];

/// The evaluation of an event, as JSON; `None` when the rules are in no accepted shape.
pub fn evaluate(rules: &Value, event: &Value, context: &Context) -> Option<Value> {
    let lists = lists(rules)?;
    // R67.
    let is_own = event.get("sender").and_then(Value::as_str) == Some(&context.user_id);
    let matched = if is_own {
        None
    } else {
        in_order(lists).into_iter().find(|(kind, rule)| {
            is_usable(kind, rule)
                && rule.get("enabled") != Some(&json!(false))
                && is_in_force(kind, rule, event, context)
                && conditions(kind, rule).iter().all(|condition| holds(condition, event, context))
        })
    };
    Some(match matched {
        None => evaluation(Value::Null, &[]),
        Some((kind, rule)) => evaluation(
            json!({ "kind": kind, "rule_id": rule["rule_id"] }),
            rule["actions"].as_array().map_or(&[], Vec::as_slice),
        ),
    })
}

/// The lists, in the shapes of R77 and R92 and bare.
fn lists(rules: &Value) -> Option<&Map<String, Value>> {
    let object = rules.as_object()?;
    if let Some(global) = object.get("global") {
        return global.as_object();
    }
    match object.get("content") {
        Some(Value::Object(content)) => content.get("global")?.as_object(),
        _ if object.get("type").is_some_and(Value::is_string) => None,
        _ => Some(object),
    }
}

/// R8: the order of the lists, but for the master rule.
fn in_order(lists: &Map<String, Value>) -> Vec<(&'static str, &Value)> {
    let all = || {
        KINDS.into_iter().flat_map(|kind| {
            lists.get(kind).and_then(Value::as_array).into_iter().flatten().map(move |rule| (kind, rule))
        })
    };
    let is_master = |(kind, rule): &(&str, &Value)| {
        *kind == "override" && rule.get("rule_id") == Some(&json!(".m.rule.master"))
    };
    all().filter(is_master).chain(all().filter(|rule| !is_master(rule))).collect()
}

/// A25, A26: what a rule must have to match at all.
fn is_usable(kind: &str, rule: &Value) -> bool {
    let has = |name: &str, is: fn(&Value) -> bool| rule.get(name).is_some_and(is);
    let absent_or = |name: &str, is: fn(&Value) -> bool| rule.get(name).is_none_or(is);
    has("rule_id", Value::is_string)
        && has("actions", Value::is_array)
        && absent_or("enabled", Value::is_boolean)
        && match kind {
            "content" => has("pattern", Value::is_string),
            "room" | "sender" => true,
            _ => absent_or("conditions", Value::is_array),
        }
}

/// R59 and MSC3932.
fn is_in_force(kind: &str, rule: &Value, event: &Value, context: &Context) -> bool {
    let id = rule["rule_id"].as_str().unwrap_or_default();
    let legacy = [".m.rule.contains_display_name", ".m.rule.roomnotif", ".m.rule.contains_user_name"];
    let mentions = at(event, &["content", "m.mentions"]).is_some();
    let extensible =
        context.room_features.iter().any(|feature| feature == "org.matrix.msc3932.extensible_events");
    let asks_for_features = || {
        conditions(kind, rule).iter().any(|condition| {
            condition.get("kind") == Some(&json!("org.matrix.msc3931.room_version_supports"))
                && condition.get("feature").is_some_and(Value::is_string)
        })
    };
    let exempt = [".m.rule.master", ".m.rule.roomnotif", ".m.rule.contains_user_name"];
    !(mentions && legacy.contains(&id)) && (!extensible || exempt.contains(&id) || asks_for_features())
}

/// R9, R10.
fn conditions(kind: &str, rule: &Value) -> Vec<Value> {
    let id = &rule["rule_id"];
    match kind {
        "content" => {
            vec![json!({ "kind": "event_match", "key": "content.body", "pattern": rule["pattern"] })]
        }
        "room" => vec![json!({ "kind": "event_property_is", "key": "room_id", "value": id })],
        "sender" => vec![json!({ "kind": "event_property_is", "key": "sender", "value": id })],
        _ => rule.get("conditions").and_then(Value::as_array).cloned().unwrap_or_default(),
    }
}

/// (b): one condition.
pub fn holds(condition: &Value, event: &Value, context: &Context) -> bool {
    // What is missing or of a wrong type makes the condition invalid (A25).
    holds_if_valid(condition, event, context).unwrap_or(false)
}

fn holds_if_valid(condition: &Value, event: &Value, context: &Context) -> Option<bool> {
    let string = |name: &str| condition.get(name)?.as_str();
    let body = at(event, &["content", "body"]).and_then(Value::as_str);
    Some(match string("kind")? {
        "event_match" => {
            let (key, pattern) = (string("key")?, string("pattern")?);
            let value = property(key, event, context);
            event_match(key, pattern, value.as_ref())
        }
        "event_property_is" | "com.beeper.msc3758.exact_event_match" => {
            let (key, wanted) = (string("key")?, comparable(condition.get("value")?)?);
            property(key, event, context).and_then(|value| comparable(&value)) == Some(wanted)
        }
        "event_property_contains" | "org.matrix.msc3966.exact_event_property_contains" => {
            let (key, wanted) = (string("key")?, comparable(condition.get("value")?)?);
            match property(key, event, context) {
                Some(Value::Array(list)) => {
                    list.iter().any(|element| comparable(element).as_ref() == Some(&wanted))
                }
                _ => false,
            }
        }
        "contains_display_name" => {
            body.is_some_and(|body| contains_name(context.display_name.as_deref().unwrap_or_default(), body))
        }
        "room_member_count" => member_count(string("is")?, context.member_count)?,
        "sender_notification_permission" => {
            let key = string("key")?;
            let sender = event.get("sender").and_then(Value::as_str);
            match (&context.power_levels, sender) {
                (Some(levels), Some(sender)) => may_notify(levels, key, sender, context),
                _ => false,
            }
        }
        "org.matrix.msc3931.room_version_supports" => {
            let feature = string("feature")?;
            context.room_features.iter().any(|known| known == feature)
        }
        "io.element.msc4306.thread_subscription" => {
            let subscribed = condition.get("subscribed")?.as_bool()?;
            at(event, &["content", "m.relates_to", "rel_type"]) == Some(&json!("m.thread"))
                && context.thread_subscribed == Some(subscribed)
        }
        "org.matrix.msc3914.call_started" | "call_started" => {
            let intent = at(event, &["content", "m.intent"]).and_then(Value::as_str);
            let previous = at(event, &["unsigned", "prev_content"]);
            matches!(intent, Some("m.ring" | "m.prompt"))
                && at(event, &["content", "m.terminated"]).is_none()
                && previous.is_none_or(|previous| at(previous, &["m.terminated"]).is_some())
        }
        "im.nheko.msc3664.related_event_match" | "related_event_match" => {
            related_event_match(condition, event, context)?
        }
        _ => false,
    })
}

fn related_event_match(condition: &Value, event: &Value, context: &Context) -> Option<bool> {
    let string = |name: &str| condition.get(name)?.as_str();
    let rel_type = string("rel_type")?;
    let include_fallbacks = match condition.get("include_fallbacks") {
        None => false,
        Some(value) => value.as_bool()?,
    };
    let wanted = match (condition.get("key"), condition.get("pattern")) {
        (None, None) => None,
        _ => Some((string("key")?, string("pattern")?)),
    };
    let is_fallback = rel_type == "m.in_reply_to"
        && at(event, &["content", "m.relates_to", "is_falling_back"]) == Some(&json!(true));
    let Some(related) = context.related_events.get(rel_type) else { return Some(false) };
    Some(
        (include_fallbacks || !is_fallback)
            && wanted.is_none_or(|(key, pattern)| event_match(key, pattern, at_path(related, &path(key)))),
    )
}

/// R22–R28.
fn event_match(key: &str, pattern: &str, value: Option<&Value>) -> bool {
    let Some(Value::String(text)) = value else { return false };
    // R26: not the way in which the key is written counts, but the property.
    if path(key) == ["content", "body"] { matches_words(pattern, text) } else { matches_whole(pattern, text) }
}

/// R29, R30, A11d: what can be compared, numbers as integers.
fn comparable(value: &Value) -> Option<Value> {
    match value {
        Value::Array(_) | Value::Object(_) => None,
        Value::Number(number) => {
            let number = number.as_f64()?;
            let limit = 9_007_199_254_740_991.0;
            (number.fract() == 0.0 && number.abs() <= limit).then(|| json!(number + 0.0))
        }
        other => Some(other.clone()),
    }
}

/// R21: the room is the context's where the event has none.
fn property(key: &str, event: &Value, context: &Context) -> Option<Value> {
    let path = path(key);
    let found = at_path(event, &path);
    match &context.room_id {
        Some(room_id) if path == ["room_id"] && !found.is_some_and(Value::is_string) => Some(json!(room_id)),
        _ => found.cloned(),
    }
}

/// R17–R20.
fn path(key: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut rest = key;
    while let Some(c) = rest.chars().next() {
        let (taken, length) = match rest {
            _ if rest.starts_with("\\.") || rest.starts_with("\\\\") => (rest[1..].chars().next(), 2),
            _ if c == '.' => (None, 1),
            _ => (Some(c), c.len_utf8()),
        };
        match (taken, names.last_mut()) {
            (Some(c), Some(name)) => name.push(c),
            _ => names.push(String::new()),
        }
        rest = &rest[length..];
    }
    names
}

fn at_path<'a>(value: &'a Value, path: &[String]) -> Option<&'a Value> {
    at(value, &path.iter().map(String::as_str).collect::<Vec<_>>())
}

fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, name| value.as_object()?.get(*name))
}

/// R35, R36.
fn member_count(is: &str, members: Option<u64>) -> Option<bool> {
    let digits = is.trim_start_matches(['=', '<', '>']);
    let comparison = &is[..is.len() - digits.len()];
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let count = digits.parse::<u64>().unwrap_or(u64::MAX);
    let holds: fn(u64, u64) -> bool = match comparison {
        "" | "==" => |a, b| a == b,
        "<" => |a, b| a < b,
        ">" => |a, b| a > b,
        "<=" => |a, b| a <= b,
        ">=" => |a, b| a >= b,
        _ => return None,
    };
    Some(members.is_some_and(|members| holds(members, count)))
}

/// R37–R41.
fn may_notify(levels: &Value, key: &str, sender: &str, context: &Context) -> bool {
    // A version is a name: only the numbers of the specification are numbers.
    let version: Option<u32> = context
        .room_version
        .as_deref()
        .filter(|version| !version.starts_with('0') && version.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|version| version.parse().ok());
    let is_creator = context.creators.iter().any(|creator| creator == sender);
    if is_creator && version.is_some_and(|version| version >= 12) {
        return true;
    }
    let reads_strings = context.room_version.is_none() || version.is_some_and(|version| version < 10);
    let level = |value: Option<&Value>| -> Option<i64> {
        let number = match value? {
            Value::Number(number) => number.as_f64()?,
            Value::String(text) if reads_strings => {
                let text = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\u{b}');
                text.parse::<i64>().ok()? as f64
            }
            _ => return None,
        };
        (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
    };
    let users = levels.get("users").and_then(|users| users.as_object()?.get(sender));
    let has = level(users).or_else(|| level(levels.get("users_default"))).unwrap_or(0);
    let needs = level(levels.get("notifications").and_then(|levels| levels.as_object()?.get(key)));
    has >= needs.unwrap_or(50)
}

/// (c): what the actions of a rule mean.
fn evaluation(rule: Value, actions: &[Value]) -> Value {
    let mut tweaks = Map::new();
    for action in actions {
        let Some(Value::String(name)) = action.as_object().and_then(|action| action.get("set_tweak")) else {
            continue;
        };
        let value = match (name.as_str(), action.get("value")) {
            (_, None) | ("highlight", Some(Value::Null)) => json!(true),
            (_, Some(value)) => value.clone(),
        };
        tweaks.insert(name.clone(), value);
    }
    json!({
        "notify": actions.contains(&json!("notify")),
        "notify_in_app": actions.contains(&json!("org.matrix.msc3768.notify_in_app")),
        "highlight": tweaks.get("highlight") == Some(&json!(true)),
        "sound": match tweaks.get("sound") {
            Some(Value::String(sound)) => json!(sound),
            Some(Value::Bool(true)) => json!("default"),
            _ => Value::Null,
        },
        "tweaks": tweaks,
        "actions": actions,
        "rule": rule,
    })
}
