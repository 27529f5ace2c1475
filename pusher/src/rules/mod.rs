//! The push rules of users, compiled: kept while memory allows, and never used after they changed.

use std::sync::Arc;

use matrix_push_rules::{
    CompiledRuleset, DefaultRulesOptions, Options, PushRulesError, Ruleset, default_rules,
};
use moka::sync::Cache;

use crate::store::{Connection, StoreError, rules};

/// What the compiled rules may take, roughly: twelve times the JSON they are made from.
const MAX_BYTES: u64 = 32 * 1024 * 1024;
const BYTES_PER_BYTE: usize = 12;
/// The predefined rules as JSON, roughly.
const PREDEFINED_BYTES: usize = 4 * 1024;

/// Why the rules of a user cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The rules are not a ruleset, or the user has none because of their id.
    #[error("{0}")]
    Unusable(#[from] PushRulesError),
}

/// The compiled rules of users. Clones share them.
#[derive(Debug, Clone)]
pub struct RulesCache(Cache<String, Entry>);

#[derive(Debug, Clone)]
struct Entry {
    version: i64,
    rules: Arc<CompiledRuleset>,
    bytes: u32,
}

impl Default for RulesCache {
    fn default() -> Self {
        let weigh = |_: &String, entry: &Entry| entry.bytes;
        Self(Cache::builder().max_capacity(MAX_BYTES).weigher(weigh).build())
    }
}

impl RulesCache {
    /// The rules of a user as they are now; the predefined ones if the user never changed any.
    ///
    /// # Errors
    /// If the store fails, or the rules cannot be used.
    pub fn of_user(
        &self,
        connection: &Connection,
        user_id: &str,
    ) -> Result<Arc<CompiledRuleset>, RulesError> {
        let version = rules::version(connection, user_id)?;
        if let Some(entry) = self.0.get(user_id)
            && entry.version == version
        {
            return Ok(entry.rules);
        }
        let (ruleset, bytes) = match rules::load(connection, user_id)? {
            Some(stored) => (Ruleset::from_json(&stored.ruleset)?, stored.ruleset.len()),
            None => (default_rules(user_id, &DefaultRulesOptions::default())?, PREDEFINED_BYTES),
        };
        let compiled = Arc::new(ruleset.compile(&Options::default()));
        let bytes = u32::try_from(bytes.saturating_mul(BYTES_PER_BYTE)).unwrap_or(u32::MAX);
        self.0.insert(user_id.to_owned(), Entry { version, rules: Arc::clone(&compiled), bytes });
        Ok(compiled)
    }
}
