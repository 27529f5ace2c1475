//! `cargo xtask size`: what a download costs.

use crate::build;
use crate::node::node;
use crate::run::{Outcome, run};

/// The complete module, engine and all cold functions, after brotli at its best.
const WASM_BROTLI_BUDGET: &str = "65536";

pub fn size() -> Outcome {
    build::build()?;
    run(&mut node(&["size.js", "--wasm-brotli-budget", WASM_BROTLI_BUDGET]))
}
