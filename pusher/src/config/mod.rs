//! What an operator can set: a TOML file, then the environment, over defaults that are safe.
//!
//! A key `timeout_s` of the section `gateway` is `MATRIX_PUSHER__GATEWAY__TIMEOUT_S` in the
//! environment, which wins over the file; lists are written with commas there. A key that nobody
//! knows is an error, because a misspelt limit is no limit. [`load`] answers with a configuration
//! that can be started with, or with everything that is wrong with it at once.
//!
//! | file | sections |
//! |---|---|
//! | `listeners.rs` | `client`, `internal`: the two APIs, their limits, the shared secret |
//! | `auth.rs` | `auth`: who is asking |
//! | `sending.rs` | `gateway`, `delivery`: where to, and how much at once |
//! | `keeping.rs` | `store`, `limits`: what is kept |
//! | `operations.rs` | `operations`: health, metrics and logs |

mod auth;
mod error;
mod keeping;
mod listeners;
mod lists;
mod live;
mod load;
mod operations;
mod sending;

use std::collections::HashSet;

use serde::Deserialize;

pub(crate) use self::auth::is_user_id;
pub use self::{
    auth::{Auth, StaticToken},
    error::{ConfigError, Problem},
    keeping::{Limits, Store},
    listeners::{Client, Internal},
    live::Live,
    load::{load, load_with},
    operations::{LogFormat, Operations},
    sending::{Badge, Delivery, Gateway},
};

/// The whole configuration.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The client-server API.
    pub client: Client,
    /// Ingest, for the homeserver only.
    pub internal: Internal,
    /// Health, metrics and logs.
    pub operations: Operations,
    /// Who the bearer of an access token is.
    pub auth: Auth,
    /// Where state is kept.
    pub store: Store,
    /// What one user may keep.
    pub limits: Limits,
    /// Which push gateways are called, and how long they may take.
    pub gateway: Gateway,
    /// How many deliveries run at once, and how long they are tried.
    pub delivery: Delivery,
}

impl Config {
    /// Everything that would keep the service from working as it is meant to, but for types and names, which were
    /// checked when it was read.
    fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.client.check(&mut problems);
        self.internal.check(&mut problems);
        self.operations.check(&mut problems);
        self.auth.check(&mut problems);
        self.store.check(&mut problems);
        self.limits.check(&mut problems);
        self.gateway.check(&mut problems);
        self.delivery.check(&mut problems);
        let listeners = [self.client.listen, self.internal.listen, self.operations.listen];
        // Of port 0 the system makes a free one.
        let fixed = listeners.iter().filter(|address| address.port() != 0);
        if fixed.clone().collect::<HashSet<_>>().len() < fixed.count() {
            problems.push(Problem::new("client.listen", "two listeners have the same address").with_help(
                "give `client.listen`, `internal.listen` and `operations.listen` an address each",
            ));
        }
        problems
    }
}

/// Notes a number that may not be zero.
fn nonzero(value: u64, key: &'static str, problems: &mut Vec<Problem>) {
    if value == 0 {
        problems
            .push(Problem::new(key, "zero would stop everything").with_help("leave it out for the default"));
    }
}
