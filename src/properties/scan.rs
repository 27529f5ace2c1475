//! Goes through JSON text value by value, without keeping any.
//!
//! Most of an event is strings that no rule asks for. Eight of their bytes are looked at at once.

/// A place in a JSON text. Everything is `None` where there is no JSON.
pub(super) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// The arrays and objects around a value that is skipped: a bit for each, set for objects.
#[derive(Default)]
struct Around {
    /// The innermost ones.
    bits: u64,
    depth: usize,
    /// The others, 64 at once.
    outer: Vec<u64>,
}

impl Around {
    fn enter(&mut self, is_object: bool) {
        if self.depth == 64 {
            self.outer.push(self.bits);
            self.depth = 0;
        }
        self.bits = self.bits << 1 | u64::from(is_object);
        self.depth += 1;
    }

    /// Whether the innermost one is an object, if there is any.
    fn innermost(&self) -> Option<bool> {
        (self.depth > 0).then_some(self.bits & 1 == 1)
    }

    fn leave(&mut self) {
        self.bits >>= 1;
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0
            && let Some(bits) = self.outer.pop()
        {
            self.bits = bits;
            self.depth = 64;
        }
    }
}

/// A string between its quotes.
pub(super) struct Quoted {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_escaped: bool,
}

impl<'a> Scanner<'a> {
    pub(super) const fn new(json: &'a str) -> Self {
        Self { bytes: json.as_bytes(), at: 0 }
    }

    /// A part of the text.
    pub(super) fn bytes(&self, start: usize, end: usize) -> &[u8] {
        self.bytes.get(start..end).unwrap_or_default()
    }

    pub(super) const fn position(&self) -> usize {
        self.at
    }

    /// The next byte that is no space.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\t' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Goes past a byte that has to be next.
    #[inline(always)]
    pub(super) fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Whether there is another element, and no end.
    #[inline(always)]
    pub(super) fn goes_on(&mut self, end: u8) -> Option<bool> {
        let next = self.peek()?;
        self.at += 1;
        (next == b',' || next == end).then_some(next == b',')
    }

    /// Nothing comes any more.
    pub(super) fn end(&mut self) -> Option<()> {
        self.peek().is_none().then_some(())
    }

    /// The rest of a string.
    #[inline(always)]
    pub(super) fn string(&mut self) -> Option<Quoted> {
        let start = self.at;
        let end = start + plain_length(self.bytes.get(start..)?);
        self.at = end + 1;
        match self.bytes.get(end)? {
            b'"' => Some(Quoted { start, end, is_escaped: false }),
            _ => Some(Quoted { start, end: self.escaped(end)?, is_escaped: true }),
        }
    }

    /// The end of a string that has an escape at a position.
    fn escaped(&mut self, mut at: usize) -> Option<usize> {
        while *self.bytes.get(at)? == b'\\' {
            at += match self.bytes.get(at + 1)? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 2,
                b'u' => {
                    let digits = self.bytes.get(at + 2..at + 6)?;
                    digits.iter().all(u8::is_ascii_hexdigit).then_some(6)?
                }
                _ => return None,
            };
            at += plain_length(self.bytes.get(at..)?);
        }
        self.at = at + 1;
        (*self.bytes.get(at)? == b'"').then_some(at)
    }

    /// Goes past a value, however deep it is.
    pub(super) fn skip(&mut self) -> Option<()> {
        let mut around = Around::default();
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    self.string()?;
                }
                start @ (b'{' | b'[') => {
                    self.at += 1;
                    let is_object = start == b'{';
                    if self.peek()? == end_of(is_object) {
                        self.at += 1;
                    } else {
                        around.enter(is_object);
                        self.skip_name(is_object)?;
                        continue;
                    }
                }
                b't' => self.word(b"true")?,
                b'f' => self.word(b"false")?,
                b'n' => self.word(b"null")?,
                _ => self.number()?,
            }
            loop {
                let Some(is_object) = around.innermost() else { return Some(()) };
                if self.goes_on(end_of(is_object))? {
                    self.skip_name(is_object)?;
                    break;
                }
                around.leave();
            }
        }
    }

    /// Goes past the name of a property, within an object.
    fn skip_name(&mut self, is_object: bool) -> Option<()> {
        if is_object {
            self.take(b'"')?;
            self.string()?;
            self.take(b':')?;
        }
        Some(())
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.bytes.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    fn number(&mut self) -> Option<()> {
        self.optional(b"-");
        if !self.optional(b"0") {
            self.digits()?;
        }
        if self.optional(b".") {
            self.digits()?;
        }
        if self.optional(b"eE") {
            self.optional(b"+-");
            self.digits()?;
        }
        Some(())
    }

    /// Goes past one of these bytes, if there is one.
    fn optional(&mut self, bytes: &[u8]) -> bool {
        let is_there = self.bytes.get(self.at).is_some_and(|byte| bytes.contains(byte));
        self.at += usize::from(is_there);
        is_there
    }

    fn digits(&mut self) -> Option<()> {
        let digits = self.bytes.get(self.at..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += digits;
        (digits > 0).then_some(())
    }
}

const fn end_of(is_object: bool) -> u8 {
    if is_object { b'}' } else { b']' }
}

/// How many bytes there are before a quote, a backslash, a control character or the end.
fn plain_length(bytes: &[u8]) -> usize {
    let (words, _) = bytes.as_chunks::<8>();
    let mut length = 0;
    for word in words {
        let special = special(*word);
        if special != 0 {
            return length + (special.trailing_zeros() / 8) as usize;
        }
        length += 8;
        if length == BLOCK {
            // Where nothing is near, the end is probably far.
            return plain_length_from(bytes, plain_blocks(bytes));
        }
    }
    plain_length_from(bytes, length)
}

/// The same, from a position on that nothing special is before.
fn plain_length_from(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    start + rest.iter().position(is_special).unwrap_or(rest.len())
}

/// How many bytes there are in blocks that have nothing special.
fn plain_blocks(bytes: &[u8]) -> usize {
    // The compiler vectorizes this.
    let is_plain =
        |block: &&[u8; BLOCK]| block.as_chunks().0.iter().fold(0, |any, word| any | special(*word)) == 0;
    BLOCK * bytes.as_chunks().0.iter().take_while(is_plain).count()
}

/// How many bytes are looked at at once where strings are long.
const BLOCK: usize = 64;

/// The highest bit of each byte that is a quote, a backslash or a control character; only the lowest of them
/// is sure to be one, for subtracting borrows from the bytes above.
#[inline(always)]
const fn special(word: [u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 0xff;
    let word = u64::from_le_bytes(word);
    // Among the bytes below 0x80, flipping this bit brings the quote and the control characters below 0x21, and
    // no others.
    let quote_or_control = (word ^ (ONES * 2)).wrapping_sub(ONES * 0x21);
    let backslash = (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
    (quote_or_control | backslash) & !word & (ONES * 0x80)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{Scanner, plain_length};

    fn is_json(text: &str) -> bool {
        let mut scanner = Scanner::new(text);
        scanner.skip().and_then(|()| scanner.end()).is_some()
    }

    #[test]
    fn what_the_parser_takes() {
        let values = [
            "null",
            "true",
            "false",
            "0",
            "-0",
            "10",
            "-1.5",
            "1e5",
            "1E+5",
            "0.0e-0",
            "01",
            "-",
            "1.",
            ".1",
            "1e",
            "1e+",
            "+1",
            "tru",
            "nulll",
            "NaN",
            "",
            " ",
            "\u{feff}1",
            "[]",
            "[1]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[",
            "]",
            "[1}",
            "[[[]]]",
            " [ 1 , 2 ] ",
            "{}",
            "{,}",
            r#"{"a":1}"#,
            r#"{"a":1,}"#,
            r#"{"a" : [ { } , "" ] , "b" : null }"#,
            r#"{"a"}"#,
            r#"{a:1}"#,
            r#"{"a":1"b":2}"#,
            r#"{"a":}"#,
            r#"{1:1}"#,
            r#"{"a":1]"#,
            "1 1",
            "{} {}",
            r#""""#,
            r#"""#,
            r#""a"#,
            r#""\n\"\\\/\b\f\r\t\u00e9""#,
            r#""\x""#,
            r#""\u00g0""#,
            r#""\u12"#,
            r#""\"#,
            r#""\u""#,
            "\"\t\"",
            "\"\u{7f}é🦊\"",
            "\"\u{1f}\"",
            "\"12345678\"",
            "\"1234567\n\"",
            "\"éééé\\n\u{0}\"",
        ];
        for text in values {
            assert_eq!(is_json(text), serde_json::from_str::<Value>(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn deep_values() {
        let text = format!("{}{}", "[{\"a\":".repeat(50_000), "}]".repeat(50_000));
        assert!(!is_json(&text));
        assert!(is_json(&text.replace(":}", ":1}")));
    }

    #[test]
    fn plain_text_ends_at_the_first_special_byte() {
        for special in ["\"", "\\", "\n", "\u{0}", "\u{1f}"] {
            for length in 0..200 {
                // What comes behind must not matter, nor what is nearly special.
                for behind in ["", "\"\\\u{1}", "!#[] \u{7f}é", "!!!!!!!!!!!!!!!!!!"] {
                    let plain: String = "!#[] \u{7f}aé🦊".chars().cycle().take(length).collect();
                    assert_eq!(plain_length(format!("{plain}{special}{behind}").as_bytes()), plain.len());
                }
            }
        }
        assert_eq!(plain_length(b"plain"), 5);
    }
}
