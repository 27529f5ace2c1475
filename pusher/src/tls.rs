//! What TLS stands on, for every client in the process: which cryptography, and whom it trusts beside the system's
//! authorities.

use std::{fs, io, path::Path};

use reqwest::Certificate;
use rustls::{
    RootCertStore,
    pki_types::{
        CertificateDer,
        pem::{self, PemObject},
    },
};
use thiserror::Error;

/// Chooses the cryptography. Needed once, before the first client; later calls change nothing.
pub(crate) fn set_up() {
    // It fails if something was chosen before, which is as good.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
}

/// Why a file with authorities is none.
#[derive(Debug, Error)]
pub enum AuthoritiesError {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// It is not PEM.
    #[error("it is not PEM: {0}")]
    NotPem(pem::Error),
    /// It is PEM without a certificate, such as a key.
    #[error("there is no certificate in it")]
    None,
    /// What it has is no certificate.
    #[error("certificate {number} cannot be used: {reason}")]
    NotACertificate {
        /// Which one, from 1.
        number: usize,
        /// Why.
        reason: String,
    },
}

/// The authorities in a file: one certificate after the other as PEM.
///
/// # Errors
/// If it has none, or anything that cannot be one.
pub fn authorities(file: &Path) -> Result<Vec<Certificate>, AuthoritiesError> {
    let text = fs::read(file)?;
    let mut authorities = Vec::new();
    for (index, certificate) in CertificateDer::pem_slice_iter(&text).enumerate() {
        let certificate = certificate.map_err(AuthoritiesError::NotPem)?;
        let unusable = |reason| AuthoritiesError::NotACertificate { number: index + 1, reason };
        // The client looks into certificates only when it is built, and does not say which one is broken.
        RootCertStore::empty().add(certificate.clone()).map_err(|error| unusable(error.to_string()))?;
        authorities.push(Certificate::from_der(&certificate).map_err(|error| unusable(error.to_string()))?);
    }
    if authorities.is_empty() { Err(AuthoritiesError::None) } else { Ok(authorities) }
}
