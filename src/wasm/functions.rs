//! Functions without state: one line each.
//!
//! They share one way in and out, as every exported function costs glue on both sides.

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(feature = "full")]
use super::more;
use super::{Answer, arguments::Arguments, read, text_of, thrown};
use crate::{
    DefaultRulesOptions, default_rules,
    error::{ErrorCode, PushRulesError},
};

/// Calls a function by its name in JavaScript. The arguments are an object by name, as JSON text.
#[wasm_bindgen]
pub fn call(function: &str, arguments: &str) -> Answer {
    read(arguments, "arguments").and_then(|given| act(function, &Arguments(given))).map_err(thrown)
}

fn act(function: &str, given: &Arguments) -> Result<String, PushRulesError> {
    match function {
        "defaultRules" => {
            let options = DefaultRulesOptions::from_value(&given.document("options")?)?;
            text(default_rules(given.text("user_id"), &options)?.as_value())
        }
        #[cfg(feature = "full")]
        _ => more::act(function, given),
        #[cfg(not(feature = "full"))]
        _ => Err(unknown(function)),
    }
}

/// The error for a function that is not there.
pub(super) fn unknown(function: &str) -> PushRulesError {
    let message = format!("the engine has no function `{function}`");
    PushRulesError::new(ErrorCode::InvalidArgument, "", message)
}

#[expect(clippy::unnecessary_wraps, reason = "the last step of functions that may fail")]
pub(super) fn text(value: &impl Serialize) -> Result<String, PushRulesError> {
    Ok(text_of(value))
}
