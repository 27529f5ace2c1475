//! `cargo xtask push-…`: the pusher shown, killed, measured, and compared with Synapse's.

use std::path::PathBuf;
use std::process::Command;

use crate::run::{Outcome, run};
use crate::workspace::{cargo, root, target};

/// Shows that nothing is lost.
pub fn demo() -> Outcome {
    example("demo", &[])
}

/// Compares with the pusher of a real Synapse, which is installed if `SYNAPSE_PYTHON` does not name a Python that has
/// it.
pub fn synapse() -> Outcome {
    let python = match std::env::var_os("SYNAPSE_PYTHON") {
        Some(python) => python.into(),
        None => install_synapse()?,
    };
    let python = python.to_str().ok_or("the path of Python is not UTF-8")?.to_owned();
    example("synapse", &[&python])
}

/// Holds what operators install against the programs that it is for, which have to be there.
pub fn dist() -> Outcome {
    example("dist", &[])
}

/// What the help says about the command that takes arguments.
pub const HELP: &str = "
  push-kill [--rounds N]
         kill the pusher N times (100) at random moments: nothing may be lost
";

/// Kills the service at random moments, as its tests do, but more often.
pub fn kill(arguments: impl Iterator<Item = String>) -> Outcome {
    let arguments: Vec<String> = arguments.collect();
    let rounds = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Some(100),
        ["--rounds", rounds] => rounds.parse::<u32>().ok(),
        _ => None,
    };
    let rounds = rounds.ok_or("usage: cargo xtask push-kill [--rounds N]")?;
    let mut test = cargo(&["test", "--locked", "--package", "matrix-pusher", "--test", "kill"]);
    run(test.args(["--", "--nocapture"]).env("PUSH_KILL_ROUNDS", rounds.to_string()))
}

/// Measures the binary as it is shipped: throughput, latency and memory.
pub fn bench() -> Outcome {
    let mut bench = cargo(&["bench", "--locked", "--profile", "service"]);
    run(bench.args(["--package", "matrix-pusher", "--bench", "push"]))
}

/// Examples start the binary, which cargo does not build for them.
fn example(name: &str, arguments: &[&str]) -> Outcome {
    run(&mut cargo(&["build", "--quiet", "--locked", "--package", "matrix-pusher", "--bins"]))?;
    let mut command =
        cargo(&["run", "--quiet", "--locked", "--package", "matrix-pusher", "--example", name, "--"]);
    run(command.args(arguments))
}

/// A virtual environment with the pinned version of Synapse.
fn install_synapse() -> Outcome<PathBuf> {
    let environment = target().join("synapse");
    let python = environment.join("bin/python");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    }
    let requirements = root().join("tests/peers/requirements.txt");
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(requirements))?;
    Ok(python)
}
