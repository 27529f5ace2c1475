//! `cargo xtask bench`: every benchmark, each against its peer.

use std::process::Command;

use crate::build;
use crate::run::{Outcome, run};
use crate::workspace;

pub fn bench() -> Outcome {
    run(&mut workspace::cargo(&["bench", "--locked"]))?;
    build::build()?;
    run(Command::new("npm").args(["run", "bench"]).current_dir(workspace::pkg()))
}
