//! Numbers in tables: seven bits a byte, the lowest first, and the eighth says that there are more.

use std::sync::OnceLock;

/// The numbers of a table.
pub(super) fn numbers(table: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let mut bytes = table.iter();
    std::iter::from_fn(move || {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = bytes.next()?;
            number |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    })
}

/// Ranges of code points.
pub(super) struct Ranges {
    /// The distances between the edges. Every second edge begins a range, and the one after it is the first code point
    /// behind it.
    table: &'static [u8],
    edges: OnceLock<Vec<u32>>,
}

impl Ranges {
    pub(super) const fn new(table: &'static [u8]) -> Self {
        Self { table, edges: OnceLock::new() }
    }

    /// Whether a code point is in one of the ranges.
    pub(super) fn contain(&self, code_point: u32) -> bool {
        let edges = self.edges.get_or_init(|| edges(self.table));
        edges.partition_point(|edge| *edge <= code_point) % 2 == 1
    }
}

fn edges(table: &[u8]) -> Vec<u32> {
    let mut edge = 0;
    let mut edges = Vec::new();
    for distance in numbers(table) {
        edge += distance;
        edges.push(edge);
    }
    edges
}

/// What such a table has to be; the ranges are given by first and last code point.
#[cfg(test)]
pub(super) fn table_of(ranges: impl IntoIterator<Item = (u32, u32)>) -> Vec<u8> {
    let mut table = Vec::new();
    let mut edge = 0;
    for (first, last) in ranges {
        write(first - edge, &mut table);
        write(last + 1 - first, &mut table);
        edge = last + 1;
    }
    table
}

/// Writes one number.
#[cfg(test)]
pub(super) fn write(mut number: u32, table: &mut Vec<u8>) {
    while number >= 0x80 {
        table.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    table.push(number as u8);
}
