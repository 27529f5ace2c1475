//! Reads the properties of an event from its JSON text, in one pass.
//!
//! The reader descends only where the tree of slots does and skips over everything else without
//! keeping it. Texts stay where they are in the JSON unless they are escaped there. What is skipped has to
//! be JSON as well: the reader takes what the parser takes, and beyond that halves of surrogate pairs and
//! numbers without end where no rule looks at them.

use serde_json::Value;

use super::{Properties, Property, TextAt, parse, scan::Scanner, value};
use crate::{
    compile::{Node, Slots},
    condition::Number,
    error::PushRulesError,
    surrogates::without_halves,
};

pub(super) fn read(text: &str, slots: &Slots, into: &mut Properties) -> Result<(), PushRulesError> {
    // No text stays in repaired JSON, which is gone afterwards.
    if read_from(text, true, slots, into)
        || without_halves(text).is_some_and(|repaired| read_from(&repaired, false, slots, into))
    {
        return Ok(());
    }
    // The parser knows best what is wrong.
    value::read(&parse(text)?, slots, into)
}

/// Whether a text is an event, which was read then; texts may stay in it, if it is the source.
fn read_from(json: &str, is_source: bool, slots: &Slots, into: &mut Properties) -> bool {
    into.reset(slots.list());
    let mut reader = Reader { json, scanner: Scanner::new(json), is_source, into };
    reader.event(slots.tree()).is_some()
}

/// What is read, and where the properties go. Everything is `None` where there is no JSON.
struct Reader<'a> {
    json: &'a str,
    scanner: Scanner<'a>,
    is_source: bool,
    into: &'a mut Properties,
}

impl Reader<'_> {
    fn event(&mut self, tree: &Node) -> Option<()> {
        self.scanner.take(b'{')?;
        self.object(tree)?;
        self.scanner.end()
    }

    /// The rest of an object. How deep this goes is up to the tree.
    fn object(&mut self, node: &Node) -> Option<()> {
        if self.scanner.peek()? == b'}' {
            return self.scanner.take(b'}');
        }
        // Which children were there already; beyond 64, all count as seen.
        let mut seen = 0_u64;
        loop {
            let position = self.name(node)?;
            self.scanner.take(b':')?;
            match position.and_then(|position| Some((position, &node.children.get(position)?.1))) {
                None => self.scanner.skip()?,
                Some((position, child)) => {
                    let bit = 1_u64.checked_shl(position.try_into().unwrap_or(u32::MAX));
                    if bit.is_none_or(|bit| seen & bit != 0) {
                        self.forget(child);
                    }
                    seen |= bit.unwrap_or(0);
                    self.value(child)?;
                }
            }
            if !self.scanner.goes_on(b'}')? {
                return Some(());
            }
        }
    }

    /// The position of a property's name among the ones that are looked for.
    fn name(&mut self, node: &Node) -> Option<Option<usize>> {
        self.scanner.take(b'"')?;
        let text = self.scanner.string()?;
        let among = |name: &[u8]| node.children.iter().position(|(known, _)| known.as_bytes() == name);
        if text.is_escaped {
            let Value::String(name) = self.parsed(text.start.checked_sub(1)?)? else { return None };
            return Some(among(name.as_bytes()));
        }
        Some(among(self.scanner.bytes(text.start, text.end)))
    }

    /// A property that is a slot or leads to one.
    fn value(&mut self, node: &Node) -> Option<()> {
        let first = self.scanner.peek()?;
        let leads_on = first == b'{' && !node.children.is_empty();
        if leads_on {
            self.scanner.take(b'{')?;
            self.object(node)?;
        }
        let Some(slot) = node.slot else { return if leads_on { Some(()) } else { self.scanner.skip() } };
        match first {
            _ if leads_on => self.into.set(slot, Property::Container),
            b'[' => {
                let start = self.into.elements.len();
                self.array()?;
                self.into.set(slot, Property::Array(start, self.into.elements.len() - start));
            }
            _ => self.scalar(|into, property| into.set(slot, property))?,
        }
        Some(())
    }

    /// Keeps the elements of an array.
    fn array(&mut self) -> Option<()> {
        self.scanner.take(b'[')?;
        if self.scanner.peek()? == b']' {
            return self.scanner.take(b']');
        }
        loop {
            self.scalar(|into, element| into.elements.push(element))?;
            if !self.scanner.goes_on(b']')? {
                return Some(());
            }
        }
    }

    /// A value that nobody looks into.
    #[inline(always)]
    fn scalar(&mut self, keep: impl Fn(&mut Properties, Property)) -> Option<()> {
        let first = self.scanner.peek()?;
        let start = self.scanner.position();
        if first == b'"' {
            self.scanner.take(b'"')?;
            let text = self.scanner.string()?;
            if self.is_source && !text.is_escaped {
                let at = TextAt { in_source: true, start: text.start, end: text.end };
                // At once: this is what nearly all are.
                keep(self.into, Property::Text(at));
                return Some(());
            }
        } else {
            self.scanner.skip()?;
        }
        let property = self.parsed_scalar(first, start)?;
        keep(self.into, property);
        Some(())
    }

    /// What is rarer: a value that is no text or not in the source as it is.
    #[inline(never)]
    fn parsed_scalar(&mut self, first: u8, start: usize) -> Option<Property> {
        Some(match first {
            b'{' | b'[' => Property::Container,
            b'n' => Property::Null,
            b't' | b'f' => Property::Bool(first == b't'),
            _ => match self.parsed(start)? {
                Value::String(text) => Property::Text(self.into.keep(&text)),
                Value::Number(number) => Property::Number(Number::of(&number)),
                _ => return None,
            },
        })
    }

    /// What the parser makes of the value that ends here.
    fn parsed(&self, start: usize) -> Option<Value> {
        serde_json::from_str(self.json.get(start..self.scanner.position())?).ok()
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
