//! Reads the properties of an event that is already parsed.

use serde_json::Value;

use super::{Properties, Property, require_object};
use crate::{
    compile::{Node, Slots},
    condition::Number,
    error::PushRulesError,
};

pub(super) fn read(event: &Value, slots: &Slots, into: &mut Properties) -> Result<(), PushRulesError> {
    require_object(event)?;
    into.reset(slots.list());
    descend(event, slots.tree(), into);
    Ok(())
}

fn descend(value: &Value, node: &Node, into: &mut Properties) {
    if let Some(slot) = node.slot {
        let property = match value {
            Value::Array(elements) => array(elements, into),
            other => scalar(other, into),
        };
        into.set(slot, property);
    }
    if let Value::Object(object) = value {
        for (name, child) in &node.children {
            if let Some(value) = object.get(name) {
                descend(value, child, into);
            }
        }
    }
}

fn array(elements: &[Value], into: &mut Properties) -> Property {
    let start = into.elements.len();
    for element in elements {
        let element = scalar(element, into);
        into.elements.push(element);
    }
    Property::Array(start, elements.len())
}

fn scalar(value: &Value, into: &mut Properties) -> Property {
    match value {
        Value::Null => Property::Null,
        Value::Bool(value) => Property::Bool(*value),
        Value::Number(number) => Property::Number(Number::of(number)),
        Value::String(text) => Property::Text(into.keep(text)),
        Value::Array(_) | Value::Object(_) => Property::Container,
    }
}
