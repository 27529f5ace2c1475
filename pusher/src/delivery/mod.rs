//! Delivery: each pusher's notifications in order, at least once, and no gateway pestered.

pub mod breaker;
mod message;
pub mod schedule;
pub mod worker;
