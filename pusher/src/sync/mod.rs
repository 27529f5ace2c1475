//! Following one account: what `/sync` tells becomes rules, notifications and receipts.
//!
//! [`homeserver`] asks, [`answer`] says what the parts of an answer are called, [`reading`] turns an answer into
//! [`Step`]s without any input or output, and [`session`] asks and keeps the position, [`outlet`] does what the steps say, so that a
//! restart goes on where the last run stopped.

mod answer;
mod homeserver;
mod outlet;
mod reading;
mod rooms;
mod session;

pub use self::{
    answer::Answer,
    homeserver::{Homeserver, SyncError, Token},
    outlet::{Outlet, OutletError, Printer, deliver},
    reading::{Happening, Receipt, Step, read},
    rooms::{Rooms, StateChange},
    session::{Session, SessionError},
};
