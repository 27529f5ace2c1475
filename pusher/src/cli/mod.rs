//! The commands, a file each. A command returns a [`Failure`] to say what went wrong and what to do about it.

mod explain;
mod failure;
mod input;
mod pipe;
mod sync;
mod terminal;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use self::failure::Failure;

/// Evaluates Matrix push rules and delivers to push gateways.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say why an event does or does not notify
    Explain(explain::Explain),
    /// Evaluate events from standard input, one JSON object a line
    Pipe(pipe::Pipe),
    /// Follow one account, and deliver or print what notifies
    Sync(sync::Sync),
}

impl Arguments {
    /// Runs the command. What fails is said on standard error.
    pub fn run(self) -> ExitCode {
        let done = match self.command {
            Command::Explain(command) => command.run(),
            Command::Pipe(command) => command.run(),
            Command::Sync(command) => command.run(),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(),
        }
    }
}
