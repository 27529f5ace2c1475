//! The commands, a file each. A command returns a [`Failure`] to say what went wrong and what to do about it.

mod explain;
mod failure;
mod input;
mod pipe;
mod pushers;
mod serve;
mod sync;
mod targets;
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
    /// Show pushers, try again what waits for them, or delete them
    Pushers(pushers::Pushers),
    /// Take events from a homeserver and deliver what they mean for its users
    Serve(serve::Serve),
    /// Follow one account, and deliver or print what notifies
    Sync(sync::Sync),
}

impl Arguments {
    /// Runs the command. What fails is said on standard error.
    pub fn run(self) -> ExitCode {
        let done = match self.command {
            Command::Explain(command) => command.run(),
            Command::Pipe(command) => command.run(),
            Command::Pushers(command) => command.run(),
            Command::Serve(command) => command.run(),
            Command::Sync(command) => command.run(),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(),
        }
    }
}
