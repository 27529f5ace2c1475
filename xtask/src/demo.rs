//! `cargo xtask demo`: the main job on real input.

use crate::build;
use crate::node::node;
use crate::run::{Outcome, run};

pub fn demo() -> Outcome {
    build::build()?;
    run(&mut node(&[
        "demo/sync-table.js",
        "../tests/data/synapse_sync_initial.json",
        "../tests/data/synapse_sync_incremental.json",
    ]))
}
