//! `matrix-pusher explain`: why was this (not) pushed?

mod page;

use std::{io::Write as _, path::PathBuf};

use clap::{Args, ValueEnum};
use matrix_push_rules::{Dialect, Options, explain};

use super::{Failure, input};

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A JSON file with the rules: a ruleset, the answer of `GET /pushrules/`, or an `m.push_rules` event. Without it, the predefined rules
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// A JSON file with the event; `-` for standard input
    #[arg(long, value_name = "FILE")]
    event: PathBuf,
    /// A JSON file with what is known about the user and the room: `user_id`, `display_name`, `member_count`, `power_levels`, …
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
    /// The owner of the rules
    #[arg(long, value_name = "USER_ID")]
    user_id: Option<String>,
    /// Whose reading of the specification to follow
    #[arg(long, value_parser = input::dialect, default_value = "spec")]
    dialect: Dialect,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Show every rule, not only those that decide or come close
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs: the engine's explanation as it is
    Json,
}

impl Explain {
    pub(super) fn run(self) -> Result<(), Failure> {
        let context = input::context(self.context.as_deref(), self.user_id.as_deref())?;
        let rules = input::rules(self.rules.as_deref(), &context.user_id)?;
        let event = input::json(&self.event)?;
        let explanation = explain(&event, &rules, &context, &Options::from(self.dialect))
            .map_err(|error| Failure::refused(&format!("`{}`", self.event.display()), error))?;
        let mut output = anstream::stdout().lock();
        match self.format {
            Format::Text => page::write(&mut output, &explanation, &event, self.all)?,
            Format::Json => {
                let text = serde_json::to_string_pretty(&explanation).map_err(Failure::of)?;
                writeln!(output, "{text}")?;
            }
        }
        Ok(())
    }
}
