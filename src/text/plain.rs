//! Looking for plain text, without the searcher of the standard library, which is large in a WebAssembly module.

/// Whether a text contains another. For short texts that need not be found fast.
pub(crate) fn contains(text: &str, part: &str) -> bool {
    text.char_indices().any(|(start, _)| text.get(start..).is_some_and(|rest| rest.starts_with(part)))
        || part.is_empty()
}

/// The texts with something between them.
pub(crate) fn joined<T: AsRef<str>>(texts: &[T], between: &str) -> String {
    let mut all = String::new();
    for (position, text) in texts.iter().enumerate() {
        if position > 0 {
            all.push_str(between);
        }
        all.push_str(text.as_ref());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{contains, joined};

    #[test]
    fn as_the_standard_library_does() {
        for (text, part) in
            [("abc", "bc"), ("abc", "bd"), ("", ""), ("a", ""), ("aab", "ab"), ("éa", "a"), ("a", "ab")]
        {
            assert_eq!(contains(text, part), text.contains(part), "`{part}` in `{text}`");
        }
        for texts in [&[][..], &["a"], &["a", "b", ""]] {
            assert_eq!(joined(texts, ", "), texts.join(", "));
        }
    }
}
