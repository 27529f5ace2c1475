//! Reads the properties of an event from its JSON text, in one pass.
//!
//! The parser descends only where the tree of slots does and skips over everything else without
//! keeping it. Texts stay where they are in the JSON unless they are escaped there.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Properties, Property, TextAt};
use crate::{
    compile::{Node, Slots},
    condition::Number,
    error::{ErrorCode, PushRulesError},
    surrogates::without_halves,
};

pub(super) fn read(text: &str, slots: &Slots, into: &mut Properties) -> Result<(), PushRulesError> {
    let Err(error) = read_from(text, text, slots, into) else { return Ok(()) };
    // No text stays in the repaired JSON, which is gone afterwards.
    let repaired = without_halves(text).and_then(|repaired| read_from(&repaired, "", slots, into).ok());
    repaired.ok_or_else(|| describe(text, &error))
}

/// Reads JSON; texts may stay in the source, if they are there.
fn read_from(
    json: &str,
    source: &str,
    slots: &Slots,
    into: &mut Properties,
) -> Result<(), serde_json::Error> {
    into.reset(slots.list());
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let read = Reader { source, into };
    ObjectSeed { node: slots.tree(), read }.deserialize(&mut deserializer).and_then(|()| deserializer.end())
}

fn describe(text: &str, error: &serde_json::Error) -> PushRulesError {
    let code = match text.trim_start().chars().next() {
        Some('{') | None => ErrorCode::InvalidJson,
        // Some JSON, but not an object: unless the text is broken behind that.
        Some(_) if error.is_data() => ErrorCode::InvalidEvent,
        Some(_) => ErrorCode::InvalidJson,
    };
    let message = match code {
        ErrorCode::InvalidEvent => format!("the event is not an object: {error}"),
        _ => format!("the event is not JSON: {error}"),
    };
    PushRulesError::new(code, "event", message)
}

/// Where the properties go, and where their texts come from.
struct Reader<'a> {
    source: &'a str,
    into: &'a mut Properties,
}

impl Reader<'_> {
    fn reborrow(&mut self) -> Reader<'_> {
        Reader { source: self.source, into: self.into }
    }

    /// A text that stands unescaped in the source.
    fn borrowed(&mut self, text: &str) -> TextAt {
        let start = (text.as_ptr() as usize).wrapping_sub(self.source.as_ptr() as usize);
        let end = start.wrapping_add(text.len());
        if self.source.get(start..end).is_some_and(|found| std::ptr::eq(found, text)) {
            TextAt { in_source: true, start, end }
        } else {
            self.into.keep(text)
        }
    }

    /// Forgets what an earlier property of the same name has left: of duplicates the last one
    /// counts, as everywhere.
    fn forget(&mut self, node: &Node) {
        if let Some(slot) = node.slot {
            self.into.set(slot, Property::Absent);
        }
        for (_, child) in &node.children {
            self.forget(child);
        }
    }
}

/// The event itself: must be an object.
struct ObjectSeed<'a> {
    node: &'a Node,
    read: Reader<'a>,
}

impl<'de> DeserializeSeed<'de> for ObjectSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // Not `deserialize_map`, whose errors would bring the code that formats numbers into the module.
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, map: A) -> Result<(), A::Error> {
        read_object(self.node, &mut self.read, map)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Err(E::custom("it is null"))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Err(E::custom("it is a boolean"))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Err(E::custom("it is a number"))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Err(E::custom("it is a number"))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Err(E::custom("it is a number"))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Err(E::custom("it is a string"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(A::Error::custom("it is an array"))
    }
}

fn read_object<'de, A: MapAccess<'de>>(
    node: &Node,
    read: &mut Reader<'_>,
    mut map: A,
) -> Result<(), A::Error> {
    // Which children were there already; beyond 64, all count as seen.
    let mut seen = 0_u64;
    while let Some(position) = map.next_key_seed(NameSeed { node })? {
        let Some((_, child)) = position.and_then(|position| node.children.get(position)) else {
            map.next_value::<IgnoredAny>()?;
            continue;
        };
        let bit = position.and_then(|position| 1_u64.checked_shl(position.try_into().unwrap_or(u32::MAX)));
        if bit.is_none_or(|bit| seen & bit != 0) {
            read.forget(child);
        }
        seen |= bit.unwrap_or(0);
        let property = map.next_value_seed(ValueSeed { node: Some(child), read: read.reborrow() })?;
        if let Some(slot) = child.slot {
            read.into.set(slot, property);
        }
    }
    Ok(())
}

/// The position of a property's name among the ones that are looked for.
struct NameSeed<'a> {
    node: &'a Node,
}

impl<'de> DeserializeSeed<'de> for NameSeed<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.node.children.iter().position(|(known, _)| known == name))
    }
}

/// A property that is a slot or leads to one; an element of an array is a slot without children.
struct ValueSeed<'a> {
    node: Option<&'a Node>,
    read: Reader<'a>,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Property;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Property, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Property;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Property, E> {
        Ok(Property::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Property, E> {
        Ok(Property::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Property, E> {
        Ok(Property::Number(Number::of_i64(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Property, E> {
        Ok(Property::Number(Number::of_u64(value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Property, E> {
        Ok(Property::Number(Number::of_f64(value)))
    }

    fn visit_borrowed_str<E: Error>(mut self, text: &'de str) -> Result<Property, E> {
        Ok(Property::Text(self.read.borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Property, E> {
        Ok(Property::Text(self.read.into.keep(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Property, A::Error> {
        if self.node.is_none_or(|node| node.slot.is_none()) {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Property::Container);
        }
        let start = self.read.into.elements.len();
        while let Some(element) =
            seq.next_element_seed(ValueSeed { node: None, read: self.read.reborrow() })?
        {
            self.read.into.elements.push(element);
        }
        Ok(Property::Array(start, self.read.into.elements.len() - start))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Property, A::Error> {
        match self.node {
            Some(node) => read_object(node, &mut self.read, map)?,
            None => while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {},
        }
        Ok(Property::Container)
    }
}
