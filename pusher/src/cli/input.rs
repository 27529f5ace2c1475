//! Files that commands read: rules, events and contexts, as JSON.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use matrix_push_rules::{Context, DefaultRulesOptions, Dialect, Ruleset, default_rules};
use serde_json::Value;

use super::Failure;

/// The text of a file, or of standard input for `-`.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    let read = if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(path)
    };
    read.map_err(|error| Failure::file(path, &error))
}

/// The JSON in a file.
pub(super) fn json(path: &Path) -> Result<Value, Failure> {
    serde_json::from_str(&text(path)?)
        .map_err(|error| Failure::new(format!("`{}` is not JSON: {error}", path.display())))
}

/// The rules in a file, in any of the shapes that the engine accepts; without a file, the predefined
/// rules for the user.
pub(super) fn rules(path: Option<&Path>, user_id: &str) -> Result<Ruleset, Failure> {
    match path {
        Some(path) => Ruleset::from_json(&text(path)?)
            .map_err(|error| Failure::refused(&format!("`{}`", path.display()), error)),
        None => default_rules(user_id, &DefaultRulesOptions::default())
            .map_err(|error| Failure::refused("`--user-id`", error)),
    }
}

/// The context in a file, with another user if one is given.
pub(super) fn context(path: Option<&Path>, user_id: Option<&str>) -> Result<Context, Failure> {
    let mut value = path.map_or_else(|| Ok(Value::Object(Default::default())), json)?;
    if let (Some(fields), Some(user_id)) = (value.as_object_mut(), user_id) {
        fields.insert("user_id".to_owned(), user_id.into());
    }
    Context::from_value(&value).map_err(|error| {
        Failure::refused("the context", error)
            .with_help("say whose rules these are with `--user-id`, or in the context")
    })
}

/// Reads `--dialect`.
pub(super) fn dialect(name: &str) -> Result<Dialect, String> {
    name.parse().map_err(|()| {
        let names = Dialect::ALL.map(Dialect::as_str).join("`, `");
        format!("the dialects are `{names}`")
    })
}
