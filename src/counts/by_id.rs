//! A small map from IDs.

use serde::{Serialize, Serializer};

/// Values by ID, in the order of the IDs. As JSON an object.
///
/// There are few: rooms that events were given for, and threads of one room. So a sorted list does, and a `BTreeMap`
/// would be a fiftieth of the WebAssembly module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ById<V>(Vec<(String, V)>);

impl<V> ById<V> {
    /// The value of an ID.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&V> {
        self.0.get(self.place(id).ok()?).map(|(_, value)| value)
    }

    /// All IDs with their values.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &V)> {
        self.0.iter().map(|(id, value)| (id.as_str(), value))
    }

    /// How many IDs there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where an ID is, or should be.
    fn place(&self, id: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_str().cmp(id))
    }
}

impl<V: Default> ById<V> {
    /// Changes the value of an ID, which is there from then on.
    pub(super) fn change(&mut self, id: &str, change: impl FnOnce(&mut V)) {
        let place = self.place(id).unwrap_or_else(|place| {
            self.0.insert(place, (id.to_owned(), V::default()));
            place
        });
        if let Some((_, value)) = self.0.get_mut(place) {
            change(value);
        }
    }
}

impl<V> Default for ById<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V: Serialize> Serialize for ById<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}
