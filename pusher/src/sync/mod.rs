//! Following one account: what `/sync` tells becomes rules, notifications and receipts.
//!
//! [`homeserver`] asks, [`answer`] says what the parts of an answer are called, [`reading`] turns an answer into
//! [`Step`]s without any input or output, and [`session`] does what the steps say and keeps the position, so that a
//! restart goes on where the last run stopped.

mod answer;
mod homeserver;
mod reading;
mod rooms;

pub use self::{
    answer::Answer,
    homeserver::{Homeserver, SyncError, Token},
    reading::{Happening, Step, read},
    rooms::{Rooms, StateChange},
};
