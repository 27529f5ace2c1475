//! `m.push_rules` in the account data: another way to read the rules, and none to change them (R92).

use axum::{Json, extract::State, http::StatusCode};
use serde_json::Value;

use super::{Api, auth::User, path::Segments, push_rules};
use crate::web::MatrixError;

pub(super) async fn get(
    user: User,
    Segments(owner): Segments<String>,
    api: State<Api>,
) -> Result<Json<Value>, MatrixError> {
    check_owner(&user, &owner)?;
    push_rules::all(user, api).await
}

pub(super) async fn put(user: User, Segments(owner): Segments<String>) -> MatrixError {
    check_owner(&user, &owner).err().unwrap_or_else(set_by_the_server)
}

/// Rules are never a room's.
pub(super) async fn get_of_room(
    user: User,
    Segments((owner, _room_id)): Segments<(String, String)>,
) -> MatrixError {
    let none = || MatrixError::not_found("rooms have no `m.push_rules`");
    check_owner(&user, &owner).err().unwrap_or_else(none)
}

pub(super) async fn put_of_room(
    user: User,
    Segments((owner, _room_id)): Segments<(String, String)>,
) -> MatrixError {
    check_owner(&user, &owner).err().unwrap_or_else(set_by_the_server)
}

fn check_owner(user: &User, owner: &str) -> Result<(), MatrixError> {
    if user.user_id == owner {
        return Ok(());
    }
    Err(MatrixError::forbidden("the account data is another user's"))
}

fn set_by_the_server() -> MatrixError {
    let message = "`m.push_rules` is set by the server: change rules below `/pushrules/`";
    MatrixError::new(StatusCode::METHOD_NOT_ALLOWED, "M_BAD_JSON", message)
}
