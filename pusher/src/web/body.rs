//! Bodies of requests, with limits on size, depth and time.

use std::time::Duration;

use axum::{body::Body, http::StatusCode};
use axum::{body::Bytes, http::HeaderMap, http::header::CONTENT_LENGTH};
use serde_json::Value;

use super::MatrixError;

/// How long a caller may take to send a body.
const PATIENCE: Duration = Duration::from_secs(30);

/// The most that a body may be.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimits {
    /// In bytes.
    pub bytes: u64,
    /// Objects and arrays within each other.
    pub depth: u64,
}

/// Reads a body as JSON.
///
/// # Errors
/// `M_TOO_LARGE`, `M_NOT_JSON`, or `M_BAD_JSON` if it is nested too deeply.
pub async fn json(headers: &HeaderMap, body: Body, limits: BodyLimits) -> Result<Value, MatrixError> {
    parse(&bytes(headers, body, limits.bytes).await?, limits.depth)
}

/// Reads a body, but no more of it than the limit.
///
/// # Errors
/// `M_TOO_LARGE`, or `M_UNKNOWN` if the caller stops in the middle.
pub async fn bytes(headers: &HeaderMap, body: Body, limit: u64) -> Result<Bytes, MatrixError> {
    let too_large = || MatrixError::too_large(format!("the body is larger than {limit} bytes"));
    let announced =
        headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    if announced.is_some_and(|length: u64| length > limit) {
        return Err(too_large());
    }
    let read = axum::body::to_bytes(body, usize::try_from(limit).unwrap_or(usize::MAX));
    match tokio::time::timeout(PATIENCE, read).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_limit(&error) => Err(too_large()),
        Ok(Err(_)) => Err(MatrixError::new(StatusCode::BAD_REQUEST, "M_UNKNOWN", "the body broke off")),
        Err(_) => Err(MatrixError::new(StatusCode::REQUEST_TIMEOUT, "M_UNKNOWN", "the body took too long")),
    }
}

/// Reads text as JSON.
///
/// # Errors
/// `M_NOT_JSON`, or `M_BAD_JSON` if it is nested too deeply.
pub fn parse(text: &[u8], depth: u64) -> Result<Value, MatrixError> {
    // First, because the reader refuses great depths as a syntax error.
    if nesting(text) > depth {
        let message = format!("the body has more than {depth} objects and arrays within each other");
        return Err(MatrixError::bad_json(message));
    }
    serde_json::from_slice(text)
        .map_err(|error| MatrixError::not_json(format!("the body is not JSON: {error}")))
}

/// How many objects and arrays are open at once, strings left aside.
fn nesting(text: &[u8]) -> u64 {
    let (mut open, mut deepest) = (0_u64, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => {
                open += 1;
                deepest = deepest.max(open);
            }
            (false, b'}' | b']') => open = open.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn is_limit(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_do_not_nest() {
        for (text, depth) in [
            ("1", 0),
            ("{}", 1),
            (r#"{"a": [1, {"b": []}]}"#, 4),
            (r#"["[[[[", "\"[[", "\\"]"#, 1),
            ("[][][]", 1),
            ("]]]][", 1),
        ] {
            assert_eq!(nesting(text.as_bytes()), depth, "{text}");
        }
    }
}
