//! Taking space off the ends of a text, for each dialect's idea of space.

/// The text without what is space at both ends. One function for all ideas of space, as each would be half a kilobyte in
/// the module; nothing that is hot trims.
pub(crate) fn trim<'a>(text: &'a str, is_space: &dyn Fn(char) -> bool) -> &'a str {
    text.trim_matches(is_space)
}
