//! The properties that a program asks for, and the values that it compares them with.

use crate::{
    condition::{PropertyPath, Scalar},
    dialect::{Chosen, Reading},
    hash::FastMap,
    text::fold,
};

/// The position of a property in a program's list of slots.
pub(crate) type SlotId = usize;

/// One property of the event that some rule looks at.
///
/// What it is compared with is interned, so that its value is looked up once per event, and every
/// condition on it is then a comparison of two numbers.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) path: PropertyPath,
    /// Folded patterns without wildcards that have to match the whole value.
    folded: FastMap<Box<str>, u32>,
    /// Values that have to be equal; strings apart, because there may be many.
    exact_strings: FastMap<Box<str>, u32>,
    exact_others: Vec<(Scalar, u32)>,
    exact_count: u32,
    /// Values that an array has to contain.
    wanted: Vec<Scalar>,
    /// What the slot holds.
    pub(crate) role: Role,
    /// Whether some condition needs the text itself, because it is a pattern with wildcards.
    pub(crate) reads_text: bool,
}

/// What a slot holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The property at its path.
    Property,
    /// Whether there is something at its path that counts as true in JavaScript and is not `{}`.
    Truthy,
}

/// What is known of a property after it was looked up: enough for every comparison with a whole
/// value. Ids start at 1; 0 is "none of them".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Seen {
    pub(crate) present: bool,
    /// Which of the slot's patterns without wildcards the value is.
    pub(crate) folded: u32,
    /// Which of the slot's exact values it is.
    pub(crate) exact: u32,
}

impl Slot {
    fn new(path: PropertyPath, role: Role) -> Self {
        Self {
            path,
            role,
            folded: FastMap::default(),
            exact_strings: FastMap::default(),
            exact_others: Vec::new(),
            exact_count: 0,
            wanted: Vec::new(),
            reads_text: false,
        }
    }

    /// The id of a folded pattern without wildcards.
    pub(crate) fn intern_folded(&mut self, pattern: &str) -> u32 {
        let next = id_after(self.folded.len());
        *self.folded.entry(pattern.into()).or_insert(next)
    }

    /// The id of an exact value.
    pub(crate) fn intern_exact(&mut self, value: &Scalar) -> u32 {
        let next = self.exact_count + 1;
        let id = match value {
            Scalar::String(text) => *self.exact_strings.entry(text.as_str().into()).or_insert(next),
            other => match self.exact_others.iter().find(|(known, _)| known == other) {
                Some((_, id)) => *id,
                None => {
                    self.exact_others.push((other.clone(), next));
                    next
                }
            },
        };
        self.exact_count = self.exact_count.max(id);
        id
    }

    /// The position of a value that an array is searched for.
    pub(crate) fn intern_wanted(&mut self, value: &Scalar) -> usize {
        self.wanted.iter().position(|known| known == value).unwrap_or_else(|| {
            self.wanted.push(value.clone());
            self.wanted.len() - 1
        })
    }

    /// The values that arrays are searched for.
    pub(crate) fn wanted(&self) -> &[Scalar] {
        &self.wanted
    }

    /// Whether any rule asks for more than whether the property is there.
    pub(crate) fn is_read(&self) -> bool {
        self.reads_text || self.is_compared() || !self.wanted.is_empty()
    }

    /// Whether anything is compared with the value as a whole.
    pub(crate) fn is_compared(&self) -> bool {
        !self.folded.is_empty() || self.exact_count > 0
    }

    /// Looks up a string.
    #[inline(always)]
    pub(crate) fn see_text(&self, text: &str) -> Seen {
        Seen { present: true, folded: self.folded_id(text), exact: self.exact_id(text) }
    }

    /// Which of the patterns without wildcards a string is.
    fn folded_id(&self, text: &str) -> u32 {
        let id = if self.folded.is_empty() {
            None
        } else if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
            self.folded.get(text)
        } else {
            self.folded.get(&*fold(text))
        };
        id.copied().unwrap_or(0)
    }

    /// Which of the exact values a string is.
    fn exact_id(&self, text: &str) -> u32 {
        if self.exact_strings.is_empty() {
            return 0;
        }
        self.exact_strings.get(text).copied().unwrap_or(0)
    }

    /// Looks up a value that is not a string.
    pub(crate) fn see_other(&self, value: &Scalar) -> Seen {
        let exact = self.exact_others.iter().find(|(known, _)| known == value).map_or(0, |(_, id)| *id);
        Seen { present: true, folded: 0, exact }
    }

    /// What is seen of an array or an object.
    pub(crate) const fn see_container() -> Seen {
        Seen { present: true, folded: 0, exact: 0 }
    }
}

fn id_after(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX - 1) + 1
}

/// The slots of a program, with the tree of their paths.
#[derive(Debug)]
pub(crate) struct Slots {
    list: Vec<Slot>,
    tree: Node,
    /// Whose reading of them it is.
    dialect: Chosen,
    /// Whether that is not how the specification reads them.
    of_dialect: bool,
}

/// A property on the way to one or more slots, or a slot itself, or both.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) slot: Option<SlotId>,
    /// The properties below, by name.
    pub(crate) children: Vec<(String, Node)>,
}

/// How many names a path has at most that leads anywhere: the parser reads no values that are deeper, and readers
/// follow the tree without fear for the stack.
const DEEPEST: usize = 128;

impl Slots {
    /// No slots yet, to be read like this.
    pub(crate) fn new(dialect: Chosen) -> Self {
        let of_dialect = dialect.reading != Reading::default();
        Self { dialect, of_dialect, list: Vec::new(), tree: Node::default() }
    }

    pub(crate) fn reading(&self) -> Reading {
        self.dialect.reading
    }

    /// Whether properties are not what the specification says, so that the fast readers do not find them.
    pub(crate) const fn are_of_dialect(&self) -> bool {
        cfg!(feature = "full") && self.of_dialect
    }

    /// A slot that no other rule shares.
    pub(crate) fn add(&mut self, path: &PropertyPath, role: Role) -> SlotId {
        let id = self.list.len();
        self.list.push(Slot::new(path.clone(), role));
        id
    }

    /// The slot of a path.
    pub(crate) fn intern(&mut self, path: &PropertyPath) -> SlotId {
        if path.names.len() > DEEPEST {
            return self.add(path, Role::Property);
        }
        let id = self.tree.insert(&path.names, self.list.len());
        if id == self.list.len() {
            self.list.push(Slot::new(path.clone(), Role::Property));
        }
        id
    }

    pub(crate) fn list(&self) -> &[Slot] {
        &self.list
    }

    pub(crate) fn get(&self, id: SlotId) -> Option<&Slot> {
        self.list.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: SlotId) -> Option<&mut Slot> {
        self.list.get_mut(id)
    }

    /// The event's top level.
    pub(crate) const fn tree(&self) -> &Node {
        &self.tree
    }
}

impl Node {
    /// The slot at a path: the given one, unless there is another already.
    fn insert(&mut self, names: &[String], id: SlotId) -> SlotId {
        let mut node = self;
        for name in names {
            let position = match node.children.iter().position(|(known, _)| known == name) {
                Some(position) => position,
                None => {
                    node.children.push((name.clone(), Self::default()));
                    node.children.len() - 1
                }
            };
            match node.children.get_mut(position) {
                Some((_, child)) => node = child,
                None => return id,
            }
        }
        *node.slot.get_or_insert(id)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Context, Options, Ruleset};

    /// The names in a key may be as many as bytes: nothing recurses that far.
    #[test]
    fn long_paths() {
        let matches = |depth: usize, wanted: usize| {
            let rules = format!(
                r#"{{"override": [{{"rule_id": "deep", "actions": [], "conditions":
                    [{{"kind": "event_property_is", "key": "{}a", "value": 1}}]}}]}}"#,
                "a.".repeat(wanted - 1)
            );
            let event = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
            let twice = format!(r#"{{"a":{{}},{}"#, event.strip_prefix('{').unwrap_or_default());
            let compiled = Ruleset::from_json(&rules).map(|rules| rules.compile(&Options::default()));
            let found = [event, twice].map(|event| {
                let compiled = compiled.as_ref().ok()?;
                Some(compiled.evaluate(&event, &Context::new("")).ok()?.rule.is_some())
            });
            assert_eq!(found[0], found[1]);
            found[0]
        };
        assert_eq!(matches(3, 3), Some(true));
        assert_eq!(matches(100, 100), Some(true));
        assert_eq!(matches(100, 99), Some(false));
        assert_eq!(matches(3, 1_000_000), Some(false));
    }
}
