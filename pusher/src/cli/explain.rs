//! `matrix-pusher explain`: why was this (not) pushed?

mod page;

use std::{io::Write as _, path::PathBuf};

use clap::{Args, ValueEnum};
use matrix_push_rules::explain;

use super::{Failure, input};

#[derive(Debug, Args)]
pub(super) struct Explain {
    #[command(flatten)]
    given: input::Given,
    /// A JSON file with the event; `-` for standard input
    #[arg(long, value_name = "FILE")]
    event: PathBuf,
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
        let (_, context) = self.given.context()?;
        let rules = self.given.rules(&context.user_id)?;
        let event = input::json(&self.event)?;
        let explanation = explain(&event, &rules, &context, &self.given.options())
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
