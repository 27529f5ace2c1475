//! `PUT` and `DELETE`: one edit, checked by the engine, written if it changes anything (R80, R81, R83, R85–R91).

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, Method, Uri},
};
use matrix_push_rules::{
    RuleKind, Ruleset,
    edit::{Request, apply},
};
use serde_json::{Value, json};

use super::{super::Api, RulePath, Segments, User, document::of_user};
use crate::{
    config::Limits,
    store::rules,
    web::{MatrixError, body},
};

pub(in super::super) async fn change(
    user: User,
    State(api): State<Api>,
    Segments((_, rule_id)): RulePath,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, MatrixError> {
    let limits = api.live.current().limits.clone();
    check_size(rule_id.len(), limits.rule_id_bytes, "rule id")?;
    let body = match method {
        Method::PUT => Some(body::json(&headers, body, api.body_limits()).await?),
        _ => None,
    };
    if let Some(body) = &body {
        check_rule(body, &limits)?;
    }
    let path = uri.path_and_query().map_or_else(|| uri.path(), |path| path.as_str()).to_owned();
    let request = Request { method: method.as_str().to_owned(), path, body };
    api.store
        .write(move |transaction| {
            let old = of_user(transaction, &user.user_id)?;
            let new = apply(&old, &request)?;
            check_count(&old, &new, limits.rules_per_user)?;
            if new != old {
                rules::save(transaction, &user.user_id, &new.into_value().to_string())?;
            }
            Ok(Json(json!({})))
        })
        .await
}

/// Every event is held against the rules, so they have limits that the specification does not know (R11).
fn check_rule(body: &Value, limits: &Limits) -> Result<(), MatrixError> {
    let size = ["conditions", "pattern", "actions"]
        .iter()
        .filter_map(|name| body.get(name))
        .map(|value| value.to_string().len())
        .sum();
    check_size(size, limits.rule_bytes, "rule")
}

fn check_size(size: usize, most: u64, what: &str) -> Result<(), MatrixError> {
    if u64::try_from(size).is_ok_and(|size| size <= most) {
        return Ok(());
    }
    Err(MatrixError::too_large(format!("the {what} is longer than {most} bytes")))
}

/// Who has more rules than allowed can still change and delete them.
fn check_count(old: &Ruleset, new: &Ruleset, most: u64) -> Result<(), MatrixError> {
    let count =
        |rules: &Ruleset| RuleKind::ALL.into_iter().map(|kind| rules.rules(kind).len()).sum::<usize>();
    let (old, new) = (count(old), count(new));
    if new > old && u64::try_from(new).is_ok_and(|new| new > most) {
        return Err(MatrixError::too_large(format!("there are {old} rules already: delete some first")));
    }
    Ok(())
}
