//! `matrix-pusher`: reads the arguments and hands over to a command.

use std::process::ExitCode;

use clap::Parser;
use matrix_pusher::cli;

fn main() -> ExitCode {
    cli::Arguments::parse().run()
}
