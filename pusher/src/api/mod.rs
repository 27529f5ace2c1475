//! The part of the client-server API that is about push, for the users of a homeserver whose reverse proxy sends these
//! paths here: push rules (R77–R93), pushers (R94–R106) and notifications (R107–R109).
//!
//! Every answer, errors too, has the headers that clients in browsers need. A path that is not here is 404
//! `M_UNRECOGNIZED`, another method 405, and below `/pushrules/` what is no rule is 400, as sytest wants it (R90).

pub mod auth;
mod cors;
