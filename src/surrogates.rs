//! Halves of surrogate pairs in JSON text.
//!
//! JavaScript and Python write strings that hold one as JSON with `\ud83d` in it. That is no Unicode text, but it does
//! come in events, and one such event or rule must not be an error: what is half a character becomes U+FFFD, as it
//! does wherever text is encoded.

use serde_json::Value;

/// Parses JSON text in which there may be halves of surrogate pairs.
///
/// # Errors
/// That of the text as it came.
pub(crate) fn parse(json: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(json).or_else(|error| {
        let repaired = without_halves(json).and_then(|repaired| serde_json::from_str(&repaired).ok());
        repaired.ok_or(error)
    })
}

/// A text in which U+FFFD stands for each half of a surrogate pair. `None` if there is none.
pub(crate) fn without_halves(json: &str) -> Option<String> {
    let mut repaired = String::new();
    let mut rest = json;
    let mut found = false;
    while let Some(at) = rest.find('\\') {
        let escape = rest.get(at..)?;
        repaired.push_str(rest.get(..at)?);
        let length = match unit(escape) {
            Some(0xd800..=0xdbff) if matches!(unit(escape.get(6..)?), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => 0,
            Some(_) => 6,
            None => 2,
        };
        found |= length == 0;
        repaired.push_str(if length == 0 { "\u{fffd}" } else { escape.get(..length)? });
        rest = escape.get(if length == 0 { 6 } else { length }..)?;
    }
    repaired.push_str(rest);
    if found { Some(repaired) } else { None }
}

/// The UTF-16 unit that an escape stands for, if it begins with such an escape.
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::without_halves;

    #[test]
    fn halves_are_replaced_and_nothing_else() {
        for (json, repaired) in [
            (r#""\ud83e""#, Some("\"\u{fffd}\"")),
            (r#""\uDD8A x""#, Some("\"\u{fffd} x\"")),
            (r#""\ud83e\ud83e\udd8a""#, Some("\"\u{fffd}\\ud83e\\udd8a\"")),
            (r#""\ud83e\n\\\u0041""#, Some("\"\u{fffd}\\n\\\\\\u0041\"")),
            (r#""\ud83e\udd8a""#, None),
            // An escaped backslash in front of what looks like one.
            (r#""\\ud83e""#, None),
            (r#""plain""#, None),
            // What is not JSON at all stays so.
            (r#""\u+d83""#, None),
            (r#""\ud83"#, None),
            ("\"\\é", None),
            ("\\", None),
        ] {
            assert_eq!(without_halves(json).as_deref(), repaired, "{json}");
        }
    }
}
