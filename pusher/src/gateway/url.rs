//! Which URLs a pusher may have (R99).

use std::{fmt, net::IpAddr, sync::Arc};

use thiserror::Error;
use url::{Host, Url};

use super::denylist::{DeniedAddress, Denylist};

/// The path that every push gateway has; exact since v1.13 of the specification.
pub const PATH: &str = "/_matrix/push/v1/notify";

/// Longer URLs are of no use to anybody.
const MAX_LENGTH: usize = 2048;

/// What is asked of a URL beyond the specification.
#[derive(Debug, Clone, Default)]
pub struct UrlPolicy {
    /// Take `http:` too. For gateways in the same network and for development only: what is pushed can be read
    /// on the way.
    pub allow_http: bool,
    /// Where an address stands in the URL instead of a name, it must pass this.
    pub denylist: Arc<Denylist>,
}

/// The URL of a push gateway that passed the policy.
#[derive(Clone, PartialEq, Eq)]
pub struct GatewayUrl(Url);

/// Why a URL is none that can be pushed to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UrlError {
    /// Not a URL at all.
    #[error("`{0}` is not an absolute URL")]
    Malformed(String),
    /// Longer than 2,048 bytes.
    #[error("the URL is longer than {MAX_LENGTH} bytes")]
    TooLong,
    /// Neither `https:` nor an `http:` that the operator allowed.
    #[error("the scheme of the URL is `{0}`, but only `https` is allowed")]
    Scheme(String),
    /// Another path.
    #[error("the path of the URL is `{0}`, but a push gateway is at `{PATH}`")]
    Path(String),
    /// A user name or password, which would end up in logs.
    #[error("the URL holds a user name or a password")]
    Credentials,
    /// A fragment, which is never sent.
    #[error("the URL holds a fragment")]
    Fragment,
    /// A literal address that is not a public host.
    #[error(transparent)]
    Denied(#[from] DeniedAddress),
}

impl UrlError {
    /// The address that is at fault, if one is.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        match self {
            Self::Denied(denied) => Some(denied.address),
            _ => None,
        }
    }
}

impl GatewayUrl {
    /// Reads a URL and holds it against the policy. Names are not resolved here: what they stand for is
    /// checked at each connection.
    ///
    /// # Errors
    /// Says what is wrong with it, in words for whoever sets the pusher.
    pub fn parse(text: &str, policy: &UrlPolicy) -> Result<Self, UrlError> {
        if text.len() > MAX_LENGTH {
            return Err(UrlError::TooLong);
        }
        let url = Url::parse(text).map_err(|_| UrlError::Malformed(text.to_owned()))?;
        if url.scheme() != "https" && !(policy.allow_http && url.scheme() == "http") {
            return Err(UrlError::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(UrlError::Credentials);
        }
        if url.fragment().is_some() {
            return Err(UrlError::Fragment);
        }
        if url.path() != PATH {
            return Err(UrlError::Path(url.path().to_owned()));
        }
        // The parser has understood `0x7f.1`, `2130706433` and `127.0.0.1.` by now.
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            _ => None,
        };
        if let Some(address) = literal {
            policy.denylist.check(address)?;
        }
        Ok(Self(url))
    }

    /// Scheme, host and port: what shares the fate of one machine, and is safe to log.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The URL to post to.
    #[must_use]
    pub fn as_url(&self) -> &Url {
        &self.0
    }
}

/// Only the origin: a query may hold a secret.
impl fmt::Debug for GatewayUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "GatewayUrl({}…)", self.origin())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<GatewayUrl, UrlError> {
        GatewayUrl::parse(text, &UrlPolicy::default())
    }

    #[test]
    fn takes_what_gateways_have() {
        for (text, origin) in [
            ("https://push.example.org/_matrix/push/v1/notify", "https://push.example.org"),
            ("https://push.example.org:8443/_matrix/push/v1/notify?app=1", "https://push.example.org:8443"),
            ("HTTPS://PUSH.example.org:443/_matrix/push/v1/notify", "https://push.example.org"),
            ("https://bücher.example/_matrix/push/v1/notify", "https://xn--bcher-kva.example"),
            ("https://9.9.9.9/_matrix/push/v1/notify", "https://9.9.9.9"),
            ("https://[2606:4700:4700::1111]/_matrix/push/v1/notify", "https://[2606:4700:4700::1111]"),
        ] {
            assert_eq!(parse(text).unwrap().origin(), origin);
        }
    }

    #[test]
    fn refuses_the_rest() {
        let path = |path: &str| UrlError::Path(path.to_owned());
        for (text, expected) in [
            ("", UrlError::Malformed(String::new())),
            ("/_matrix/push/v1/notify", UrlError::Malformed(PATH.to_owned())),
            ("https:///", UrlError::Malformed("https:///".to_owned())),
            ("http://push.example.org/_matrix/push/v1/notify", UrlError::Scheme("http".to_owned())),
            ("ftp://push.example.org/_matrix/push/v1/notify", UrlError::Scheme("ftp".to_owned())),
            ("file:///_matrix/push/v1/notify", UrlError::Scheme("file".to_owned())),
            ("https://push.example.org", path("/")),
            ("https://push.example.org/_matrix/push/v1/notify/", path("/_matrix/push/v1/notify/")),
            ("https://push.example.org//_matrix/push/v1/notify", path("//_matrix/push/v1/notify")),
            ("https://push.example.org/_matrix/push/v1/%6eotify", path("/_matrix/push/v1/%6eotify")),
            ("https://push.example.org/x/_matrix/push/v1/notify", path("/x/_matrix/push/v1/notify")),
            ("https://user@push.example.org/_matrix/push/v1/notify", UrlError::Credentials),
            ("https://user:pw@push.example.org/_matrix/push/v1/notify", UrlError::Credentials),
            ("https://:pw@push.example.org/_matrix/push/v1/notify", UrlError::Credentials),
            ("https://push.example.org/_matrix/push/v1/notify#top", UrlError::Fragment),
            ("https://push.example.org/_matrix/push/v1/notify#", UrlError::Fragment),
        ] {
            assert_eq!(parse(text).unwrap_err(), expected, "{text}");
        }
        let long = format!("https://push.example.org{PATH}?{}", "a".repeat(MAX_LENGTH));
        assert_eq!(parse(&long).unwrap_err(), UrlError::TooLong);
    }

    #[test]
    fn literal_addresses_are_checked_however_they_are_spelled() {
        for host in [
            "127.0.0.1",
            "127.0.0.1.",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "①②⑦.0.0.1",
            "0",
            "169.254.169.254",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::a00:1]",
            "[2002:a00:1::]",
            "[fd00:ec2::254]",
        ] {
            let refused = parse(&format!("https://{host}{PATH}")).unwrap_err();
            assert!(matches!(refused, UrlError::Denied(_)), "{host}: {refused}");
        }
    }

    #[test]
    fn the_operator_can_open_loopback_for_development() {
        let loopback = vec!["127.0.0.0/8".parse().unwrap()];
        let policy = UrlPolicy { allow_http: true, denylist: Arc::new(Denylist::new(loopback, Vec::new())) };
        let url = GatewayUrl::parse("http://127.0.0.1:5000/_matrix/push/v1/notify", &policy).unwrap();
        assert_eq!(url.origin(), "http://127.0.0.1:5000");
        assert!(GatewayUrl::parse("http://10.0.0.1/_matrix/push/v1/notify", &policy).is_err());
        assert!(GatewayUrl::parse("ftp://127.0.0.1/_matrix/push/v1/notify", &policy).is_err());
    }

    #[test]
    fn a_query_does_not_show_in_debug_output() {
        let url = parse("https://push.example.org/_matrix/push/v1/notify?secret=1").unwrap();
        assert_eq!(format!("{url:?}"), "GatewayUrl(https://push.example.org…)");
    }
}
