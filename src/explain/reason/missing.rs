//! Properties that the event does not have.

use serde_json::Value;

use super::Reason;
use crate::{condition::PropertyPath, explain::sentence::Quoted};

/// Keys with more names get no hint: the search tries every way to join them.
const LONGEST: usize = 16;

/// The reason for a property that is missing in `event`, which sentences call `whose`.
pub(super) fn missing(path: &PropertyPath, event: &Value, whose: &str) -> Reason {
    let key = Quoted(&path.key);
    match with_dots_in_names(path, event) {
        Some(found) => Reason::new(
            "unescaped_dot",
            format!(
                "{whose} has no {key}, but it has {}: a dot within a property name needs a backslash",
                Quoted(&found.key)
            ),
        ),
        None => Reason::new("property_missing", format!("{whose} has no {key}")),
    }
}

/// The property that was probably meant: names joined where the event has dots in a name.
fn with_dots_in_names(path: &PropertyPath, event: &Value) -> Option<PropertyPath> {
    if path.names.len() > LONGEST {
        return None;
    }
    let mut names = Vec::new();
    join(&path.names, event, &mut names).then(|| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        PropertyPath::of(&names)
    })
}

fn join(rest: &[String], value: &Value, names: &mut Vec<String>) -> bool {
    if rest.is_empty() {
        return true;
    }
    let Value::Object(fields) = value else { return false };
    let mut name = String::new();
    for (position, part) in rest.iter().enumerate() {
        if position > 0 {
            name.push('.');
        }
        name.push_str(part);
        if let Some(value) = fields.get(&name) {
            names.push(name.clone());
            if join(rest.get(position + 1..).unwrap_or_default(), value, names) {
                return true;
            }
            names.pop();
        }
    }
    false
}
