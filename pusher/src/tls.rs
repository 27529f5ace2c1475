//! Which cryptography TLS uses, for every client in the process.

/// Chooses it. Needed once, before the first client; later calls change nothing.
pub(crate) fn set_up() {
    // It fails if something was chosen before, which is as good.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
}
