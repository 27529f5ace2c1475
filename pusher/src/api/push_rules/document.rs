//! The rules of a user as one document.

use matrix_push_rules::{DefaultRulesOptions, Ruleset, default_rules};
use serde_json::Value;

use crate::{
    store::{Connection, rules},
    web::MatrixError,
};

/// The rules of a user: those that are stored, or the predefined ones.
pub(super) fn of_user(connection: &Connection, user_id: &str) -> Result<Ruleset, MatrixError> {
    Ok(match rules::load(connection, user_id)? {
        Some(stored) => Ruleset::from_json(&stored.ruleset)?,
        None => default_rules(user_id, &DefaultRulesOptions::default())?,
    })
}

/// The lists by kind, whatever shape the document has.
pub(super) fn into_lists(rules: Ruleset) -> Value {
    let mut document = rules.into_value();
    for wrapping in ["content", "global"] {
        if document.get(wrapping).is_some_and(Value::is_object)
            && let Some(inner) = document.get_mut(wrapping)
        {
            document = inner.take();
        }
    }
    document
}
