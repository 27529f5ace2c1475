//! Where words begin and end (R27, A1, A2).

/// Whether a byte is a word character: `[A-Za-z0-9_]`. Bytes of other characters are not.
pub(crate) const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a match may start or end at a byte position: at the edges of the text, and wherever not
/// both neighbours are word characters.
pub(crate) fn is_boundary(text: &str, position: usize) -> bool {
    !(is_word_before(text, position) && is_word_after(text, position))
}

/// Whether the character before a position is a word character.
pub(crate) fn is_word_before(text: &str, position: usize) -> bool {
    position.checked_sub(1).and_then(|before| text.as_bytes().get(before)).is_some_and(|&b| is_word_byte(b))
}

/// Whether the character at a position is a word character.
pub(crate) fn is_word_after(text: &str, position: usize) -> bool {
    text.as_bytes().get(position).is_some_and(|&b| is_word_byte(b))
}
