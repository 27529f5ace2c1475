//! The two APIs and what they take at most.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{Problem, nonzero};

/// Shorter secrets can be guessed by trying.
const MIN_SECRET_BYTES: usize = 16;

/// The section `client`: the client-server API, behind the reverse proxy of the homeserver.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Client {
    /// Address and port.
    pub listen: SocketAddr,
    /// The largest body, above which the answer is `M_TOO_LARGE`.
    pub max_body_bytes: u64,
    /// How deep objects and arrays of a body may be nested.
    pub max_json_depth: u64,
    /// How many requests one user may make in a second, in the long run.
    pub requests_per_second: u32,
    /// How many requests one user may make at once.
    pub burst: u32,
}

impl Default for Client {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 8181).into(),
            max_body_bytes: 64 * 1024,
            max_json_depth: 32,
            requests_per_second: 10,
            burst: 100,
        }
    }
}

impl Client {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        nonzero(self.max_body_bytes, "client.max_body_bytes", problems);
        check_depth(self.max_json_depth, "client.max_json_depth", problems);
        nonzero(self.requests_per_second.into(), "client.requests_per_second", problems);
        nonzero(self.burst.into(), "client.burst", problems);
    }
}

/// The section `internal`: ingest of events and receipts, for the homeserver only.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Internal {
    /// Address and port.
    pub listen: SocketAddr,
    /// What callers have to say as bearer token.
    pub secret: Option<SecretString>,
    /// A file with the secret, so that it need not stand in the configuration.
    pub secret_file: Option<PathBuf>,
    /// The largest body: ten thousand recipients with their display names fit into one megabyte.
    pub max_body_bytes: u64,
    /// How deep objects and arrays of a body may be nested.
    pub max_json_depth: u64,
    /// How many requests all callers together may make in a second, in the long run.
    pub requests_per_second: u32,
    /// How many requests all callers together may make at once.
    pub burst: u32,
}

impl Default for Internal {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 8182).into(),
            secret: None,
            secret_file: None,
            max_body_bytes: 8 * 1024 * 1024,
            max_json_depth: 100,
            requests_per_second: 10_000,
            burst: 20_000,
        }
    }
}

impl Internal {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        nonzero(self.max_body_bytes, "internal.max_body_bytes", problems);
        check_depth(self.max_json_depth, "internal.max_json_depth", problems);
        nonzero(self.requests_per_second.into(), "internal.requests_per_second", problems);
        nonzero(self.burst.into(), "internal.burst", problems);
        let key = "internal.secret";
        match &self.secret {
            None => problems.push(
                Problem::new(key, "there is no secret that protects the ingest of events")
                    .with_help("set it, or `internal.secret_file`: `openssl rand -hex 32` makes a good one"),
            ),
            Some(secret) if secret.expose_secret().len() < MIN_SECRET_BYTES => problems.push(
                Problem::new(key, format!("the secret is shorter than {MIN_SECRET_BYTES} bytes"))
                    .with_help("`openssl rand -hex 32` makes a good one"),
            ),
            // It travels in a header.
            Some(secret) if !secret.expose_secret().bytes().all(|byte| byte.is_ascii_graphic()) => problems
                .push(Problem::new(key, "the secret has characters other than visible ASCII characters")),
            Some(_) => {}
        }
    }
}

/// The JSON reader itself takes no more than 128 levels.
fn check_depth(depth: u64, key: &'static str, problems: &mut Vec<Problem>) {
    if !(8..=127).contains(&depth) {
        problems.push(Problem::new(key, format!("{depth} is not between 8 and 127")));
    }
}
