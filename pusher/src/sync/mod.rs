//! Following one account: what `/sync` tells becomes rules, notifications and receipts.
//!
//! `homeserver` asks, `answer` names the parts of an answer, `reading` turns them into [`Step`]s without any input or
//! output, `outlet` does what a step says, and `session` is the loop that keeps the position, so that a restart goes on
//! where the last run stopped.

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
