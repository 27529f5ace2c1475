//! The section `operations`: health, metrics and logs.

use std::net::{Ipv4Addr, SocketAddr};

use serde::Deserialize;
use tracing_subscriber::EnvFilter;

use super::{Problem, nonzero};

/// How the service is watched.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Operations {
    /// Where `/healthz`, `/readyz` and `/metrics` are. They need no secret, so keep the address private.
    pub listen: SocketAddr,
    /// What is logged: `info`, or by module: `info,matrix_pusher::delivery=debug`.
    pub log_level: String,
    /// How it is written.
    pub log_format: LogFormat,
    /// With more notifications than this waiting, the service says that it is not ready.
    pub max_queue_depth: u64,
}

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

impl Default for Operations {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 8183).into(),
            log_level: "info".to_owned(),
            log_format: LogFormat::Json,
            max_queue_depth: 1_000_000,
        }
    }
}

impl Operations {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        nonzero(self.max_queue_depth, "operations.max_queue_depth", problems);
        if let Err(error) = EnvFilter::try_new(&self.log_level) {
            problems.push(Problem::new("operations.log_level", format!("`{}`: {error}", self.log_level)));
        }
    }
}
