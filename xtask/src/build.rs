//! `cargo xtask build`: from the Rust crate to `pkg/dist`, which is what gets published.
//!
//! ```text
//! cargo build (wasm32)  ─▶ wasm-bindgen ─▶ pkg/generated ─▶ wasm-opt ─▶ pkg/build.js ─▶ pkg/dist
//! ```
//!
//! The way to `pkg/generated` is gone twice: for the module that evaluates, and for the one with everything.

use crate::run::{Outcome, run};
use crate::{node, wasm};

pub fn build() -> Outcome {
    for variant in &wasm::VARIANTS {
        wasm::compile(variant)?;
        wasm::bind(variant)?;
    }
    node::install_build_tools()?;
    run(&mut node::node(&["build.js", "--version", env!("CARGO_PKG_VERSION")]))
}
