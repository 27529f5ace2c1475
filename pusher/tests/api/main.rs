//! The client-server API, driven over HTTP types without a socket.
//!
//! `tables/` holds the rows: scenarios of requests and what must come back, named after the statements of
//! `docs/SEMANTICS.md` that they hold us to.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

mod anything;
mod limits;
mod notifications;
mod server;
#[path = "../support/mod.rs"]
mod support;
mod tables;
mod whoami;
