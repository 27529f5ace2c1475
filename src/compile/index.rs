//! Which rules an event can match at all.
//!
//! Most rules say that some property has some value: the type is `m.room.member`, the room is this
//! one. Each such rule hangs on one of these tests, its anchor, and is a candidate only when the
//! event has that value. So the cost of an event follows the rules that it concerns and not the
//! length of the list: of 300 room rules one is tried, whether they are `room` rules or overrides
//! with a `room_id` condition.

use super::{
    Seen, SlotId,
    test::{Anchor, Test},
};
use crate::text::Keywords;

/// A set of rules by position.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn insert(&mut self, position: usize) {
        let word = position / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= 1 << (position % 64);
        }
    }

    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.0.clear();
        self.0.extend_from_slice(&other.0);
    }

    /// Removes the positions that are not to be kept.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        for (word, bits) in self.0.iter_mut().enumerate() {
            for bit in 0..64 {
                if *bits >> bit & 1 == 1 && !keep(word * 64 + bit) {
                    *bits ^= 1 << bit;
                }
            }
        }
    }

    /// The positions from the lowest on.
    pub(crate) fn iter(&self) -> Positions<'_> {
        Positions { words: self.0.iter(), rest: 0, base: 0, next_base: 0 }
    }
}

/// The positions of a set that are still to come.
pub(crate) struct Positions<'a> {
    words: std::slice::Iter<'a, u64>,
    /// What is left of the word at hand, and the position of its lowest bit.
    rest: u64,
    base: usize,
    next_base: usize,
}

impl Iterator for Positions<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.rest == 0 {
            self.rest = *self.words.next()?;
            self.base = self.next_base;
            self.next_base += 64;
        }
        let bit = self.rest.trailing_zeros();
        self.rest &= self.rest - 1;
        Some(self.base + bit as usize)
    }
}

/// The rules of a program by what an event must have.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Rules without an anchor: candidates for every event.
    always: Bits,
    anchored: Vec<Anchored>,
    /// The content rules, all at once, and the position at which they are tried.
    pub(crate) keywords: Option<(usize, Keywords)>,
}

/// The rules that hang on the values of one slot.
#[derive(Debug)]
struct Anchored {
    slot: SlotId,
    /// Rules by the id of a folded value; position 0 is "none of them" and empty.
    folded: Vec<Vec<u32>>,
    exact: Vec<Vec<u32>>,
}

impl Index {
    /// An index of rules: their positions and tests, in order.
    pub(super) fn new<'a>(rules: impl Iterator<Item = (usize, &'a [Test])> + Clone) -> Self {
        let mut index = Self::default();
        // Hanging on all its anchors, each rule shows how many there are at each.
        let mut uses = Self::default();
        for (position, tests) in rules.clone() {
            for (slot, anchor) in tests.iter().filter_map(Test::anchor) {
                uses.hang(slot, anchor, position);
            }
        }
        for (position, tests) in rules {
            // The value that the fewest rules ask for is the one that rules out the most events.
            let anchors = tests.iter().filter_map(Test::anchor);
            match anchors.min_by_key(|(slot, anchor)| uses.count(*slot, *anchor)) {
                Some((slot, anchor)) => index.hang(slot, anchor, position),
                None => index.always.insert(position),
            }
        }
        index
    }

    /// Makes a position a candidate for every event.
    pub(super) fn insert_always(&mut self, position: usize) {
        self.always.insert(position);
    }

    fn hang(&mut self, slot: SlotId, anchor: Anchor, position: usize) {
        let anchored = match self.anchored.iter_mut().position(|anchored| anchored.slot == slot) {
            Some(found) => self.anchored.get_mut(found),
            None => {
                self.anchored.push(Anchored { slot, folded: Vec::new(), exact: Vec::new() });
                self.anchored.last_mut()
            }
        };
        let (Some(anchored), Ok(position)) = (anchored, u32::try_from(position)) else { return };
        let (lists, id) = match anchor {
            Anchor::Folded(id) => (&mut anchored.folded, id as usize),
            Anchor::Exact(id) => (&mut anchored.exact, id as usize),
        };
        if lists.len() <= id {
            lists.resize_with(id + 1, Vec::new);
        }
        if let Some(list) = lists.get_mut(id) {
            list.push(position);
        }
    }

    /// How many rules hang on an anchor.
    fn count(&self, slot: SlotId, anchor: Anchor) -> usize {
        let anchored = self.anchored.iter().find(|anchored| anchored.slot == slot);
        let list = anchored.and_then(|anchored| match anchor {
            Anchor::Folded(id) => anchored.folded.get(id as usize),
            Anchor::Exact(id) => anchored.exact.get(id as usize),
        });
        list.map_or(0, Vec::len)
    }

    /// Collects the rules that an event can match.
    pub(crate) fn candidates(&self, seen: impl Fn(SlotId) -> Seen, into: &mut Bits) {
        into.copy_from(&self.always);
        for anchored in &self.anchored {
            let seen = seen(anchored.slot);
            for (lists, id) in [(&anchored.folded, seen.folded), (&anchored.exact, seen.exact)] {
                // Nothing hangs on "none of them".
                let list = if id == 0 { None } else { lists.get(id as usize) };
                for &position in list.into_iter().flatten() {
                    into.insert(position as usize);
                }
            }
        }
    }
}
