//! Writes JSON text.

use std::fmt::{self, Write as _};

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::number;

/// The JSON text of anything whose maps have strings for keys; nothing where that is not so.
pub(crate) fn to_text(value: &(impl Serialize + ?Sized)) -> String {
    let mut text = String::new();
    // The only error there is means that this is nothing to be written, and no type of this crate is.
    let written = value.serialize(Writer(&mut text));
    if written.is_ok() { text } else { String::new() }
}

struct Writer<'t>(&'t mut String);

/// What cannot be written.
#[derive(Debug)]
struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is no JSON")
    }
}

impl ser::Error for Unwritable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl std::error::Error for Unwritable {}

impl Writer<'_> {
    fn put(self, text: &str) -> Result<(), Unwritable> {
        self.0.push_str(text);
        Ok(())
    }

    fn display(self, value: &dyn fmt::Display) -> Result<(), Unwritable> {
        write!(self.0, "{value}").map_err(|_| Unwritable)
    }
}

fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        let short = match c {
            '"' | '\\' => c,
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\u{8}' => 'b',
            '\u{c}' => 'f',
            '\0'..='\u{1f}' => {
                text.push_str("\\u00");
                text.push(if c < '\u{10}' { '0' } else { '1' });
                text.push(char::from_digit(u32::from(c) & 15, 16).unwrap_or_default());
                continue;
            }
            _ => {
                text.push(c);
                continue;
            }
        };
        text.push('\\');
        text.push(short);
    }
    text.push('"');
}

/// A list or an object that is not complete.
struct Inside<'t> {
    text: &'t mut String,
    is_empty: bool,
    end: char,
}

impl Inside<'_> {
    fn separate(&mut self) {
        if !self.is_empty {
            self.text.push(',');
        }
        self.is_empty = false;
    }

    fn close(self) -> Result<(), Unwritable> {
        self.text.push(self.end);
        Ok(())
    }
}

impl<'t> Serializer for Writer<'t> {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Inside<'t>;
    type SerializeTuple = Inside<'t>;
    type SerializeTupleStruct = Impossible<(), Unwritable>;
    type SerializeTupleVariant = Impossible<(), Unwritable>;
    type SerializeMap = Inside<'t>;
    type SerializeStruct = Inside<'t>;
    type SerializeStructVariant = Impossible<(), Unwritable>;

    fn serialize_bool(self, value: bool) -> Result<(), Unwritable> {
        self.put(if value { "true" } else { "false" })
    }

    fn serialize_i8(self, value: i8) -> Result<(), Unwritable> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Unwritable> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Unwritable> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Unwritable> {
        self.display(&value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), Unwritable> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Unwritable> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Unwritable> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Unwritable> {
        self.display(&value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Unwritable> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Unwritable> {
        self.put(&number::write(value))
    }

    fn serialize_char(self, value: char) -> Result<(), Unwritable> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Unwritable> {
        write_string(value, self.0);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Unwritable> {
        Err(Unwritable)
    }

    fn serialize_none(self) -> Result<(), Unwritable> {
        self.put("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unwritable> {
        self.put("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unwritable> {
        self.put("null")
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Unwritable> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Unwritable> {
        Err(Unwritable)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'t>, Unwritable> {
        self.0.push('[');
        Ok(Inside { text: self.0, is_empty: true, end: ']' })
    }

    fn serialize_tuple(self, length: usize) -> Result<Inside<'t>, Unwritable> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Unwritable>, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Unwritable>, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Inside<'t>, Unwritable> {
        self.0.push('{');
        Ok(Inside { text: self.0, is_empty: true, end: '}' })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside<'t>, Unwritable> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Unwritable>, Unwritable> {
        Err(Unwritable)
    }
}

impl ser::SerializeSeq for Inside<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.separate();
        value.serialize(Writer(self.text))
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close()
    }
}

impl ser::SerializeTuple for Inside<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close()
    }
}

impl ser::SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        self.separate();
        // A key that is no string would be no JSON; of the types here none has such keys.
        key.serialize(Writer(self.text))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.text.push(':');
        value.serialize(Writer(self.text))
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close()
    }
}

impl ser::SerializeStruct for Inside<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        self.separate();
        write_string(name, self.text);
        self.text.push(':');
        value.serialize(Writer(self.text))
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::to_text;
    use crate::{Context, Options, Ruleset};

    #[test]
    fn writes_what_serde_json_writes() {
        let all: String = ('\0'..='\u{80}').chain(['é', '\u{2028}', '🦊', '\u{ffff}']).collect();
        for value in [
            json!(null),
            json!([true, false, 0, -1, i64::MIN, u64::MAX, 1.5, -0.25, [], {}, [[]]]),
            json!({"": {"a": [{}]}, "\"": "", "all": all}),
            json!(all),
        ] {
            assert_eq!(to_text(&value), value.to_string());
        }
    }

    #[test]
    fn writes_answers() {
        let rules = Ruleset::from_json(
            r#"{"content": [{"rule_id": "a", "pattern": "b", "actions": ["notify", 1.5]}, 5]}"#,
        );
        let rules = rules.unwrap();
        let event = r#"{"sender": "@b:x", "content": {"body": "a b c"}}"#;
        let explanation = rules.compile(&Options::default()).explain(event, &Context::new("@a:x")).unwrap();
        assert_eq!(to_text(&explanation), serde_json::to_string(&explanation).unwrap());
        assert_eq!(to_text(&rules.diagnostics()), serde_json::to_string(&rules.diagnostics()).unwrap());
        assert_ne!(to_text(&explanation), "");
        assert_eq!(serde_json::from_str::<Value>(&to_text(rules.as_value())).unwrap(), *rules.as_value());
    }
}
