//! The sections `gateway` and `delivery`.

use std::path::PathBuf;

use ipnet::IpNet;
use serde::Deserialize;

use super::{Problem, lists::comma_or_array, nonzero};
use crate::tls;

/// The section `gateway`: which push gateways are called, and how long they may take.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Gateway {
    /// Whether gateways without TLS are called too.
    pub allow_http: bool,
    /// Networks that may be called though they are private: that of a gateway in the same data centre.
    #[serde(deserialize_with = "comma_or_array")]
    pub allow_addresses: Vec<IpNet>,
    /// Networks that are not called, beyond the private and special ones.
    #[serde(deserialize_with = "comma_or_array")]
    pub deny_addresses: Vec<IpNet>,
    /// A file with certificates, as PEM, of the authorities that vouch for private gateways. They are trusted beside
    /// those that the system trusts.
    pub authorities_file: Option<PathBuf>,
    /// How long connecting may take.
    pub connect_timeout_s: u64,
    /// How long a request may take in all.
    pub timeout_s: u64,
    /// How much of an answer is read.
    pub max_response_bytes: u64,
}

impl Default for Gateway {
    fn default() -> Self {
        Self {
            allow_http: false,
            allow_addresses: Vec::new(),
            deny_addresses: Vec::new(),
            authorities_file: None,
            connect_timeout_s: 5,
            timeout_s: 30,
            max_response_bytes: 64 * 1024,
        }
    }
}

impl Gateway {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        nonzero(self.connect_timeout_s, "gateway.connect_timeout_s", problems);
        nonzero(self.timeout_s, "gateway.timeout_s", problems);
        nonzero(self.max_response_bytes, "gateway.max_response_bytes", problems);
        if let Some(file) = &self.authorities_file
            && let Err(error) = tls::authorities(file)
        {
            problems.push(Problem::new("gateway.authorities_file", format!("`{}`: {error}", file.display())));
        }
        if self.connect_timeout_s > self.timeout_s {
            problems.push(Problem::new(
                "gateway.connect_timeout_s",
                "connecting may take longer than the whole request",
            ));
        }
    }
}

/// The section `delivery`: how much at once, and for how long.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Delivery {
    /// The name of this process among those that use the same database: it stands on what they are at work on.
    pub instance: String,
    /// Requests to gateways at once.
    pub concurrency: u32,
    /// Of these, to one gateway.
    pub concurrency_per_origin: u32,
    /// What is older than this is dropped when its gateway comes back.
    pub max_age_hours: u32,
    /// What `counts.unread` counts, which clients show on the app's icon.
    pub badge: Badge,
    /// How long a receipt may wait for the next one before the badge is sent.
    pub badge_delay_ms: u64,
    /// How long requests that are under way may take to finish when the service stops.
    pub drain_s: u64,
}

/// What the number on an app's icon counts. The specification says messages, Synapse counts rooms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Badge {
    /// Rooms with something unread.
    Rooms,
    /// Unread notifications.
    Messages,
    /// There is no number, and no request that is only about it.
    Off,
}

impl Default for Delivery {
    fn default() -> Self {
        Self {
            instance: "main".to_owned(),
            concurrency: 256,
            concurrency_per_origin: 64,
            max_age_hours: 24,
            badge: Badge::Rooms,
            badge_delay_ms: 1000,
            drain_s: 25,
        }
    }
}

impl Delivery {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        nonzero(self.concurrency.into(), "delivery.concurrency", problems);
        nonzero(self.concurrency_per_origin.into(), "delivery.concurrency_per_origin", problems);
        nonzero(self.max_age_hours.into(), "delivery.max_age_hours", problems);
        if self.instance.is_empty() {
            problems.push(
                Problem::new("delivery.instance", "the name of the process is empty")
                    .with_help("leave it out, unless several processes use the same database"),
            );
        }
    }
}
