//! The push rules of the user who asks (R77–R91).
//!
//! Reading answers with the rules as they are stored, or the predefined ones of the specification's version 1.19 for a
//! user who never changed any. Changing is the engine's: it understands the request, says what a server answers, and the
//! rules are written once, and only if they are different then.

mod change;
mod document;

use axum::{Json, extract::State, http::StatusCode};
use matrix_push_rules::{Rule, RuleKind, Ruleset};
use serde_json::{Value, json};

pub(super) use self::change::change;
use self::document::{into_lists, of_user};
use super::{Api, auth::User, path::Segments};
use crate::web::MatrixError;

/// Kind and id of a rule, decoded.
type RulePath = Segments<(String, String)>;

/// `GET /pushrules/` (R77).
pub(super) async fn all(user: User, State(api): State<Api>) -> Result<Json<Value>, MatrixError> {
    let rules = read(&api, user).await?;
    Ok(Json(json!({ "global": into_lists(rules) })))
}

/// `GET /pushrules/global/` (R78).
pub(super) async fn global(user: User, State(api): State<Api>) -> Result<Json<Value>, MatrixError> {
    Ok(Json(into_lists(read(&api, user).await?)))
}

/// `GET /pushrules/global/{kind}/{ruleId}` (R79).
pub(super) async fn rule(
    user: User,
    Segments((kind, rule_id)): RulePath,
    State(api): State<Api>,
) -> Result<Json<Value>, MatrixError> {
    let rules = read(&api, user).await?;
    Ok(Json(find(&rules, &kind, &rule_id)?.as_value().clone()))
}

/// `GET /pushrules/global/{kind}/{ruleId}/enabled` (R82).
pub(super) async fn enabled(
    user: User,
    Segments((kind, rule_id)): RulePath,
    State(api): State<Api>,
) -> Result<Json<Value>, MatrixError> {
    let rules = read(&api, user).await?;
    Ok(Json(json!({ "enabled": find(&rules, &kind, &rule_id)?.is_enabled() })))
}

/// `GET /pushrules/global/{kind}/{ruleId}/actions` (R84).
pub(super) async fn actions(
    user: User,
    Segments((kind, rule_id)): RulePath,
    State(api): State<Api>,
) -> Result<Json<Value>, MatrixError> {
    let rules = read(&api, user).await?;
    Ok(Json(json!({ "actions": find(&rules, &kind, &rule_id)?.actions().unwrap_or_default() })))
}

/// Below `/pushrules/`, but no rule and no list of rules: another scope, no rule id, another attribute (R90).
pub(super) async fn no_rule(_user: User) -> MatrixError {
    unrecognized("expected `global/`, or `global/{kind}/{ruleId}`, `…/enabled` or `…/actions`".to_owned())
}

async fn read(api: &Api, user: User) -> Result<Ruleset, MatrixError> {
    api.store.read(move |connection| of_user(connection, &user.user_id)).await
}

fn find<'a>(rules: &'a Ruleset, kind: &str, rule_id: &str) -> Result<Rule<'a>, MatrixError> {
    let kind: RuleKind =
        kind.parse().map_err(|()| unrecognized(format!("`{kind}` is not a kind of push rules")))?;
    rules
        .rule(kind, rule_id)
        .ok_or_else(|| MatrixError::not_found(format!("there is no {kind} rule `{rule_id}`")))
}

/// 400 and not 404 (R90).
fn unrecognized(message: String) -> MatrixError {
    MatrixError::new(StatusCode::BAD_REQUEST, "M_UNRECOGNIZED", message)
}
