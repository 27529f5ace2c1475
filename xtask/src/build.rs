//! `cargo xtask build`: from the Rust crate to `pkg/dist`, which is what gets published.
//!
//! ```text
//! cargo build (wasm32)  ─▶ wasm-bindgen ─▶ pkg/generated ─▶ wasm-opt ─▶ pkg/build.js ─▶ pkg/dist
//! ```

use crate::run::{Outcome, run};
use crate::{node, wasm};

pub fn build() -> Outcome {
    wasm::compile()?;
    wasm::bind()?;
    node::install_build_tools()?;
    run(&mut node::node(&["build.js", "--version", env!("CARGO_PKG_VERSION")]))
}
