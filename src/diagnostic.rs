//! What is wrong, or doubtful, in a ruleset: data about rules, never a failure.

use serde::Serialize;

use crate::kind::RuleKind;

/// One remark about one place of a ruleset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// What the remark is about, stable across versions, in `snake_case`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The kind whose list holds the rule, if it concerns one.
    pub kind: Option<RuleKind>,
    /// The rule's id, if it concerns a rule that has one.
    pub rule_id: Option<String>,
    /// JSON pointer (RFC 6901) into the document that was given.
    pub path: String,
    /// One plain English sentence.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// How much a [`Diagnostic`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something is ignored: the rule, or a part of it, has no effect.
    Error,
    /// It works here, but probably does not do what was meant, or not everywhere.
    Warning,
    /// Good to know.
    Info,
}

/// Appends one name or position to a JSON pointer.
pub(crate) fn pointer(parent: &str, name: &str) -> String {
    let mut path = String::with_capacity(parent.len() + name.len() + 1);
    path.push_str(parent);
    path.push('/');
    for c in name.chars() {
        match c {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            c => path.push(c),
        }
    }
    path
}
