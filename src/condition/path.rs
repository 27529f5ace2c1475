//! Dot-separated property paths (R17–R20).

/// A condition's `key`, split into the names of the properties to descend through.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PropertyPath {
    /// The key as it was written.
    pub(crate) key: String,
    /// The property names from the event's top level down; never empty.
    pub(crate) names: Vec<String>,
}

impl PropertyPath {
    /// Splits at the dots that are not escaped. `\.` and `\\` stand for `.` and `\`; any other
    /// backslash is itself (R18), also one at the end (R20).
    pub(crate) fn parse(key: &str) -> Self {
        let mut names = Vec::new();
        let mut name = String::new();
        let mut chars = key.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '.' => names.push(std::mem::take(&mut name)),
                '\\' => name.push(chars.next_if(|next| matches!(next, '.' | '\\')).unwrap_or('\\')),
                c => name.push(c),
            }
        }
        names.push(name);
        Self { key: key.to_owned(), names }
    }

    /// The path of a chain of names.
    pub(crate) fn of(names: &[&str]) -> Self {
        let mut key = String::new();
        for (position, name) in names.iter().enumerate() {
            if position > 0 {
                key.push('.');
            }
            for c in name.chars() {
                if matches!(c, '.' | '\\') {
                    key.push('\\');
                }
                key.push(c);
            }
        }
        Self { key, names: names.iter().map(|&name| name.to_owned()).collect() }
    }

    /// Whether this is exactly `content.body`, where patterns match words (R27).
    pub(crate) fn is_body(&self) -> bool {
        self.names == ["content", "body"]
    }
}

#[cfg(test)]
mod tests {
    use super::PropertyPath;

    #[test]
    fn r17_to_r20_paths() {
        for (key, names) in [
            ("type", &["type"][..]),
            ("content.body", &["content", "body"]),
            (r"content.m\.relates_to", &["content", "m.relates_to"]),
            (r"content.m\\foo", &["content", r"m\foo"]),
            (r"content.m\foo", &["content", r"m\foo"]),
            (r"a\\.b", &[r"a\", "b"]),
            (r"a\\\.b", &[r"a\.b"]),
            ("content.", &["content", ""]),
            ("", &[""]),
            (r"content.m\", &["content", r"m\"]),
        ] {
            assert_eq!(PropertyPath::parse(key).names, names, "{key}");
        }
        assert_eq!(PropertyPath::of(&["content", "m.relates_to"]).key, r"content.m\.relates_to");
    }
}
