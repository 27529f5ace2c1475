//! Chromium for the browser tests: Debian's, installed where it is missing.

use std::process::Command;

use crate::run::{Outcome, is_installed, run};

/// Makes sure that `chromium` can be started; the tests look for it on the PATH.
pub fn ensure() -> Outcome {
    if is_installed("chromium") {
        return Ok(());
    }
    if !is_installed("apt-get") {
        return Err("the browser tests need `chromium`; install it and run this again".to_owned());
    }
    run(Command::new("apt-get").args(["update", "--quiet"]))?;
    run(Command::new("apt-get")
        .args(["install", "--yes", "--quiet", "--no-install-recommends", "chromium"])
        .env("DEBIAN_FRONTEND", "noninteractive"))?;
    if is_installed("chromium") {
        Ok(())
    } else {
        Err("`chromium` was installed but cannot be started".to_owned())
    }
}
