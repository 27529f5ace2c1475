//! Lower case, of single characters and of whole texts.
//!
//! The standard library has it too, with a table of 12 kB, which is a tenth of what browsers download for this engine. Here
//! the mappings of single characters to single ones, beyond ASCII, are runs of characters with the same distance to their
//! lower case. A test holds the table equal to the standard library; when it is not, the test prints the table that is.

use std::sync::OnceLock;

use super::{numbers::numbers, sigma};

/// Characters that are equally far from their lower case: each, or every second one, of a range.
struct Run {
    first: u32,
    last: u32,
    step: u32,
    distance: i32,
}

/// The lower case of a character if it is a single one, or the character itself.
pub(super) fn of(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { beyond_ascii(c) }
}

fn beyond_ascii(c: char) -> char {
    static RUNS: OnceLock<Vec<Run>> = OnceLock::new();
    let runs = RUNS.get_or_init(decode);
    let code_point = u32::from(c);
    let found = runs.get(runs.partition_point(|run| run.last < code_point));
    found
        .filter(|run| run.first <= code_point && (code_point - run.first) % run.step == 0)
        .and_then(|run| char::from_u32(code_point.wrapping_add_signed(run.distance)))
        .unwrap_or(c)
}

/// How many characters one becomes in the lower case of a text.
pub(super) const fn length(c: char) -> usize {
    if c == 'İ' { 2 } else { 1 }
}

/// Writes the lower case of a whole text into a buffer that is used again and again: what `str::to_lowercase` is.
pub(super) fn write(text: &str, buffer: &mut String) {
    buffer.clear();
    if text.is_ascii() {
        buffer.push_str(text);
        buffer.make_ascii_lowercase();
        return;
    }
    for (position, c) in text.char_indices() {
        match c {
            'İ' => buffer.push_str("i\u{307}"),
            'Σ' => buffer.push(if sigma::ends_word(text, position) { 'ς' } else { 'σ' }),
            c => buffer.push(of(c)),
        }
    }
}

/// Three numbers a run: the distance from the first character of the run before; how many more there are, and whether every
/// second one is meant; the distance to the lower case, and whether it is to the left.
fn decode() -> Vec<Run> {
    let mut runs = Vec::new();
    let mut table = numbers(TABLE);
    let mut first = 0;
    while let (Some(gap), Some(length), Some(distance)) = (table.next(), table.next(), table.next()) {
        first += gap;
        let step = 1 + (length & 1);
        let distance = (distance >> 1).cast_signed() ^ -(distance & 1).cast_signed();
        runs.push(Run { first, last: first + (length >> 1) * step, step, distance });
    }
    runs
}

#[rustfmt::skip]
const TABLE: &[u8] = &[
    192, 1, 44, 64, 24, 12, 64, 40, 47, 2, 50, 5, 2, 7, 15, 2, 17, 45, 2, 46, 0, 241, 1, 1, 5, 2, 8, 0, 164, 3, 1, 3,
    2, 4, 0, 156, 3, 1, 0, 2, 2, 2, 154, 3, 2, 0, 2, 3, 0, 158, 1, 1, 0, 148, 3, 1, 0, 150, 3, 1, 0, 2, 2, 0, 154, 3,
    1, 0, 158, 3, 2, 0, 166, 3, 1, 0, 162, 3, 1, 0, 2, 4, 0, 166, 3, 1, 0, 170, 3, 2, 0, 172, 3, 1, 5, 2, 6, 0, 180, 3,
    1, 0, 2, 2, 0, 180, 3, 3, 0, 2, 2, 0, 180, 3, 1, 0, 2, 2, 2, 178, 3, 2, 3, 2, 4, 0, 182, 3, 1, 0, 2, 4, 0, 2, 8, 0,
    4, 1, 0, 2, 2, 0, 4, 1, 0, 2, 2, 0, 4, 1, 17, 2, 19, 17, 2, 19, 0, 4, 1, 3, 2, 4, 0, 193, 1, 1, 0, 111, 1, 39, 2,
    40, 0, 131, 2, 2, 17, 2, 24, 0, 214, 168, 1, 1, 0, 2, 2, 0, 197, 2, 1, 0, 208, 168, 1, 3, 0, 2, 2, 0, 133, 3, 1, 0,
    138, 1, 1, 0, 142, 1, 1, 9, 2, 170, 2, 3, 2, 6, 0, 2, 9, 0, 232, 1, 7, 0, 76, 2, 4, 74, 4, 0, 128, 1, 2, 2, 126, 3,
    32, 64, 18, 16, 64, 44, 0, 16, 9, 23, 2, 28, 0, 119, 3, 0, 2, 2, 0, 13, 1, 0, 2, 3, 4, 131, 2, 3, 30, 160, 1, 16,
    62, 64, 80, 33, 2, 42, 53, 2, 54, 0, 30, 1, 13, 2, 15, 95, 2, 97, 74, 96, 239, 22, 74, 192, 113, 39, 0, 192, 113,
    6, 0, 192, 113, 211, 5, 158, 1, 160, 223, 4, 80, 10, 16, 153, 17, 0, 2, 7, 84, 255, 46, 45, 4, 255, 46, 195, 2,
    149, 1, 2, 158, 1, 0, 253, 118, 2, 95, 2, 104, 14, 15, 16, 10, 15, 16, 14, 15, 16, 14, 15, 16, 10, 15, 17, 7, 15,
    15, 14, 15, 32, 14, 15, 16, 14, 15, 16, 14, 15, 16, 2, 15, 2, 2, 147, 1, 2, 0, 17, 12, 6, 171, 1, 4, 0, 17, 12, 2,
    15, 2, 2, 199, 1, 14, 2, 15, 2, 2, 223, 1, 2, 0, 13, 12, 2, 255, 1, 2, 2, 251, 1, 2, 0, 17, 170, 2, 0, 185, 117, 4,
    0, 253, 130, 1, 1, 0, 139, 129, 1, 7, 0, 56, 46, 30, 32, 35, 0, 2, 179, 6, 50, 52, 202, 14, 94, 96, 96, 0, 2, 2, 0,
    237, 167, 1, 1, 0, 203, 59, 1, 0, 205, 167, 1, 3, 5, 2, 6, 0, 183, 168, 1, 1, 0, 249, 167, 1, 1, 0, 189, 168, 1, 1,
    0, 187, 168, 1, 2, 0, 2, 3, 0, 2, 9, 2, 253, 168, 1, 2, 99, 2, 107, 3, 2, 7, 0, 2, 206, 242, 1, 45, 2, 64, 27, 2,
    162, 1, 13, 2, 16, 61, 2, 71, 3, 2, 4, 0, 135, 168, 4, 1, 9, 2, 13, 0, 2, 2, 0, 207, 148, 5, 3, 3, 2, 6, 19, 2, 20,
    0, 135, 149, 5, 1, 0, 157, 149, 5, 1, 0, 149, 149, 5, 1, 0, 129, 149, 5, 1, 0, 135, 149, 5, 2, 0, 163, 148, 5, 1,
    0, 211, 148, 5, 1, 0, 169, 148, 5, 1, 0, 192, 14, 1, 15, 2, 16, 0, 95, 1, 0, 133, 149, 5, 1, 0, 239, 168, 4, 1, 3,
    2, 4, 0, 205, 149, 5, 1, 15, 2, 16, 0, 129, 153, 5, 25, 0, 2, 172, 174, 1, 50, 64, 223, 9, 78, 80, 176, 1, 70, 80,
    192, 1, 20, 78, 12, 28, 78, 16, 12, 78, 8, 2, 78, 236, 13, 100, 128, 1, 208, 1, 42, 64, 208, 22, 62, 64, 160, 171,
    1, 62, 64, 96, 48, 54, 224, 244, 1, 66, 68,
];

#[cfg(test)]
mod tests {
    use super::{TABLE, length, of, write};
    use crate::text::numbers;

    fn in_std(c: char) -> char {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(single), None) => single,
            _ => c,
        }
    }

    /// The table of the standard library: runs as long as possible, of neighbours or of every second character.
    fn right_table() -> Vec<u8> {
        let all: Vec<(u32, i32)> = ('\u{80}'..=char::MAX)
            .map(|c| (u32::from(c), u32::from(in_std(c)).cast_signed() - u32::from(c).cast_signed()))
            .filter(|(_, distance)| *distance != 0)
            .collect();
        let mut table = Vec::new();
        let (mut before, mut rest) = (0, all.as_slice());
        while let [(first, distance), ..] = *rest {
            let length = |step: u32| {
                rest.iter().zip(0..).take_while(|(next, n)| **next == (first + step * n, distance)).count()
            };
            let step = if length(2) > length(1) { 2 } else { 1 };
            let length = length(step);
            let more = u32::try_from(length - 1).unwrap() << 1 | (step - 1);
            for number in [first - before, more, (distance << 1 ^ distance >> 31).cast_unsigned()] {
                numbers::write(number, &mut table);
            }
            (before, rest) = (first, &rest[length..]);
        }
        table
    }

    #[test]
    fn a7_lower_case_is_that_of_the_standard_library() {
        let right = right_table();
        assert!(right == TABLE, "the table should be {right:?}");
        for c in '\0'..=char::MAX {
            assert_eq!(of(c), in_std(c), "{c:?}");
        }
    }

    #[test]
    fn a7_lower_case_of_texts_is_that_of_the_standard_library() {
        let mut buffer = "old".to_owned();
        let mut check = |text: &str| {
            write(text, &mut buffer);
            assert_eq!(buffer, text.to_lowercase(), "{text:?}");
        };
        for text in
            ["", "ASCII_9", "Σ", "ΑΣ", "Σ.", "ΟΔΟΣ ΟΔΟΣ", "ΑΣ'Σ", "ΣΣΣ", "A\u{301}Σ", "\u{301}Σ", "İΣİΣ"]
        {
            check(text);
        }
        for c in '\0'..=char::MAX {
            check(&format!("{c}"));
            assert_eq!(c.to_lowercase().count(), length(c), "{c:?}");
            // What comes before a sigma and after it, each way of looking past the character included.
            for text in [format!("{c}Σ"), format!("a{c}Σ"), format!("aΣ{c}"), format!("aΣ{c}a")] {
                check(&text);
            }
        }
    }
}
