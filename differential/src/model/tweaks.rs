//! From actions to tweaks.

use serde_json::{Map, Value, json};

use super::traits::{Highlight, Traits, Tweaks};
use crate::answer::Outcome;

/// What the actions of a rule say; `None`: an exception.
pub(super) fn outcome(traits: &Traits, rule: (String, String), actions: &[Value]) -> Option<Outcome> {
    let mut tweaks = Map::new();
    for action in actions {
        let name = match (traits.tweaks, action) {
            (Tweaks::Js, Value::Null) => return None,
            (Tweaks::Js, Value::Object(fields)) => js_name(fields.get("set_tweak")),
            (Tweaks::Js, Value::Array(_)) => "undefined".to_owned(),
            (_, action) => match action.get("set_tweak").and_then(Value::as_str) {
                Some(name) => name.to_owned(),
                None => continue,
            },
        };
        let value = match (traits.tweaks, action.get("value")) {
            (_, None) => json!(true),
            (Tweaks::Spec, Some(Value::Null)) if name == "highlight" => json!(true),
            (Tweaks::Synapse | Tweaks::Ruma, Some(Value::Null)) => json!(true),
            (_, Some(value)) => value.clone(),
        };
        if traits.tweaks == Tweaks::Ruma
            && let Some(earlier) = tweaks.get(&name)
            && (name == "sound" || (name == "highlight" && *earlier == true))
        {
            continue;
        }
        tweaks.insert(name, value);
    }
    if traits.highlight == Highlight::Implicit && !tweaks.contains_key("highlight") {
        tweaks.insert("highlight".to_owned(), json!(rule.0 == "content"));
    }
    let highlight = tweaks.get("highlight");
    Some(Outcome {
        notify: actions.iter().any(|action| action == "notify"),
        highlight: match traits.tweaks {
            Tweaks::Spec | Tweaks::Ruma => highlight == Some(&json!(true)),
            Tweaks::Js => is_truthy(highlight),
            Tweaks::Synapse => is_truthy(highlight) && !is_empty(highlight),
        },
        sound: match tweaks.get("sound") {
            Some(Value::String(sound)) => Some(sound.clone()),
            Some(Value::Bool(true)) => Some("default".to_owned()),
            _ => None,
        },
        rule: Some(rule),
        tweaks,
    })
}

/// Empty lists and objects are something to JavaScript and nothing to Python.
fn is_empty(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Array(list)) => list.is_empty(),
        Some(Value::Object(fields)) => fields.is_empty(),
        _ => false,
    }
}

/// What JavaScript takes for true.
pub(super) fn is_truthy(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::String(text)) => !text.is_empty(),
        Some(_) => true,
    }
}

fn js_name(value: Option<&Value>) -> String {
    match value {
        None => "undefined".to_owned(),
        value => js_text(value),
    }
}

/// `String(value)` of JavaScript.
pub(super) fn js_text(value: Option<&Value>) -> String {
    match value {
        None => "undefined".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(list)) => list
            .iter()
            .map(|item| if item.is_null() { String::new() } else { js_text(Some(item)) })
            .collect::<Vec<_>>()
            .join(","),
        Some(Value::Object(_)) => "[object Object]".to_owned(),
        Some(Value::Number(number)) => match number.as_f64() {
            Some(1e30) => "1e+30".to_owned(),
            Some(0.0) => "0".to_owned(),
            Some(double) => format!("{double}"),
            None => number.to_string(),
        },
        Some(value) => value.to_string(),
    }
}
