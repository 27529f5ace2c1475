//! Edits as requests of the client-server API, read and written.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Change, Edit, Placement, content::read_actions, refused};
use crate::{PushRulesError, RuleKind, Ruleset, error::ErrorCode, json, ruleset::type_name};

/// What the paths of all requests start with.
const BASE: &str = "/_matrix/client/v3/pushrules/";

/// One request that changes push rules, without the server and the access token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// `PUT` or `DELETE`.
    pub method: String,
    /// Path and query, percent-encoded: `/_matrix/client/v3/pushrules/global/…`.
    pub path: String,
    /// The JSON to send; none for `DELETE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// The rules after a request, as a homeserver would do it.
///
/// Understands all requests that change rules: `PUT` and `DELETE` of a rule (R80, R81), `PUT` of
/// `enabled` (R83) and `actions` (R85). As Synapse does for old clients, a bare boolean is taken for
/// `enabled`, and an empty `before` or `after` counts as none. Other fields and query parameters are
/// ignored.
///
/// # Errors
/// `unrecognized_request` if it is not one of these, and the errors of the function that does it;
/// status and errcode are those to answer with.
///
/// ```
/// use matrix_push_rules::{RuleKind, Ruleset, edit::{Request, apply}};
/// use serde_json::json;
///
/// let request = Request {
///     method: "PUT".to_owned(),
///     path: "/_matrix/client/v3/pushrules/global/room/%21abc%3Aexample.org".to_owned(),
///     body: Some(json!({"actions": []})),
/// };
/// let rules = apply(&Ruleset::from_value(json!({}))?, &request)?;
/// assert!(rules.rule(RuleKind::Room, "!abc:example.org").is_some());
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
pub fn apply(rules: &Ruleset, request: &Request) -> Result<Ruleset, PushRulesError> {
    Edit::from_request(request)?.apply(rules)
}

impl Edit {
    fn from_request(request: &Request) -> Result<Self, PushRulesError> {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let Some(path) = path.strip_prefix(BASE) else {
            let message = format!("`{path}` is no path of the push rules");
            return Err(unrecognized("path", 404, message).with_help(format!("they start with `{BASE}`")));
        };
        // The segments are split before they are decoded: an encoded slash belongs to the rule id.
        let segments: Vec<&str> = path.split('/').collect();
        let (kind, rule_id, attribute) = match *segments.as_slice() {
            ["global", kind, rule_id] if !rule_id.is_empty() => (kind, rule_id, None),
            ["global", kind, rule_id, attribute] if !rule_id.is_empty() => (kind, rule_id, Some(attribute)),
            _ => {
                let message = format!("`{path}` names no rule");
                return Err(unrecognized("path", 400, message)
                    .with_help("expected `global/{kind}/{ruleId}`, `…/enabled` or `…/actions`"));
            }
        };
        let kind: RuleKind = decode(kind, false)?
            .parse()
            .map_err(|()| refused("request.path", format!("`{kind}` is not a kind of push rules")))?;
        let rule_id = decode(rule_id, false)?;
        let change = match (attribute, request.method.as_str()) {
            (None, "PUT") => {
                let (fields, root) = (request.fields()?, "request.body");
                let placement = placement(query)?;
                return Self::put(kind, &rule_id, fields, placement, "request.path", root);
            }
            (None, "DELETE") => Change::Delete,
            (Some("enabled"), "PUT") => Change::Enabled(request.enabled()?),
            (Some("actions"), "PUT") => {
                let fields = request.fields()?;
                let actions = fields.get("actions").ok_or_else(|| missing("actions"))?;
                Change::Actions(read_actions(actions, "request.body.actions")?)
            }
            (None | Some("enabled" | "actions"), method) => {
                let message = format!("`{method}` changes no push rules here");
                return Err(unrecognized("method", 405, message));
            }
            (Some(attribute), _) => {
                let message = format!("`{attribute}` is no attribute of a push rule");
                return Err(unrecognized("path", 400, message).with_help("expected `enabled` or `actions`"));
            }
        };
        Ok(Self { kind, rule_id, change })
    }

    /// The request that asks a server for this edit.
    pub(super) fn to_request(&self) -> Request {
        let mut path = format!("{BASE}global/{}/{}", self.kind, encode(&self.rule_id));
        let (method, body) = match &self.change {
            Change::Put(content, placement) => {
                if let Some(before) = &placement.before {
                    path.push_str("?before=");
                    path.push_str(&encode(before));
                } else if let Some(after) = &placement.after {
                    path.push_str("?after=");
                    path.push_str(&encode(after));
                }
                ("PUT", Some(content.to_fields()))
            }
            Change::Delete => ("DELETE", None),
            Change::Enabled(enabled) => {
                path.push_str("/enabled");
                ("PUT", Some(json::fields(vec![("enabled", Value::Bool(*enabled))])))
            }
            Change::Actions(actions) => {
                path.push_str("/actions");
                ("PUT", Some(json::fields(vec![("actions", Value::Array(actions.clone()))])))
            }
        };
        Request { method: method.to_owned(), path, body: body.map(Value::Object) }
    }
}

impl Request {
    fn fields(&self) -> Result<&Map<String, Value>, PushRulesError> {
        match &self.body {
            Some(Value::Object(fields)) => Ok(fields),
            Some(other) => {
                Err(refused("request.body", format!("the body is {}, not an object", type_name(other))))
            }
            // What a server makes of a body that is not there: text that is not JSON.
            None => {
                Err(PushRulesError::new(ErrorCode::InvalidRule, "request.body", "the request has no body")
                    .answered(400, "M_NOT_JSON"))
            }
        }
    }

    fn enabled(&self) -> Result<bool, PushRulesError> {
        if let Some(Value::Bool(enabled)) = self.body {
            return Ok(enabled);
        }
        match self.fields()?.get("enabled") {
            Some(Value::Bool(enabled)) => Ok(*enabled),
            Some(other) => {
                let message = format!("`enabled` is {}, not a boolean", type_name(other));
                Err(refused("request.body.enabled", message))
            }
            None => Err(missing("enabled")),
        }
    }
}

/// Of parameters that come twice the first one counts.
fn placement(query: &str) -> Result<Placement, PushRulesError> {
    let mut placement = Placement::default();
    for parameter in query.split('&') {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let slot = match decode(name, true)?.as_str() {
            "before" => &mut placement.before,
            "after" => &mut placement.after,
            _ => continue,
        };
        if slot.is_none() && !value.is_empty() {
            *slot = Some(decode(value, true)?);
        }
    }
    Ok(placement)
}

/// Encodes everything but the unreserved characters of RFC 3986.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Decodes percent signs, and in a query the plus signs of forms. A percent sign without two
/// hexadecimal digits is itself.
fn decode(text: &str, is_query: bool) -> Result<String, PushRulesError> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, tail) = match (first, tail) {
            (b'%', [high, low, after @ ..]) => match hexadecimal(*high, *low) {
                Some(byte) => (byte, after),
                None => (b'%', tail),
            },
            (b'+', tail) if is_query => (b' ', tail),
            (other, tail) => (*other, tail),
        };
        decoded.push(byte);
        rest = tail;
    }
    String::from_utf8(decoded)
        .map_err(|_| refused("request.path", format!("`{text}` does not decode to UTF-8")))
}

fn hexadecimal(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? * 16 + digit(low)?)
}

fn missing(name: &str) -> PushRulesError {
    refused("request.body", format!("the body has no `{name}`"))
}

fn unrecognized(part: &str, status: u16, message: String) -> PushRulesError {
    PushRulesError::new(ErrorCode::UnrecognizedRequest, format!("request.{part}"), message)
        .answered(status, "M_UNRECOGNIZED")
}
