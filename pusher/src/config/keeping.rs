//! The sections `store` and `limits`.

use std::path::PathBuf;

use serde::Deserialize;

use super::{Problem, nonzero};

/// The section `store`: where state is kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Store {
    /// The SQLite database; made if it is not there, but not its folder.
    pub path: PathBuf,
    /// How long users find notifications in their history.
    pub keep_notifications_days: u32,
    /// How long the idempotency key of an ingested event is remembered.
    pub keep_keys_days: u32,
}

impl Default for Store {
    fn default() -> Self {
        Self { path: "matrix-pusher.sqlite3".into(), keep_notifications_days: 30, keep_keys_days: 7 }
    }
}

impl Store {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        nonzero(self.keep_notifications_days.into(), "store.keep_notifications_days", problems);
        nonzero(self.keep_keys_days.into(), "store.keep_keys_days", problems);
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder
            && !folder.is_dir()
        {
            problems.push(
                Problem::new("store.path", format!("there is no folder `{}`", folder.display()))
                    .with_help("create it, and let only the service read it"),
            );
        }
    }
}

/// The section `limits`: what one user may keep. The specification has no such limits (R11).
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Push rules, those of the server included.
    pub rules_per_user: u64,
    /// Bytes of a rule's conditions, pattern and actions as JSON.
    pub rule_bytes: u64,
    /// Bytes of a rule's id.
    pub rule_id_bytes: u64,
    /// Pushers.
    pub pushers_per_user: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rules_per_user: 10_000, rule_bytes: 4096, rule_id_bytes: 300, pushers_per_user: 100 }
    }
}

impl Limits {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        nonzero(self.rules_per_user, "limits.rules_per_user", problems);
        nonzero(self.rule_bytes, "limits.rule_bytes", problems);
        nonzero(self.rule_id_bytes, "limits.rule_id_bytes", problems);
        nonzero(self.pushers_per_user, "limits.pushers_per_user", problems);
    }
}
