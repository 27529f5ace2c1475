//! The homeserver side of the HTTP notification protocol: events in, push-gateway requests out, nothing lost.

pub mod api;
pub mod cli;
pub mod clock;
pub mod config;
pub mod core;
pub mod delivery;
pub mod gateway;
pub mod ingest;
pub mod operations;
pub mod registration;
pub mod room;
pub mod rules;
pub mod store;
pub mod sync;
pub mod tls;
pub mod web;
