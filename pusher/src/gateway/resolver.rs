//! Names to addresses, checked and pinned.
//!
//! The HTTP client asks here once for each new connection and connects to exactly the addresses that it is
//! given. There is no second look-up between the check and the connection, so a name that changes its mind
//! ("DNS rebinding") gains nothing.

use std::{
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::denylist::Denylist;

/// The addresses of a name, some time later.
pub type Lookup = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Where the addresses of names come from.
pub trait Names: Send + Sync {
    /// Looks a name up.
    fn look_up(&self, name: &str) -> Lookup;
}

/// The operating system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn look_up(&self, name: &str) -> Lookup {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Hands only addresses that pass the denylist to the HTTP client.
pub(super) struct CheckedResolver {
    pub names: Arc<dyn Names>,
    pub denylist: Arc<Denylist>,
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let lookup = self.names.look_up(name.as_str());
        let denylist = Arc::clone(&self.denylist);
        Box::pin(async move {
            let mut allowed = Vec::new();
            let mut denied = None;
            for address in lookup.await? {
                match denylist.check(address) {
                    // Port 0 stands for the port of the URL.
                    Ok(()) => allowed.push(SocketAddr::new(address, 0)),
                    Err(why) => denied = Some(why),
                }
            }
            match denied {
                // One bad address does not take a name's good ones away.
                Some(why) if allowed.is_empty() => Err(why.into()),
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}
