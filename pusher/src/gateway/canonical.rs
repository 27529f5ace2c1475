//! Canonical JSON: sorted keys, no white space. Synapse sends it, and equal notifications are equal bytes.

use serde::Serialize;
use serde_json::{Map, Value};

/// Writes one object, its fields given in the order of their names.
pub struct Object<'a> {
    out: &'a mut Vec<u8>,
    last: &'static str,
}

impl<'a> Object<'a> {
    /// Opens an object.
    pub fn begin(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, last: "" }
    }

    /// Begins a field: its value is what is written next.
    pub fn field(&mut self, name: &'static str) -> &mut Vec<u8> {
        debug_assert!(self.last < name, "`{name}` after `{}`", self.last);
        if !self.last.is_empty() {
            self.out.push(b',');
        }
        self.last = name;
        scalar(name, self.out);
        self.out.push(b':');
        self.out
    }

    /// A field that is a text, a number or a boolean.
    pub fn scalar(&mut self, name: &'static str, value: impl Serialize) {
        scalar(value, self.field(name));
    }

    /// The same if there is a value: `null` is never written.
    pub fn optional(&mut self, name: &'static str, value: Option<impl Serialize>) {
        if let Some(value) = value {
            self.scalar(name, value);
        }
    }

    /// Closes the object.
    pub fn end(self) {
        self.out.push(b'}');
    }
}

/// Writes any value.
pub fn value(any: &Value, out: &mut Vec<u8>) {
    match any {
        Value::Object(fields) => object(fields, "", out),
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                value(item, out);
            }
            out.push(b']');
        }
        simple => scalar(simple, out),
    }
}

/// Writes an object with its fields sorted, all but the one that is called `except`.
pub fn object(fields: &Map<String, Value>, except: &str, out: &mut Vec<u8>) {
    let mut fields: Vec<_> = fields.iter().filter(|(name, _)| except.is_empty() || *name != except).collect();
    // The order of UTF-8 bytes is the order of code points, which is what is asked for.
    fields.sort_unstable_by_key(|(name, _)| *name);
    out.push(b'{');
    for (at, (name, field)) in fields.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        scalar(name, out);
        out.push(b':');
        value(field, out);
    }
    out.push(b'}');
}

/// Writes a text, a number or a boolean. serde_json escapes as canonical JSON does: what must be, and short.
fn scalar(simple: impl Serialize, out: &mut Vec<u8>) {
    // Only maps with odd keys, and writers that fail, make errors; a vector does not fail.
    let _ = serde_json::to_writer(out, &simple);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    /// The examples of the specification's appendix on canonical JSON.
    #[test]
    fn is_canonical() {
        for (any, expected) in [
            (json!({}), "{}"),
            (json!({"one": 1, "two": "Two"}), r#"{"one":1,"two":"Two"}"#),
            (json!({"b": "2", "a": "1"}), r#"{"a":"1","b":"2"}"#),
            (
                json!({"auth": {"success": true, "mxid": "@john.doe:example.com", "profile":
                    {"display_name": "John Doe", "three_pids": [{"medium": "email"}, {"medium": "msisdn"}]}}}),
                r#"{"auth":{"mxid":"@john.doe:example.com","profile":{"display_name":"John Doe","three_pids":[{"medium":"email"},{"medium":"msisdn"}]},"success":true}}"#,
            ),
            (json!({"a": "日本語"}), r#"{"a":"日本語"}"#),
            (json!({"本": 2, "日": 1}), r#"{"日":1,"本":2}"#),
            (json!({"a": "\u{65e5}"}), r#"{"a":"日"}"#),
            (json!({"a": null}), r#"{"a":null}"#),
            (json!({"a": -0, "b": "\u{7f}\u{1}\n\"\\"}), "{\"a\":0,\"b\":\"\u{7f}\\u0001\\n\\\"\\\\\"}"),
            // Above the surrogates in UTF-16 is not above in code points.
            (json!({"\u{1f600}": 1, "\u{ff5e}": 2}), "{\"\u{ff5e}\":2,\"\u{1f600}\":1}"),
        ] {
            let mut out = Vec::new();
            super::value(&any, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
