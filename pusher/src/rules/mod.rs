//! The push rules of users, compiled: kept while memory allows, and never used after they changed.
//!
//! Most users never change a rule, so most rulesets differ by a user id only. The predefined rules look at
//! it in two places: who is invited, and who is mentioned. An event that does neither means the same to all
//! who have these rules, and one compiled set answers for all of them.

use std::sync::{Arc, OnceLock};

use matrix_push_rules::{
    CompiledRuleset, DefaultRulesOptions, Options, PushRulesError, Ruleset, default_rules,
};
use moka::sync::Cache;
use serde_json::Value;

use crate::{
    config::is_user_id,
    store::{Connection, StoreError, rules},
};

/// What the compiled rules may take. They take about as many times the bytes of their JSON.
const MAX_BYTES: u64 = 32 * 1024 * 1024;
const BYTES_PER_BYTE: usize = 16;
/// The predefined rules as JSON, roughly.
const PREDEFINED_BYTES: usize = 4 * 1024;

/// Whose predefined rules stand for those of all who are not concerned.
const ANYBODY: &str = "@anybody:invalid";

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
pub struct RulesCache {
    users: Cache<String, Entry>,
    of_anybody: Arc<OnceLock<Arc<CompiledRuleset>>>,
}

#[derive(Debug, Clone)]
struct Entry {
    version: i64,
    rules: Arc<CompiledRuleset>,
    bytes: u32,
}

impl Default for RulesCache {
    fn default() -> Self {
        let weigh = |_: &String, entry: &Entry| entry.bytes;
        Self {
            users: Cache::builder().max_capacity(MAX_BYTES).weigher(weigh).build(),
            of_anybody: Arc::default(),
        }
    }
}

impl RulesCache {
    /// Rules that say about an event what those of a user say, as they are now; the predefined ones if the user
    /// never changed any.
    ///
    /// # Errors
    /// If the store fails, or the rules cannot be used.
    pub fn for_event(
        &self,
        connection: &Connection,
        user_id: &str,
        event: &Value,
    ) -> Result<Arc<CompiledRuleset>, RulesError> {
        let version = rules::version(connection, user_id)?;
        if version == 0 && is_user_id(user_id) && !concerns(event, user_id) {
            return self.of_anybody();
        }
        if let Some(entry) = self.users.get(user_id)
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
        self.users.insert(user_id.to_owned(), Entry { version, rules: Arc::clone(&compiled), bytes });
        Ok(compiled)
    }

    fn of_anybody(&self) -> Result<Arc<CompiledRuleset>, RulesError> {
        if let Some(rules) = self.of_anybody.get() {
            return Ok(Arc::clone(rules));
        }
        let rules = default_rules(ANYBODY, &DefaultRulesOptions::default())?;
        Ok(Arc::clone(self.of_anybody.get_or_init(|| Arc::new(rules.compile(&Options::default())))))
    }
}

/// Whether the predefined rules may say something about an event to this user that they do not say to others.
fn concerns(event: &Value, user_id: &str) -> bool {
    // Invites look at it, and state is rare.
    let is_state = event.get("state_key").is_some();
    let mentions = || event.get("content")?.get("m.mentions")?.get("user_ids")?.as_array();
    let is_meant = |one: &Value| one == user_id || one == ANYBODY;
    is_state || mentions().is_some_and(|mentioned| mentioned.iter().any(is_meant))
}

#[cfg(test)]
mod tests {
    use matrix_push_rules::{Context, RuleKind};
    use serde_json::json;

    use super::*;

    const ALICE: &str = "@alice:example.org";

    /// Where the predefined rules of two users differ is where [`concerns`] has to look.
    #[test]
    fn predefined_rules_look_at_the_user_where_we_do() {
        let of = |user_id| default_rules(user_id, &DefaultRulesOptions::default()).unwrap();
        let (alice, anybody) = (of(ALICE), of(ANYBODY));
        let mut differing = Vec::new();
        for kind in RuleKind::ALL {
            for (one, other) in alice.rules(kind).zip(anybody.rules(kind)) {
                if one.as_value() != other.as_value() {
                    differing.push(one.rule_id().unwrap_or_default());
                }
            }
        }
        assert_eq!(differing, [".m.rule.invite_for_me", ".m.rule.is_user_mention"]);
    }

    #[test]
    fn what_stands_for_all_says_what_each_one_would_say() {
        let own = default_rules(ALICE, &DefaultRulesOptions::default()).unwrap().compile(&Options::default());
        let cache = RulesCache::default();
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE rules (user_id, version, ruleset)").unwrap();
        let mut context = Context::new(ALICE);
        context.member_count = Some(2);
        context.power_levels = Some(json!({}));
        let mentions = [
            json!({}),
            json!({"room": true}),
            json!({"user_ids": [ALICE]}),
            json!({"user_ids": ALICE}),
            json!({"user_ids": [ANYBODY]}),
            json!({"user_ids": ["@b:example.org"]}),
        ];
        let mut shared = 0;
        for (event_type, state_key, sender, mentioned, membership) in combinations(&mentions) {
            let mut event = json!({
                "type": event_type, "sender": sender, "room_id": "!room:example.org",
                "content": {"body": "hi", "m.mentions": mentioned, "membership": membership},
            });
            if let Some(state_key) = state_key {
                event["state_key"] = state_key.into();
            }
            let rules = cache.for_event(&connection, ALICE, &event).unwrap();
            shared += u32::from(Arc::ptr_eq(&rules, &cache.of_anybody().unwrap()));
            assert_eq!(
                rules.evaluate(&event, &context).unwrap().actions,
                own.evaluate(&event, &context).unwrap().actions,
                "{event}"
            );
        }
        assert!(shared > 0);
    }

    type Case<'a> = (&'a str, Option<&'a str>, &'a str, &'a Value, &'a str);

    fn combinations(mentions: &[Value]) -> Vec<Case<'_>> {
        let mut cases = Vec::new();
        for event_type in ["m.room.message", "m.room.member", "m.room.encrypted", "m.reaction"] {
            for state_key in [None, Some(""), Some(ALICE), Some("@ALICE:example.org"), Some("@b:example.org")]
            {
                for sender in [ALICE, "@b:example.org"] {
                    for mentioned in mentions {
                        for membership in ["invite", "join"] {
                            cases.push((event_type, state_key, sender, mentioned, membership));
                        }
                    }
                }
            }
        }
        cases
    }
}
