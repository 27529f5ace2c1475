//! `cargo xtask size`: what a download costs.

use crate::build;
use crate::node::node;
use crate::run::{Outcome, run};

/// The modules after brotli at its best: the one that evaluates and explains, and the one with everything.
const BUDGETS: [&str; 2] = ["matrix-push-rules.wasm=60000", "matrix-push-rules-full.wasm=129000"];

pub fn size() -> Outcome {
    build::build()?;
    check()
}

/// The sizes of what has been built.
pub fn check() -> Outcome {
    run(node(&["size.js"]).args(BUDGETS))
}
