//! The section `auth`: who the bearer of an access token is.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{Problem, nonzero};

/// Either a homeserver that is asked, or a table for development.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Auth {
    /// The homeserver whose `/account/whoami` is asked: scheme, host and port.
    pub homeserver: Option<Url>,
    /// How long it may take to answer.
    pub timeout_s: u64,
    /// How long its answer is believed: a token that is revoked works for that long.
    pub cache_s: u64,
    /// How many answers are remembered.
    pub cache_entries: u64,
    /// How often it is asked in a second at most, so that wrong tokens cannot be used to flood it.
    pub lookups_per_second: u32,
    /// Tokens and their users, for development without a homeserver.
    pub tokens: Vec<StaticToken>,
}

/// One line of the table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaticToken {
    /// The access token.
    pub token: SecretString,
    /// Whose it is.
    pub user_id: String,
}

impl Default for Auth {
    fn default() -> Self {
        Self {
            homeserver: None,
            timeout_s: 5,
            cache_s: 60,
            cache_entries: 10_000,
            lookups_per_second: 100,
            tokens: Vec::new(),
        }
    }
}

impl Auth {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        nonzero(self.timeout_s, "auth.timeout_s", problems);
        nonzero(self.lookups_per_second.into(), "auth.lookups_per_second", problems);
        match (&self.homeserver, self.tokens.is_empty()) {
            (None, true) => problems.push(
                Problem::new("auth.homeserver", "nobody is there to say whose an access token is")
                    .with_help("set the URL of the homeserver, such as `https://matrix.example.org`"),
            ),
            (Some(_), false) => problems.push(
                Problem::new("auth.tokens", "there is a homeserver to ask as well")
                    .with_help("the table is for development: keep one of the two"),
            ),
            (Some(url), true) => check_homeserver(url, problems),
            (None, false) => self.tokens.iter().for_each(|token| token.check(problems)),
        }
    }
}

impl StaticToken {
    fn check(&self, problems: &mut Vec<Problem>) {
        let key = "auth.tokens";
        if self.token.expose_secret().is_empty() {
            problems.push(Problem::new(key, format!("the token of `{}` is empty", self.user_id)));
        }
        if !is_user_id(&self.user_id) {
            problems.push(
                Problem::new(key, format!("`{}` is no Matrix ID", self.user_id))
                    .with_help("expected the form `@alice:example.org`"),
            );
        }
    }
}

fn check_homeserver(url: &Url, problems: &mut Vec<Problem>) {
    let key = "auth.homeserver";
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        problems.push(Problem::new(key, "it is not an HTTP URL"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        problems.push(Problem::new(key, "it has credentials").with_help("leave them out: none are needed"));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        problems.push(
            Problem::new(key, "it has more than scheme, host and port")
                .with_help("the path of `whoami` is added to it"),
        );
    }
}

/// Whether a text has the form of a user's Matrix ID.
pub(crate) fn is_user_id(text: &str) -> bool {
    matches!(text.strip_prefix('@').and_then(|rest| rest.split_once(':')),
        Some((localpart, server)) if !localpart.is_empty() && !server.is_empty())
}
