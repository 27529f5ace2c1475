//! The way to push gateways: which addresses may be talked to, what is sent, and what an answer means.
//!
//! A pusher's URL is chosen by a user, and the service posts to it from inside somebody's network. So a URL
//! is checked when it is set ([`url`]), its name is resolved once for each connection and only addresses that
//! pass the [`denylist`] are connected to ([`resolver`]), nothing is followed, and nothing is read without
//! end ([`client`]). The bodies are made by [`request`]; [`response`] says what came of it.

mod canonical;
pub mod client;
pub mod denylist;
pub mod request;
pub mod resolver;
pub mod response;
pub mod url;
