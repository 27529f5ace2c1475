//! How the service is watched and stopped: health, metrics, logs and signals.

pub mod health;
pub mod logs;
pub mod metrics;
pub mod signals;
