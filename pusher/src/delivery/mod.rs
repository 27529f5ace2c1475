//! Delivery: each pusher's notifications in order, at least once, and no gateway pestered.

pub mod breaker;
pub mod schedule;
