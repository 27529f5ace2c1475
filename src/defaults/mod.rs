//! The rules that a server predefines for every account ((d) in the semantics document).
//!
//! One table, `rules.json`, holds every predefined rule this crate knows, each in its place. A rule
//! that not every account has names its `set` there: the legacy mention rules of v1.16 and older,
//! or an [`OptInSet`].

mod options;

use serde_json::{Map, Value};

pub use self::options::{DefaultRulesOptions, OptInSet, SpecVersion};
use crate::{
    error::{ErrorCode, PushRulesError},
    kind::RuleKind,
    ruleset::Ruleset,
};

/// The JSON of the specification (Apache-2.0) and of the proposals, with `{user_id}` and
/// `{localpart}` where the owner of the rules belongs.
const TABLE: &str = include_str!("rules.json");

/// The predefined rules of a user, as a server would serve them (R53–R66).
///
/// The set is bare (`{"override": […], …}`); all kinds of the specification are there, empty ones
/// too, and `postcontent` if a chosen set has such rules. Order of rules and of fields is the
/// specification's.
///
/// ```
/// use matrix_push_rules::{DefaultRulesOptions, RuleKind, default_rules};
///
/// let rules = default_rules("@alice:example.org", &DefaultRulesOptions::default())?;
/// let first = rules.rules(RuleKind::Override).next();
/// assert_eq!(first.and_then(|rule| rule.rule_id()), Some(".m.rule.master"));
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
///
/// # Errors
/// `invalid_argument` at `user_id` when it is not of the form `@localpart:server`.
pub fn default_rules(user_id: &str, options: &DefaultRulesOptions) -> Result<Ruleset, PushRulesError> {
    let localpart = localpart(user_id).ok_or_else(|| {
        let message = format!("`{user_id}` is not a Matrix ID");
        PushRulesError::new(ErrorCode::InvalidArgument, "user_id", message)
            .with_help("pass the full ID of the owner of the rules, such as `@alice:example.org`")
    })?;
    let table = Ruleset::from_json(TABLE)?;
    let mut lists = Map::new();
    for (kind, list) in table.lists() {
        let rules: Vec<Value> = list
            .as_array()
            .into_iter()
            .flatten()
            .filter(|rule| is_chosen(rule, options))
            .map(|rule| substituted(rule, user_id, localpart))
            .collect();
        // Servers without MSC4306 have no such list.
        if kind != RuleKind::Postcontent.as_str() || !rules.is_empty() {
            lists.insert(kind.to_owned(), Value::Array(rules));
        }
    }
    Ruleset::from_value(Value::Object(lists))
}

/// The part of a user id between `@` and the first `:`, if it is of that form (R53).
pub(crate) fn localpart(user_id: &str) -> Option<&str> {
    let (localpart, server) = user_id.strip_prefix('@')?.split_once(':')?;
    (!localpart.is_empty() && !server.is_empty()).then_some(localpart)
}

/// Whether a rule of the table is wanted.
fn is_chosen(rule: &Value, options: &DefaultRulesOptions) -> bool {
    match rule.get("set").and_then(Value::as_str) {
        None => true,
        Some("legacy_mentions") => options.version == SpecVersion::V1_16,
        Some(name) => options.sets.iter().any(|set| set.as_str() == name),
    }
}

/// A part of the table without the `set`, with the owner of the rules where they belong.
fn substituted(value: &Value, user_id: &str, localpart: &str) -> Value {
    match value {
        Value::String(text) => match text.as_str() {
            "{user_id}" => user_id.into(),
            "{localpart}" => localpart.into(),
            other => other.into(),
        },
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| substituted(item, user_id, localpart)).collect())
        }
        Value::Object(fields) => {
            let mut all = Map::new();
            for (name, value) in fields.iter().filter(|(name, _)| *name != "set") {
                all.insert(name.clone(), substituted(value, user_id, localpart));
            }
            Value::Object(all)
        }
        other => other.clone(),
    }
}
