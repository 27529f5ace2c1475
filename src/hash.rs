//! A fast hash for short keys.
//!
//! The keys of the maps that use it come from the owner's own rules, so nobody else can choose them
//! to collide; events are only looked up.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// A map from short keys.
pub(crate) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<FastHasher>>;

/// Multiplies and rotates eight bytes at a time.
#[derive(Debug, Default)]
pub(crate) struct FastHasher(u64);

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

impl FastHasher {
    const fn add(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(23) ^ value).wrapping_mul(MULTIPLIER);
    }
}

/// Numbers by name, for what need not be fast: one kind of map for all of it, as each is three kilobytes of code.
#[derive(Debug, Default)]
pub(crate) struct Names(FastMap<Box<str>, u32>);

impl Names {
    /// The number of a name: the given one, unless the name has another already.
    pub(crate) fn number(&mut self, name: &str, number: usize) -> usize {
        if let Some(known) = self.get(name) {
            return known;
        }
        self.0.insert(name.into(), u32::try_from(number).unwrap_or(u32::MAX));
        number
    }

    /// Whether the name is new.
    pub(crate) fn insert(&mut self, name: &str) -> bool {
        self.0.insert(name.into(), 0).is_none()
    }

    pub(crate) fn get(&self, name: &str) -> Option<usize> {
        self.0.get(name).map(|&number| number as usize)
    }
}

impl Hasher for FastHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            self.add(u64::from_le_bytes(*chunk));
        }
        // Both ends of the rest, which overlap, or its few bytes: never through memory, which is slow to give back
        // as one word what was written byte by byte.
        let rest = match (rest.first_chunk(), rest.last_chunk()) {
            (Some(first), Some(last)) => {
                u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
            }
            _ => rest.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
        };
        self.add(rest);
    }

    fn write_u8(&mut self, value: u8) {
        self.add(u64::from(value));
    }

    fn write_usize(&mut self, value: usize) {
        self.add(value as u64);
    }

    fn finish(&self) -> u64 {
        // The map takes its position from the low bits, and a product is best in the high ones.
        self.0 ^ (self.0 >> 32)
    }
}
