//! What several tests, the benchmark and the demonstration share.

#![allow(
    dead_code,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "each of them uses its part, and a failing test may panic"
)]

pub mod gateway;
pub mod process;
pub mod service;

/// How long is waited for what must happen: longer than a slow machine with much else to do ever takes.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);
