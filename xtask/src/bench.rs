//! `cargo xtask bench`: every benchmark, each against its peer.

use std::process::Command;

use crate::run::{Outcome, run};
use crate::{build, chromium, workspace};

pub fn bench() -> Outcome {
    run(&mut workspace::cargo(&["bench", "--locked"]))?;
    build::build()?;
    chromium::ensure()?;
    // It installs matrix-js-sdk by itself, into a folder of its own.
    run(Command::new("npm").args(["run", "bench"]).current_dir(workspace::pkg()))
}
