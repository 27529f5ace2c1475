//! What the answer of a gateway means (R111, R112).

use std::{
    net::IpAddr,
    time::{Duration, SystemTime},
};

use reqwest::StatusCode;
use serde_json::Value;

use crate::delivery::schedule::Failure;

/// What came of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The gateway took it.
    Accepted {
        /// The pushkeys that it wants to hear no more of. They may be anybody's: only those that were sent to
        /// this gateway may be acted on.
        rejected: Vec<String>,
    },
    /// The gateway understood the request and does not want it (4xx): again will hardly help.
    Refused {
        /// Its status.
        status: u16,
    },
    /// Nobody knows whether it arrived, or the gateway asks for time: later may help.
    Unavailable {
        /// What happened.
        cause: Cause,
        /// How long the gateway asks to be left alone.
        retry_after: Option<Duration>,
    },
}

/// Why there was no answer, or none that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A status that is no decision: 5xx, 408, 425, 429 and what nobody sends.
    Status(u16),
    /// It points elsewhere; where to is not looked at.
    Redirect(u16),
    /// The answer is no JSON object: not a push gateway is speaking, but something before it.
    NotJson,
    /// The answer does not end.
    TooLarge,
    /// No complete answer in time.
    Timeout,
    /// No connection, or no TLS.
    Connect,
    /// It cannot prove that it is the gateway: nothing was sent.
    Certificate(BadCertificate),
    /// The connection broke.
    Broken,
    /// The address is not allowed: nothing was sent.
    Denied(Option<IpAddr>),
}

/// What is wrong with a gateway's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadCertificate {
    /// It does not hold now: it has ended, or has not begun.
    Expired,
    /// It is for other hosts.
    WrongName,
    /// Nobody who is trusted vouches for it, or it is broken.
    Untrusted,
}

impl Cause {
    /// A name for metrics and logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Status(429) => "rate_limited",
            Self::Status(_) => "server_error",
            Self::Redirect(_) => "redirect",
            Self::NotJson => "not_json",
            Self::TooLarge => "too_large",
            Self::Timeout => "timeout",
            Self::Connect => "connect",
            Self::Certificate(BadCertificate::Expired) => "certificate_expired",
            Self::Certificate(BadCertificate::WrongName) => "certificate_wrong_name",
            Self::Certificate(BadCertificate::Untrusted) => "certificate_untrusted",
            Self::Broken => "broken",
            Self::Denied(_) => "denied",
        }
    }

    /// The status, if there was an answer that had one.
    #[must_use]
    pub fn status(self) -> Option<u16> {
        match self {
            Self::Status(status) | Self::Redirect(status) => Some(status),
            _ => None,
        }
    }
}

impl Answer {
    /// A name for metrics and logs: one of a few.
    #[must_use]
    pub fn outcome(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::Unavailable { cause, .. } => cause.as_str(),
        }
    }

    /// What the schedule must know of a failure; nothing if it was none.
    #[must_use]
    pub fn failure(&self) -> Option<Failure> {
        match self {
            Self::Accepted { .. } => None,
            Self::Refused { .. } => Some(Failure::Refused),
            Self::Unavailable { retry_after, .. } => Some(Failure::Unavailable { retry_after: *retry_after }),
        }
    }

    /// What this says about the gateway as a whole: whether it works, or nothing.
    ///
    /// Who refuses is alive. A rate limit may concern one pushkey, so it speaks for neither.
    #[must_use]
    pub fn origin_works(&self) -> Option<bool> {
        match self {
            Self::Accepted { .. } | Self::Refused { .. } => Some(true),
            Self::Unavailable { cause: Cause::Status(429), .. } => None,
            Self::Unavailable { .. } => Some(false),
        }
    }

    /// A failure without a wish.
    #[must_use]
    pub fn unavailable(cause: Cause) -> Self {
        Self::Unavailable { cause, retry_after: None }
    }

    /// What a complete answer means. The body is missing where it was too large.
    pub(super) fn classify(
        status: StatusCode,
        retry_after: Option<&str>,
        body: Option<&[u8]>,
        now: SystemTime,
    ) -> Self {
        let retry_after = retry_after.and_then(|text| parse_retry_after(text, now));
        let unavailable = |cause| Self::Unavailable { cause, retry_after };
        match status.as_u16() {
            200..300 => match body.map(serde_json::from_slice::<Value>) {
                None => unavailable(Cause::TooLarge),
                Some(Ok(Value::Object(answer))) => {
                    Self::Accepted { rejected: rejected(answer.get("rejected")) }
                }
                Some(_) => unavailable(Cause::NotJson),
            },
            code @ 300..400 => unavailable(Cause::Redirect(code)),
            code @ (408 | 425 | 429) => unavailable(Cause::Status(code)),
            status @ 400..500 => Self::Refused { status },
            code => unavailable(Cause::Status(code)),
        }
    }
}

/// The texts in a list. The request was taken, so a list that is none of ours to understand is no failure.
fn rejected(list: Option<&Value>) -> Vec<String> {
    list.and_then(Value::as_array)
        .map(|keys| keys.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        .unwrap_or_default()
}

/// `Retry-After`: seconds, or a date in any of HTTP's three formats.
pub(crate) fn parse_retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than fit are as good as the longest wait.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::from(u32::MAX))));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classify(status: u16, retry_after: Option<&str>, body: &[u8]) -> Answer {
        // 2026-11-22 14:00:00 UTC
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_356_000);
        Answer::classify(StatusCode::from_u16(status).unwrap(), retry_after, Some(body), now)
    }

    #[test]
    fn accepted_with_or_without_rejections() {
        for (body, expected) in [
            (r#"{"rejected":[]}"#, vec![]),
            (r#"{"rejected":["a","b"],"more":1}"#, vec!["a", "b"]),
            ("{}", vec![]),
            (r#"{"rejected":null}"#, vec![]),
            (r#"{"rejected":"a"}"#, vec![]),
            (r#"{"rejected":["a",1,null,{}]}"#, vec!["a"]),
        ] {
            let rejected = expected.into_iter().map(str::to_owned).collect();
            assert_eq!(classify(200, None, body.as_bytes()), Answer::Accepted { rejected }, "{body}");
        }
        assert_eq!(classify(201, None, b"{}").outcome(), "accepted");
    }

    #[test]
    fn what_is_no_object_is_no_answer() {
        for body in ["", "<html>", "[]", "\"ok\"", "null", "{", "{}{}", "\u{0}"] {
            assert_eq!(classify(200, None, body.as_bytes()), Answer::unavailable(Cause::NotJson), "{body}");
        }
        assert_eq!(classify(200, None, b"\xff\xfe{}"), Answer::unavailable(Cause::NotJson));
        assert_eq!(classify(204, None, b""), Answer::unavailable(Cause::NotJson));
        assert_eq!(
            Answer::classify(StatusCode::OK, None, None, SystemTime::UNIX_EPOCH),
            Answer::unavailable(Cause::TooLarge)
        );
    }

    #[test]
    fn statuses() {
        for status in [400, 401, 403, 404, 405, 410, 413, 418, 421, 451, 499] {
            assert_eq!(classify(status, None, b"{}"), Answer::Refused { status });
            assert_eq!(classify(status, None, b"{}").origin_works(), Some(true));
        }
        for status in [408, 425, 500, 501, 502, 503, 504, 521, 599, 600, 999, 101] {
            assert_eq!(classify(status, None, b"{}"), Answer::unavailable(Cause::Status(status)));
            assert_eq!(classify(status, None, b"{}").origin_works(), Some(false));
        }
        for status in [300, 301, 302, 303, 304, 307, 308] {
            assert_eq!(classify(status, None, b"{}"), Answer::unavailable(Cause::Redirect(status)));
        }
        assert_eq!(classify(429, None, b"{}").origin_works(), None);
    }

    #[test]
    fn retry_after_in_seconds_and_as_a_date() {
        let secs = |secs| Some(Duration::from_secs(secs));
        for (text, expected) in [
            ("7", secs(7)),
            (" 120 ", secs(120)),
            ("0", secs(0)),
            ("99999999999999999999999", secs(u64::from(u32::MAX))),
            ("Sun, 22 Nov 2026 14:00:30 GMT", secs(30)),
            ("Sunday, 22-Nov-26 14:00:30 GMT", secs(30)),
            ("Sun Nov 22 14:00:30 2026", secs(30)),
            ("Sun, 22 Nov 2026 13:00:00 GMT", secs(0)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
        ] {
            for status in [429, 503] {
                let Answer::Unavailable { retry_after, .. } = classify(status, Some(text), b"") else {
                    panic!("{text}");
                };
                assert_eq!(retry_after, expected, "{text}");
            }
        }
    }
}
