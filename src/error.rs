//! The one error type of the crate: what went wrong, where, and what the server would have said.

use std::fmt;

use serde::Serialize;

/// An argument or an operation that cannot be accepted.
///
/// A *rule* that cannot be understood is never an error: it stays in its set and yields a
/// [`Diagnostic`](crate::Diagnostic). Errors are for input that leaves nothing to work with, and
/// for edits that the client-server API would refuse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PushRulesError {
    /// What went wrong, stable across versions.
    pub code: ErrorCode,
    /// Where: an argument name, then property names and array positions, joined by dots
    /// (`context.user_id`, `rules.global`, `rule.conditions.0`).
    pub path: String,
    /// One plain English sentence.
    pub message: String,
    /// What to do about it, if there is something to say beyond the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The Matrix error code a server would answer, for edits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errcode: Option<&'static str>,
    /// The HTTP status a server would answer, for edits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

/// The kinds of [`PushRulesError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorCode {
    /// Text that is not JSON.
    InvalidJson,
    /// An event that is not an object.
    InvalidEvent,
    /// Rules that are in none of the accepted shapes.
    InvalidRules,
    /// A context with a value of the wrong type.
    InvalidContext,
    /// An option of the wrong type or with an unknown value.
    InvalidOption,
    /// Any other argument of the wrong type or form.
    InvalidArgument,
    /// A rule that the client-server API would refuse to create or change.
    InvalidRule,
    /// The rule, or the neighbour named by `before` or `after`, does not exist.
    NotFound,
    /// The operation is not possible on server-default rules.
    DefaultRule,
    /// A request that is none of those that change push rules.
    UnrecognizedRequest,
}

impl PushRulesError {
    /// An error at a path, with no further help.
    pub(crate) fn new(code: ErrorCode, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, path: path.into(), message: message.into(), help: None, errcode: None, status: None }
    }

    /// The same error with a sentence of help.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same error with the answer of a server to the same edit.
    pub(crate) fn answered(mut self, status: u16, errcode: &'static str) -> Self {
        self.status = Some(status);
        self.errcode = Some(errcode);
        self
    }
}

impl fmt::Display for PushRulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if !self.path.is_empty() {
            write!(f, " (at `{}`)", self.path)?;
        }
        if let Some(help) = &self.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PushRulesError {}
