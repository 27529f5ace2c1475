//! The homeserver side of the HTTP notification protocol: events in, push-gateway requests out, nothing lost.

pub mod cli;
pub mod room;
pub mod sync;
pub mod clock;
pub mod store;
pub mod delivery;
pub mod gateway;
