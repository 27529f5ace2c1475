//! What `explain` and `pipe` are given: rules, events and contexts, as JSON files.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use clap::Args;
use matrix_push_rules::{Context, DefaultRulesOptions, Dialect, Options, Ruleset, default_rules};
use serde_json::Value;

use super::Failure;

/// Whose rules are evaluated, and what is known to them.
#[derive(Debug, Args)]
pub(super) struct Given {
    /// A JSON file with the rules: a ruleset, the answer of `GET /pushrules/`, or an `m.push_rules` event. Without it, the predefined rules
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// A JSON file with what is known about the user and the room: `user_id`, `display_name`, `member_count`, `power_levels`, …
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
    /// The owner of the rules
    #[arg(long, value_name = "USER_ID")]
    user_id: Option<String>,
    /// Whose reading of the specification to follow
    #[arg(long, value_parser = dialect, default_value = "spec")]
    dialect: Dialect,
}

impl Given {
    /// The context in the file, with another user if one is given; as it is, and as it is understood.
    pub(super) fn context(&self) -> Result<(Value, Context), Failure> {
        let mut value =
            self.context.as_deref().map_or_else(|| Ok(Value::Object(Default::default())), json)?;
        if let (Some(fields), Some(user_id)) = (value.as_object_mut(), &self.user_id) {
            fields.insert("user_id".to_owned(), user_id.as_str().into());
        }
        let context = Context::from_value(&value).map_err(|error| {
            Failure::refused("the context", error)
                .with_help("say whose rules these are with `--user-id`, or in the context")
        })?;
        Ok((value, context))
    }

    /// The rules in the file, in any of the shapes that the engine accepts; without a file, the predefined
    /// rules for the user.
    pub(super) fn rules(&self, user_id: &str) -> Result<Ruleset, Failure> {
        match &self.rules {
            Some(path) => Ruleset::from_json(&text(path)?)
                .map_err(|error| Failure::refused(&format!("`{}`", path.display()), error)),
            None => default_rules(user_id, &DefaultRulesOptions::default())
                .map_err(|error| Failure::refused("`--user-id`", error)),
        }
    }

    /// How they are evaluated.
    pub(super) fn options(&self) -> Options {
        Options::from(self.dialect)
    }
}

/// The text of a file, or of standard input for `-`.
fn text(path: &Path) -> Result<String, Failure> {
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

/// Reads `--dialect`.
fn dialect(name: &str) -> Result<Dialect, String> {
    name.parse().map_err(|()| {
        let names = Dialect::ALL.map(Dialect::as_str).join("`, `");
        format!("the dialects are `{names}`")
    })
}
