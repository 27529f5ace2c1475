//! Where words begin and end (R27, A1, A2).
//!
//! Only bytes are looked at: word characters are ASCII, and no byte of another character is.

/// Whether a byte is a word character: `[A-Za-z0-9_]`.
pub(super) const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a match may start or end at a position: at the edges of the text, and wherever not both
/// neighbours are word characters.
pub(crate) fn is_boundary(text: &[u8], position: usize) -> bool {
    !(is_word_before(text, position) && is_word_after(text, position))
}

/// Whether the character before a position is a word character.
pub(crate) fn is_word_before(text: &[u8], position: usize) -> bool {
    position.checked_sub(1).is_some_and(|before| is_word_after(text, before))
}

/// Whether the character at a position is a word character.
pub(crate) fn is_word_after(text: &[u8], position: usize) -> bool {
    text.get(position).is_some_and(|&byte| is_word_byte(byte))
}
