//! Sends one request and says what came of it. Every connection is bounded: 5 s to be made, 30 s in all,
//! 64 KiB of answer, and never a redirect.

use std::{
    error::Error,
    io,
    sync::Arc,
    time::{Duration, SystemTime},
};

use reqwest::{
    Certificate, Client, Response,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER},
    redirect::Policy,
};
use rustls::CertificateError;
use thiserror::Error;

use super::{
    denylist::DeniedAddress,
    resolver::{CheckedResolver, Names, SystemNames},
    response::{Answer, BadCertificate, Cause},
    url::{GatewayUrl, UrlPolicy},
};

/// How the client behaves.
#[derive(Clone)]
pub struct ClientOptions {
    /// The rules for URLs and addresses. They hold at each request, not only when a pusher was set.
    pub policy: UrlPolicy,
    /// For a connection: name, TCP and TLS.
    pub connect_timeout: Duration,
    /// For everything, to the last byte of the answer.
    pub timeout: Duration,
    /// The longest answer that is read.
    pub max_answer: usize,
    /// How many idle connections to one gateway are kept: as many as may be busy at once.
    pub idle_connections: usize,
    /// Who is trusted to vouch for gateways beside the authorities that the system trusts.
    pub authorities: Vec<Certificate>,
    /// Where addresses come from.
    pub names: Arc<dyn Names>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            policy: UrlPolicy::default(),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(30),
            max_answer: 64 * 1024,
            idle_connections: 64,
            authorities: Vec::new(),
            names: Arc::new(SystemNames),
        }
    }
}

/// The HTTP client could not be made: no TLS provider, or no root certificates.
#[derive(Debug, Error)]
#[error("cannot set up the HTTP client")]
pub struct ClientError(#[from] reqwest::Error);

/// Sends to gateways. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct GatewayClient {
    http: Client,
    policy: UrlPolicy,
    max_answer: usize,
}

impl GatewayClient {
    /// A client with its own connections.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn new(options: ClientOptions) -> Result<Self, ClientError> {
        crate::tls::set_up();
        let resolver =
            CheckedResolver { names: options.names, denylist: Arc::clone(&options.policy.denylist) };
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let http = Client::builder()
            .user_agent(concat!("matrix-pusher/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .dns_resolver(resolver)
            // A proxy from the environment would connect where the resolver never looked.
            .no_proxy()
            .redirect(Policy::none())
            .referer(false)
            // Delivery decides what is sent again, and when.
            .retry(reqwest::retry::never())
            .connect_timeout(options.connect_timeout)
            .timeout(options.timeout)
            .pool_max_idle_per_host(options.idle_connections)
            .pool_idle_timeout(Duration::from_secs(55))
            .tcp_nodelay(true)
            .tls_certs_merge(options.authorities)
            .build()?;
        Ok(Self { http, policy: options.policy, max_answer: options.max_answer })
    }

    /// Posts a body.
    pub async fn send(&self, url: &GatewayUrl, body: Vec<u8>) -> Answer {
        // Literal addresses never reach the resolver, and the policy may have changed since the URL was set.
        if let Err(refusal) = GatewayUrl::parse(url.as_url().as_str(), &self.policy) {
            return Answer::unavailable(Cause::Denied(refusal.address()));
        }
        let response = match self.http.post(url.as_url().clone()).body(body).send().await {
            Ok(response) => response,
            Err(error) => return Answer::unavailable(cause(&error)),
        };
        let status = response.status();
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = retry_after.map(str::to_owned);
        match read(response, self.max_answer).await {
            Ok(body) => Answer::classify(status, retry_after.as_deref(), body.as_deref(), SystemTime::now()),
            // The status alone is an answer, unless it says that it worked.
            Err(_) if !status.is_success() => {
                Answer::classify(status, retry_after.as_deref(), None, SystemTime::now())
            }
            Err(error) => Answer::unavailable(cause(&error)),
        }
    }
}

/// The body, or nothing if it is longer than the limit.
async fn read(mut response: Response, limit: usize) -> reqwest::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > limit {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

/// What went wrong on the way. The refusals of the resolver and of TLS are somewhere in the chain of causes.
fn cause(error: &reqwest::Error) -> Cause {
    let mut next: Option<&(dyn Error + 'static)> = error.source();
    while let Some(source) = next {
        if let Some(denied) = source.downcast_ref::<DeniedAddress>() {
            return Cause::Denied(Some(denied.address));
        }
        if let Some(rustls::Error::InvalidCertificate(reason)) = source.downcast_ref() {
            return Cause::Certificate(bad_certificate(reason));
        }
        // What an I/O error wraps is no source of it, only its source is.
        next = match source.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => source.source(),
        };
    }
    if error.is_timeout() {
        Cause::Timeout
    } else if error.is_connect() {
        Cause::Connect
    } else {
        Cause::Broken
    }
}

fn bad_certificate(reason: &CertificateError) -> BadCertificate {
    match reason {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => BadCertificate::Expired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            BadCertificate::WrongName
        }
        _ => BadCertificate::Untrusted,
    }
}
