//! The body of `POST /pushers/set`, read and checked (R95–R101): the one way in which a pusher comes to be, whoever
//! brings it.

use serde_json::{Map, Value};

use crate::{
    gateway::url::{GatewayUrl, UrlPolicy},
    store::pushers::Registration,
    web::MatrixError,
};

/// The name of the field that says whether a pusher is on (MSC3881, unstable).
pub const ENABLED: &str = "org.matrix.msc3881.enabled";

/// R98.
const MAX_PUSHKEY_BYTES: usize = 512;
const MAX_APP_ID_CHARS: usize = 64;
/// The specification has no limit for names, languages and tags; nobody needs more.
const MAX_NAME_BYTES: usize = 512;

/// A request to set a pusher.
#[derive(Debug)]
pub struct SetPusher {
    /// The app.
    pub app_id: String,
    /// The key that the gateway knows.
    pub pushkey: String,
    /// What is to be done to the pusher of the user with these two.
    pub change: Change,
}

/// What a request does.
#[derive(Debug)]
pub enum Change {
    /// `kind` is `null` (R96).
    Delete,
    /// Create it, or update it.
    Put {
        /// What is stored.
        registration: Box<Registration>,
        /// Whether other users may keep pushers with the same app and pushkey (R102).
        append: bool,
    },
}

impl SetPusher {
    /// Reads a request of a user, from a device if it is known.
    ///
    /// # Errors
    /// Says what is missing (`M_MISSING_PARAM`), of the wrong type (`M_BAD_JSON`) or not acceptable (`M_INVALID_PARAM`).
    pub fn read(
        body: &Value,
        user_id: &str,
        device_id: Option<&str>,
        policy: &UrlPolicy,
    ) -> Result<Self, MatrixError> {
        let fields = Fields::of(body)?;
        fields.require(&["kind", "app_id", "pushkey"])?;
        let app_id =
            fields.name("app_id", |text| text.chars().count() <= MAX_APP_ID_CHARS, "64 characters")?;
        let pushkey = fields.name("pushkey", |text| text.len() <= MAX_PUSHKEY_BYTES, "512 bytes")?;
        let kind = match fields.get("kind") {
            None | Some(Value::Null) => return Ok(Self { app_id, pushkey, change: Change::Delete }),
            Some(Value::String(kind)) if kind == "http" => kind.clone(),
            Some(Value::String(kind)) => {
                let message = format!("pushers of the kind `{kind}` are not supported; `http` is");
                return Err(MatrixError::invalid(message));
            }
            Some(_) => return Err(MatrixError::bad_json("`kind` is neither a string nor null")),
        };
        fields.require(&["app_display_name", "device_display_name", "lang", "data"])?;
        let Some(Value::Object(data)) = fields.get("data") else {
            return Err(MatrixError::bad_json("`data` is not an object"));
        };
        let (url, format) = target(data)?;
        let url = GatewayUrl::parse(url, policy)
            .map_err(|error| MatrixError::invalid(format!("`data.url`: {error}")))?;
        let registration = Registration {
            user_id: user_id.to_owned(),
            app_id: app_id.clone(),
            pushkey: pushkey.clone(),
            kind,
            url: url.as_url().to_string(),
            origin: url.origin(),
            format,
            app_display_name: fields.text("app_display_name")?,
            device_display_name: fields.text("device_display_name")?,
            profile_tag: fields.optional("profile_tag")?,
            lang: fields.text("lang")?,
            data: Value::Object(data.clone()).to_string(),
            enabled: fields.flag(ENABLED)?.unwrap_or(true),
            device_id: device_id.map(str::to_owned),
        };
        let append = fields.flag("append")?.unwrap_or(false);
        Ok(Self { app_id, pushkey, change: Change::Put { registration: Box::new(registration), append } })
    }
}

/// URL and format. Other keys of `data` are the gateway's (R101).
fn target(data: &Map<String, Value>) -> Result<(&str, Option<String>), MatrixError> {
    let url = match data.get("url") {
        Some(Value::String(url)) => url,
        Some(_) => return Err(MatrixError::bad_json("`data.url` is not a string")),
        None => return Err(MatrixError::missing("missing parameters: `data.url`")),
    };
    let format = match data.get("format") {
        None | Some(Value::Null) => None,
        Some(Value::String(format)) => Some(format.clone()),
        Some(_) => return Err(MatrixError::bad_json("`data.format` is not a string")),
    };
    Ok((url, format))
}

/// The parameters of the request. A `null` other than `kind` is as good as none.
struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    fn of(body: &'a Value) -> Result<Self, MatrixError> {
        body.as_object().map(Self).ok_or_else(|| MatrixError::bad_json("the body is not an object"))
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }

    /// Tells all names that are missing at once (R103).
    fn require(&self, names: &[&str]) -> Result<(), MatrixError> {
        let missing: Vec<String> = names
            .iter()
            .filter(|&&name| match self.get(name) {
                None => true,
                Some(value) => value.is_null() && name != "kind",
            })
            .map(|name| format!("`{name}`"))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(MatrixError::missing(format!("missing parameters: {}", missing.join(", "))))
    }

    /// A string that is part of a pusher's identity.
    fn name(&self, name: &str, fits: impl Fn(&str) -> bool, most: &str) -> Result<String, MatrixError> {
        match self.get(name) {
            Some(Value::String(text)) if text.is_empty() => {
                Err(MatrixError::invalid(format!("`{name}` is empty")))
            }
            Some(Value::String(text)) if fits(text) => Ok(text.clone()),
            Some(Value::String(_)) => Err(MatrixError::invalid(format!("`{name}` is longer than {most}"))),
            _ => Err(MatrixError::bad_json(format!("`{name}` is not a string"))),
        }
    }

    fn text(&self, name: &str) -> Result<String, MatrixError> {
        Ok(self.optional(name)?.unwrap_or_default())
    }

    fn optional(&self, name: &str) -> Result<Option<String>, MatrixError> {
        match self.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.len() <= MAX_NAME_BYTES => Ok(Some(text.clone())),
            Some(Value::String(_)) => {
                Err(MatrixError::invalid(format!("`{name}` is longer than {MAX_NAME_BYTES} bytes")))
            }
            Some(_) => Err(MatrixError::bad_json(format!("`{name}` is not a string"))),
        }
    }

    fn flag(&self, name: &str) -> Result<Option<bool>, MatrixError> {
        match self.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(MatrixError::bad_json(format!("`{name}` is not a boolean"))),
        }
    }
}
