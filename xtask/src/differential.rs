//! `cargo xtask differential <ruma|js-sdk|synapse>`: the engine against other implementations.

use crate::node;
use crate::run::{Outcome, run};
use crate::workspace;

/// What the help says about it.
pub const HELP: &str = "
  differential <ruma|js-sdk|synapse> [--cases N] [--seed S]
         compare with another implementation on generated cases
  differential record <js-sdk|synapse>
         record its answers for the everyday tests
         (Synapse: `pip install -r tests/peers/requirements.txt` in a virtual environment, and
         SYNAPSE_PYTHON=<its python>)
";

/// Runs the comparison with these arguments.
pub fn differential(arguments: impl Iterator<Item = String>) -> Outcome {
    let arguments: Vec<String> = arguments.collect();
    if arguments.iter().any(|argument| argument == "js-sdk") {
        node::install_peers()?;
    }
    let mut command = workspace::cargo(&[
        "run",
        "--quiet",
        "--locked",
        "--profile",
        "differential",
        "--package",
        "differential",
        "--",
    ]);
    run(command.args(arguments))
}
