//! The other implementations.

pub mod process;
pub mod ruma;
