//! The API over a fresh database, with two users of the table for development.

use std::sync::{Arc, atomic::AtomicI64};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, Response, StatusCode, header},
};
use matrix_pusher::{
    api::Api,
    clock::Clock,
    config::{Config, Live, StaticToken},
    store::Store,
};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

pub(crate) const ALICE: &str = "@alice:example.org";
pub(crate) const BOB: &str = "@bob:example.org";

pub(crate) struct Server {
    pub(crate) router: Router,
    pub(crate) store: Store,
    pub(crate) live: Live,
    now: Arc<AtomicI64>,
    _folder: TempDir,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("`{}`: {error}", self.text))
    }

    pub(crate) fn errcode(&self) -> String {
        self.json()["errcode"].as_str().unwrap_or_default().to_owned()
    }
}

impl Server {
    /// Tokens are the localparts.
    pub(crate) fn new() -> Self {
        Self::with(|config| {
            config.auth.tokens = [ALICE, BOB]
                .map(|user_id| StaticToken { token: token(user_id).into(), user_id: user_id.to_owned() })
                .to_vec();
        })
    }

    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        config.client.burst = 100_000;
        change(&mut config);
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("db")).unwrap();
        let live = Live::new(config, None);
        let now = Arc::new(AtomicI64::new(1_795_341_657_000));
        let api = Api::new(store.clone(), live.clone(), Clock::manual(Arc::clone(&now))).unwrap();
        Self { router: api.router(), store, live, now, _folder: folder }
    }

    pub(crate) fn clock(&self) -> Clock {
        Clock::manual(Arc::clone(&self.now))
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// `line` is method and path below `/_matrix/client/v3`.
    pub(crate) async fn ask(&self, user_id: &str, line: &str, body: Option<String>) -> Answer {
        self.send(request(Some(token(user_id)), line, body)).await
    }
}

pub(crate) fn request(token: Option<&str>, line: &str, body: Option<String>) -> Request<Body> {
    let (method, path) = line.split_once(' ').unwrap();
    let path = if path.starts_with("/_") { path.to_owned() } else { format!("/_matrix/client/v3{path}") };
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    request.body(body.map_or_else(Body::empty, Body::from)).unwrap()
}

fn token(user_id: &str) -> &str {
    user_id.strip_prefix('@').and_then(|rest| rest.split(':').next()).unwrap()
}
