//! The rules that a server predefines for every account ((d) in the semantics document).
//!
//! One table, `rules.json`, holds every predefined rule this crate knows, each in its place. A rule
//! that not every account has names its `set` there: the legacy mention rules of v1.16 and older,
//! or an [`OptInSet`].

mod options;

use serde_json::Value;

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
    let mut document = Ruleset::from_json(TABLE)?.into_value();
    if let Value::Object(lists) = &mut document {
        for (_, list) in lists.iter_mut() {
            if let Value::Array(rules) = list {
                rules.retain_mut(|rule| is_chosen(rule, options));
            }
        }
        // Servers without MSC4306 have no such list.
        lists.retain(|name, list| {
            name != RuleKind::Postcontent.as_str() || list.as_array().is_some_and(|rules| !rules.is_empty())
        });
    }
    substitute(&mut document, user_id, localpart);
    Ruleset::from_value(document)
}

/// The part of a user id between `@` and the first `:`, if it is of that form (R53).
pub(crate) fn localpart(user_id: &str) -> Option<&str> {
    let (localpart, server) = user_id.strip_prefix('@')?.split_once(':')?;
    (!localpart.is_empty() && !server.is_empty()).then_some(localpart)
}

/// Takes the `set` off a rule of the table and answers whether the rule is wanted.
fn is_chosen(rule: &mut Value, options: &DefaultRulesOptions) -> bool {
    let set = rule.as_object_mut().and_then(|fields| fields.shift_remove("set"));
    match set.as_ref().and_then(Value::as_str) {
        None => true,
        Some("legacy_mentions") => options.version == SpecVersion::V1_16,
        Some(name) => options.sets.iter().any(|set| set.as_str() == name),
    }
}

fn substitute(value: &mut Value, user_id: &str, localpart: &str) {
    match value {
        Value::String(text) => match text.as_str() {
            "{user_id}" => user_id.clone_into(text),
            "{localpart}" => localpart.clone_into(text),
            _ => {}
        },
        Value::Array(items) => items.iter_mut().for_each(|item| substitute(item, user_id, localpart)),
        Value::Object(fields) => fields.values_mut().for_each(|item| substitute(item, user_id, localpart)),
        _ => {}
    }
}
