//! Case folding (R25, A7).
//!
//! Patterns and values are folded character by character, one to one, so that `?` still stands for
//! one character and a match can be shown in the original text: the Unicode lower-case mapping
//! where it is a single character (`É` → `é`, `ẞ` → `ß`, the Kelvin sign → `k`), else the character
//! itself (`İ`). The final sigma folds to `σ`, because whether `Σ` becomes `ς` or `σ` depends on its
//! place in a word and not on the letter. Nothing is decomposed: `µ` is not `μ`, `ß` is not `SS`.

use std::borrow::Cow;

use super::lowercase;

/// The version of Unicode whose mappings are used: the one of the pinned toolchain.
pub const UNICODE_VERSION: (u8, u8, u8) = char::UNICODE_VERSION;

/// Folds one character.
pub(crate) fn fold_char(c: char) -> char {
    if c == 'ς' { 'σ' } else { lowercase::of(c) }
}

/// Folds a text, borrowing it where folding changes nothing.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Cow::Owned(text.to_ascii_lowercase());
        }
    } else if text.chars().any(|c| fold_char(c) != c) {
        return Cow::Owned(text.chars().map(fold_char).collect());
    }
    Cow::Borrowed(text)
}

/// Folds a text into a buffer that is used again and again.
pub(crate) fn fold_into(text: &str, buffer: &mut String) {
    buffer.clear();
    if text.is_ascii() {
        buffer.push_str(text);
        buffer.make_ascii_lowercase();
    } else {
        buffer.extend(text.chars().map(fold_char));
    }
}

#[cfg(test)]
mod tests {
    use super::{UNICODE_VERSION, fold, fold_into};

    #[test]
    fn a7_folding() {
        for (text, folded) in [
            ("ASCII_9", "ascii_9"),
            ("É", "é"),
            ("ΟΔΟΣ", "οδοσ"),
            ("οδος", "οδοσ"),
            ("İI", "İi"),
            ("ẞß", "ßß"),
            ("\u{212a}", "k"),
            ("µμ", "µμ"),
            ("ſ", "ſ"),
            ("Ǆǅǆ", "ǆǆǆ"),
            ("日本", "日本"),
        ] {
            assert_eq!(fold(text), folded);
            let mut buffer = "old".to_owned();
            fold_into(text, &mut buffer);
            assert_eq!(buffer, folded);
        }
    }

    /// A newer toolchain may fold newer letters: then this line and the documentation change.
    #[test]
    fn a7_unicode_version_is_documented() {
        assert_eq!(UNICODE_VERSION, (17, 0, 0));
    }
}
