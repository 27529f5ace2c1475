//! Reads JSON text.

use serde_json::{Map, Number, Value};

use super::number;

/// How deep values may be within each other.
const DEEPEST: usize = 127;

/// Parses JSON text; half a surrogate pair becomes U+FFFD, as it does wherever text is encoded.
///
/// # Errors
/// What is wrong, and where.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let mut reader = Reader { text, at: 0 };
    reader.document().map_err(|what| {
        let before = text.as_bytes().get(..reader.at).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        format!("{what} at line {line} column {column}")
    })
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

type Read<T> = Result<T, &'static str>;

impl<'t> Reader<'t> {
    fn document(&mut self) -> Read<Value> {
        let value = self.value(0)?;
        match self.next_byte() {
            None => Ok(value),
            Some(_) => Err("trailing characters"),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// What comes after space.
    fn next_byte(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    /// Goes on if a byte is next.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Read<Value> {
        match self.next_byte() {
            Some(b'"') => self.string().map(Value::String),
            Some(b'{' | b'[') if depth == DEEPEST => Err("recursion limit exceeded"),
            Some(b'[') => self.array(depth + 1),
            Some(b'{') => self.object(depth + 1),
            Some(b'-' | b'0'..=b'9') => self.number(),
            None => Err("EOF while parsing a value"),
            Some(_) => {
                for (word, value) in
                    [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))]
                {
                    if self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                Err("expected value")
            }
        }
    }

    fn array(&mut self, depth: usize) -> Read<Value> {
        self.at += 1;
        let mut elements = Vec::new();
        if self.next_byte() != Some(b']') {
            loop {
                elements.push(self.value(depth)?);
                if self.next_byte() != Some(b',') {
                    break;
                }
                self.at += 1;
            }
        }
        if self.take(b']') { Ok(Value::Array(elements)) } else { Err("expected `,` or `]`") }
    }

    fn object(&mut self, depth: usize) -> Read<Value> {
        self.at += 1;
        let mut fields = Map::new();
        if self.next_byte() != Some(b'}') {
            loop {
                if self.next_byte() != Some(b'"') {
                    return Err("key must be a string");
                }
                let name = self.string()?;
                if self.next_byte() != Some(b':') {
                    return Err("expected `:`");
                }
                self.at += 1;
                let value = self.value(depth)?;
                fields.insert(name, value);
                if self.next_byte() != Some(b',') {
                    break;
                }
                self.at += 1;
            }
        }
        if self.take(b'}') { Ok(Value::Object(fields)) } else { Err("expected `,` or `}`") }
    }

    fn string(&mut self) -> Read<String> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            string.push_str(self.text.get(start..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(string);
                }
                Some(b'\\') => string.push(self.escape().ok_or("invalid escape")?),
                Some(_) => return Err("control character (\\u0000-\\u001F) found while parsing a string"),
                None => return Err("EOF while parsing a string"),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        self.at += 2;
        Some(match *self.text.as_bytes().get(self.at - 1)? {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                let second = if (0xd800..0xdc00).contains(&unit) { self.second_half() } else { None };
                let code_point = match second {
                    Some(second) => 0x1_0000 + ((unit - 0xd800) << 10) + (second - 0xdc00),
                    None => unit,
                };
                char::from_u32(code_point).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            other @ (b'"' | b'\\' | b'/') => char::from(other),
            _ => return None,
        })
    }

    /// The second half of a surrogate pair, if one follows.
    fn second_half(&mut self) -> Option<u32> {
        let at = self.at;
        let second = if self.take(b'\\') && self.take(b'u') { self.unit() } else { None };
        let second = second.filter(|unit| (0xdc00..0xe000).contains(unit));
        if second.is_none() {
            self.at = at;
        }
        second
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit << 4 | char::from(self.peek()?).to_digit(16)?;
            self.at += 1;
        }
        Some(unit)
    }

    fn digits(&mut self) -> Read<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Err("invalid number") } else { Ok(()) }
    }

    fn number(&mut self) -> Read<Value> {
        let start = self.at;
        let is_negative = self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        } else if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err("invalid number");
        }
        let mut is_integer = true;
        if self.take(b'.') {
            is_integer = false;
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            is_integer = false;
            let _is_signed = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let integer = match is_integer {
            true if is_negative => text.parse::<i64>().ok().filter(|value| *value != 0).map(Number::from),
            true => text.parse::<u64>().ok().map(Number::from),
            false => None,
        };
        let number = integer.or_else(|| Number::from_f64(number::read(text)));
        number.map(Value::Number).ok_or("number out of range")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::parse;
    use crate::{surrogates, testing::cases};

    /// Text that is JSON, or nearly.
    fn text() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\"a\"",
            "\"\"",
            "null",
            "true",
            "false",
            "nul",
            " ",
            "\n",
            "\t",
            "-",
            "0",
            "1",
            "-0",
            "00",
            "17",
            "1.5",
            "1.",
            "e5",
            "E+2",
            "1e400",
            "-1e-7",
            "9007199254740993",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775808",
            "-9223372036854775809",
            "\\u0041",
            "\\ud83e",
            "\\udd8a",
            "\\uD83E\\uDD8A",
            "\\n",
            "\\x",
            "\\u12",
            "é",
            "🦊",
            "\u{1}",
            "\u{feff}",
        ]);
        let loose = prop::collection::vec(piece.clone(), 0..12).prop_map(|pieces| pieces.concat());
        let quoted = prop::collection::vec(piece, 0..6).prop_map(|pieces| format!("\"{}\"", pieces.concat()));
        let scalar = prop_oneof![
            quoted,
            "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
            loose.clone()
        ];
        let nested = scalar.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4)
                    .prop_map(|items| format!("[{}]", items.join(", "))),
                prop::collection::vec(("[ab]{0,2}", inner), 0..4).prop_map(|fields| {
                    let fields: Vec<_> =
                        fields.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
                    format!("{{{}}}", fields.join(","))
                }),
            ]
        });
        prop_oneof![loose, nested]
    }

    proptest! {
        #![proptest_config(cases(20_000))]
        #[test]
        fn reads_what_serde_json_reads(text in text()) {
            let (own, theirs) = (parse(&text), surrogates::parse(&text));
            prop_assert_eq!(own.as_ref().ok(), theirs.as_ref().ok(), "{}", text);
            // Equal values may be in another order, and 0.0 is equal to -0.0.
            prop_assert_eq!(own.ok().map(|value| value.to_string()), theirs.ok().map(|value| value.to_string()));
        }
    }

    #[test]
    fn depth() {
        for depth in 120..135 {
            let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            assert_eq!(parse(&text).is_ok(), serde_json::from_str::<Value>(&text).is_ok(), "{depth}");
        }
    }

    #[test]
    fn errors_say_where() {
        let error = parse("{\n \"a\": nothing}").unwrap_err();
        assert_eq!(error, "expected value at line 2 column 7");
    }
}
