//! Logs that help to find out what happened and give nothing away: no token, no body, and pushkeys only as fingerprints.

use std::{fmt, io};

use sha2::{Digest, Sha256};
use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer, Registry, filter::filter_fn, layer::SubscriberExt as _, reload,
    util::SubscriberInitExt as _,
};

use crate::config::LogFormat;

/// The handle that changes what is logged.
#[derive(Debug, Clone)]
pub struct Logs(reload::Handle<EnvFilter, Registry>);

impl Logs {
    /// Starts to log to standard error.
    ///
    /// # Errors
    /// If the filter cannot be read, or the process logs already.
    pub fn start(level: &str, format: LogFormat) -> io::Result<Self> {
        let (filter, handle) = reload::Layer::new(filter(level)?);
        let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
        let lines = match format {
            LogFormat::Json => lines.json().flatten_event(true).boxed(),
            LogFormat::Text => lines.boxed(),
        };
        let lines = lines.with_filter(filter_fn(is_discreet));
        tracing_subscriber::registry().with(filter).with(lines).try_init().map_err(io::Error::other)?;
        Ok(Self(handle))
    }

    /// Changes what is logged.
    ///
    /// # Errors
    /// If the filter cannot be read.
    pub fn set_level(&self, level: &str) -> io::Result<()> {
        self.0.reload(filter(level)?).map_err(io::Error::other)
    }
}

/// Libraries log headers and bodies when they are asked for details, so they are never asked.
fn is_discreet(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::INFO || metadata.target().starts_with("matrix_pusher")
}

fn filter(level: &str) -> io::Result<EnvFilter> {
    EnvFilter::try_new(level).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))
}

/// What stands for a pushkey in logs and lists: the same key always has the same fingerprint, and no key can be told from
/// its fingerprint by somebody who does not know it already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 6]);

/// The fingerprint of a pushkey.
#[must_use]
pub fn fingerprint(pushkey: &str) -> Fingerprint {
    let digest = Sha256::new().chain_update("matrix-pusher pushkey\0").chain_update(pushkey).finalize();
    let mut start = [0; 6];
    for (to, from) in start.iter_mut().zip(digest) {
        *to = from;
    }
    Fingerprint(start)
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn a_fingerprint_is_stable_and_says_nothing() {
        let one = fingerprint("a-push-key").to_string();
        assert_eq!(one, fingerprint("a-push-key").to_string());
        assert_ne!(one, fingerprint("another-push-key").to_string());
        assert_eq!(one.len(), 12);
    }
}
