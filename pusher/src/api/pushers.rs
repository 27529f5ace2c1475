//! The pushers of the user who asks (R94–R106).

use axum::{Json, body::Body, extract::State, http::HeaderMap};
use serde_json::{Map, Value, json};

use super::{Api, auth::User};
use crate::{
    core::policy,
    registration::{self, Change, SetPusher},
    store::{
        StoreError,
        pushers::{self, Pusher, Registered},
    },
    web::{MatrixError, body},
};

/// `GET /pushers` (R94).
pub(super) async fn list(user: User, State(api): State<Api>) -> Result<Json<Value>, MatrixError> {
    api.store
        .read(move |connection| {
            let pushers = pushers::of_user(connection, &user.user_id)?;
            let pushers = pushers.into_iter().map(to_json).collect::<Result<Vec<_>, _>>()?;
            Ok(Json(json!({ "pushers": pushers })))
        })
        .await
}

/// `POST /pushers/set` (R95–R103).
pub(super) async fn set(
    user: User,
    State(api): State<Api>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, MatrixError> {
    let body = body::json(&headers, body, api.body_limits()).await?;
    let config = api.live.current();
    let SetPusher { app_id, pushkey, change } =
        SetPusher::read(&body, &user.user_id, user.device_id.as_deref(), &policy(&config))?;
    let (now, most) = (api.clock.now(), config.limits.pushers_per_user);
    api.store
        .write(move |transaction| {
            match change {
                Change::Delete => {
                    pushers::delete(transaction, &user.user_id, &app_id, &pushkey)?;
                }
                Change::Put { registration, append } => {
                    if pushers::register(transaction, &registration, most, now)? == Registered::TooMany {
                        return Err(MatrixError::too_large(format!(
                            "there are {most} pushers already: delete one first"
                        )));
                    }
                    if !append {
                        pushers::delete_of_others(transaction, &user.user_id, &app_id, &pushkey)?;
                    }
                }
            }
            Ok(Json(json!({})))
        })
        .await
}

fn to_json(pusher: Pusher) -> Result<Value, StoreError> {
    let registration = pusher.registration;
    let data: Value = serde_json::from_str(&registration.data)
        .map_err(|error| StoreError::Unreadable { what: "a pusher's data", reason: error.to_string() })?;
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("pushkey", registration.pushkey.into());
    put("kind", registration.kind.into());
    put("app_id", registration.app_id.into());
    put("app_display_name", registration.app_display_name.into());
    put("device_display_name", registration.device_display_name.into());
    if let Some(profile_tag) = registration.profile_tag {
        put("profile_tag", profile_tag.into());
    }
    put("lang", registration.lang.into());
    put("data", data);
    put(registration::ENABLED, registration.enabled.into());
    if let Some(device_id) = registration.device_id {
        put("org.matrix.msc3881.device_id", device_id.into());
    }
    Ok(Value::Object(fields))
}
