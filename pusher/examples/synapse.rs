//! The comparison with Synapse: a real one on loopback has a pusher of its own, and `matrix-pusher sync` follows the same
//! account. Both push to a gateway; what arrives must be the same, field by field. Run it with
//! `cargo xtask push-synapse`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a comparison that fails may panic"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::{
    collections::BTreeMap,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use reqwest::{Client, Method};
use serde_json::{Map, Value, json};
use support::{
    gateway::Gateway,
    process::{self, Running},
};

/// The pushers of the account: one that gets everything, one that gets ids.
const PUSHKEYS: [&str; 2] = ["full", "ids"];

#[tokio::main]
async fn main() -> ExitCode {
    let python = std::env::args().nth(1).map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let folder = tempfile::tempdir().expect("a folder");
    let synapse = Synapse::start(&python, folder.path()).await;
    let (theirs, ours) = (Gateway::start(), Gateway::start());

    let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| synapse.register(name));
    let (alice, bob, carol) = (alice.await, bob.await, carol.await);
    for body in pushers(&theirs) {
        bob.post("pushers/set", body).await;
    }
    let _sync = Follower::start(folder.path(), &synapse, &bob, &ours).await;

    live(&alice, &bob, &carol).await;
    quiet(&theirs, &ours).await;
    compare(&theirs, &ours)
}

/// What happens on the homeserver: every kind of thing that a pusher says something about.
async fn live(alice: &User, bob: &User, carol: &User) {
    let room = json!({ "name": "Mission Control", "preset": "public_chat" });
    let group = alice.post("createRoom", room).await["room_id"].as_str().expect("a room").to_owned();
    carol.post(&format!("join/{group}"), json!({})).await;
    alice.post(&format!("rooms/{group}/invite"), json!({ "user_id": bob.user_id })).await;
    settle().await;
    bob.post(&format!("join/{group}"), json!({})).await;
    settle().await;
    let text = |body: &str| json!({ "msgtype": "m.text", "body": body });
    let encrypted = json!({
        "algorithm": "m.megolm.v1.aes-sha2",
        "ciphertext": "x",
        "sender_key": "x",
        "device_id": "x",
        "session_id": "x",
    });
    let first = alice.send(&group, "m.room.message", text("hello all")).await;
    alice.send(&group, "m.room.message", text("bob, are you there?")).await;
    let mut mention = text("look here");
    mention["m.mentions"] = json!({ "user_ids": [bob.user_id] });
    alice.send(&group, "m.room.message", mention).await;
    let mut everybody = text("@room, all hands");
    everybody["m.mentions"] = json!({ "room": true });
    alice.send(&group, "m.room.message", everybody).await;
    carol.send(&group, "m.room.message", json!({ "msgtype": "m.notice", "body": "a robot" })).await;
    carol
        .send(
            &group,
            "m.reaction",
            json!({ "m.relates_to": {
        "rel_type": "m.annotation", "event_id": first, "key": "+1" } }),
        )
        .await;
    carol
        .send(
            &group,
            "m.room.message",
            json!({ "msgtype": "m.text", "body": "a reply", "m.relates_to": {
        "m.in_reply_to": { "event_id": first } } }),
        )
        .await;
    carol.send(&group, "m.room.message", json!({ "msgtype": "m.text", "body": "* hello", "m.new_content":
        { "msgtype": "m.text", "body": "hello" }, "m.relates_to": { "rel_type": "m.replace", "event_id": first } })).await;
    carol.send(&group, "m.room.encrypted", encrypted.clone()).await;
    settle().await;

    let direct = json!({ "preset": "trusted_private_chat", "is_direct": true, "invite": [bob.user_id] });
    let direct = alice.post("createRoom", direct).await["room_id"].as_str().expect("a room").to_owned();
    settle().await;
    bob.post(&format!("join/{direct}"), json!({})).await;
    settle().await;
    alice.send(&direct, "m.room.message", text("just you and me")).await;
    alice
        .send(
            &direct,
            "m.call.invite",
            json!({ "call_id": "1", "version": "1", "lifetime": 60000,
        "offer": { "type": "offer", "sdp": "" } }),
        )
        .await;
    alice.send(&direct, "m.room.encrypted", encrypted.clone()).await;
    bob.send(&direct, "m.room.message", text("my own")).await;
    let last = alice.send(&direct, "m.room.message", text("and now?")).await;
    settle().await;
    bob.post(&format!("rooms/{direct}/receipt/m.read/{last}"), json!({})).await;
    settle().await;
    alice.send(&group, "m.room.message", text("after reading")).await;
}

/// Gives both sides time, so that counts are of the same moment.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(2500)).await;
}

/// Waits until nothing has arrived for a while.
async fn quiet(theirs: &Gateway, ours: &Gateway) {
    let mut seen = (0, 0, Instant::now());
    while seen.2.elapsed() < Duration::from_secs(6) {
        let now = (theirs.count(), ours.count());
        if now != (seen.0, seen.1) {
            seen = (now.0, now.1, Instant::now());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Prints what arrived on both sides, and where it differs.
fn compare(theirs: &Gateway, ours: &Gateway) -> ExitCode {
    let mut differences = 0;
    for pushkey in PUSHKEYS {
        let (theirs, ours) = (notifications(theirs, pushkey), notifications(ours, pushkey));
        println!("\n{pushkey}: {} requests from Synapse, {} from matrix-pusher", theirs.len(), ours.len());
        for position in 0..theirs.len().max(ours.len()) {
            let (left, right) = (theirs.get(position), ours.get(position));
            let name = left.or(right).map(name).unwrap_or_default();
            let left = left.cloned().map(|notification| without_hidden_ids(notification, right));
            let differing = fields(left.as_ref(), right);
            let verdict = match differing.is_empty() {
                true if left.as_ref() != theirs.get(position) => {
                    "the same but for the id, which /sync does not tell"
                }
                true => "the same",
                false => &differing.join("; "),
            };
            println!("  {name}: {verdict}");
            differences += differing.len();
        }
    }
    println!("\n{differences} fields differ");
    if differences == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn notifications(gateway: &Gateway, pushkey: &str) -> Vec<Map<String, Value>> {
    let requests = gateway.received().into_iter().filter(|request| request.pushkey() == pushkey);
    requests.map(|request| comparable(request.notification())).collect()
}

/// A notification without what cannot be the same, or is not to be: the time of the registration, and the nulls and empty
/// ids that Synapse sends with counts alone.
fn comparable(mut notification: Value) -> Map<String, Value> {
    if let Some(device) = notification["devices"][0].as_object_mut() {
        device.remove("pushkey_ts");
    }
    let mut fields = notification.as_object().cloned().unwrap_or_default();
    fields.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
    fields
}

/// An invitation comes from `/sync` without the id of its event, so there is none to push.
fn without_hidden_ids(
    mut theirs: Map<String, Value>,
    ours: Option<&Map<String, Value>>,
) -> Map<String, Value> {
    if ours.is_some_and(|ours| ours.contains_key("room_id") && !ours.contains_key("event_id")) {
        theirs.remove("event_id");
        theirs.remove("id");
    }
    theirs
}

fn name(notification: &Map<String, Value>) -> String {
    let text = |field: &str| notification.get(field).and_then(Value::as_str);
    let body = notification.get("content").and_then(|content| content["body"].as_str());
    body.or(text("type")).or(text("event_id")).unwrap_or("counts alone").to_owned()
}

/// The fields in which two notifications differ.
fn fields(left: Option<&Map<String, Value>>, right: Option<&Map<String, Value>>) -> Vec<String> {
    let (Some(left), Some(right)) = (left, right) else {
        return vec![format!("only from {}", if left.is_some() { "Synapse" } else { "matrix-pusher" })];
    };
    let mut names: BTreeMap<&String, (Option<&Value>, Option<&Value>)> = BTreeMap::new();
    for (name, value) in left {
        names.entry(name).or_default().0 = Some(value);
    }
    for (name, value) in right {
        names.entry(name).or_default().1 = Some(value);
    }
    names.retain(|_, (left, right)| left != right);
    let shown = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
    names
        .into_iter()
        .map(|(name, (left, right))| format!("{name}: {} / {}", shown(left), shown(right)))
        .collect()
}

fn pushers(gateway: &Gateway) -> [Value; 2] {
    let pusher = |pushkey: &str, data: Value| {
        json!({ "kind": "http", "app_id": "org.example.app", "pushkey": pushkey, "lang": "en", "data": data,
            "app_display_name": "Comparison", "device_display_name": "Comparison" })
    };
    let [full, ids] = PUSHKEYS;
    [
        pusher(full, json!({ "url": gateway.url(), "custom": { "kept": true } })),
        pusher(ids, json!({ "url": gateway.url(), "format": "event_id_only" })),
    ]
}

/// A homeserver with an empty database.
struct Synapse {
    _process: Running,
    base: String,
    http: Client,
}

impl Synapse {
    async fn start(python: &Path, folder: &Path) -> Self {
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let config = folder.join("homeserver.yaml");
        fs::write(&config, configuration(folder, port)).expect("the configuration");
        let homeserver = ["-m", "synapse.app.homeserver", "--config-path"];
        let keys = Command::new(python).args(homeserver).arg(&config).arg("--generate-keys").status();
        assert!(keys.expect("Synapse, which `cargo xtask push-synapse` installs").success());
        let log = fs::File::create(folder.join("synapse.log")).expect("a log");
        let process = Command::new(python)
            .args(homeserver)
            .arg(&config)
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("Synapse");
        let http = process::client();
        let synapse = Self { _process: Running(process), base: format!("http://127.0.0.1:{port}/"), http };
        let start = Instant::now();
        while synapse.http.get(format!("{}health", synapse.base)).send().await.is_err() {
            assert!(start.elapsed() < Duration::from_secs(60), "Synapse does not start");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        synapse
    }

    async fn register(&self, name: &str) -> User {
        let body = json!({ "username": name, "password": "secret", "auth": { "type": "m.login.dummy" } });
        let url = format!("{}_matrix/client/v3/register", self.base);
        let answer = self.http.post(url).json(&body).send().await.expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        let text = |field: &str| answer[field].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        let (user_id, token) = (text("user_id"), text("access_token"));
        User { user_id, token, base: self.base.clone(), http: self.http.clone() }
    }
}

fn configuration(folder: &Path, port: u16) -> String {
    let folder = folder.display();
    let rates: String = ["message", "registration", "login_address", "joins_local", "invites_per_user"]
        .iter()
        .map(|name| match name.split_once('_') {
            Some((group, kind)) if *name != "registration" => {
                format!("rc_{group}:\n  {kind}: {{ per_second: 1000, burst_count: 1000 }}\n")
            }
            _ => format!("rc_{name}: {{ per_second: 1000, burst_count: 1000 }}\n"),
        })
        .collect();
    format!(
        "server_name: localhost
pid_file: {folder}/homeserver.pid
listeners:
  - port: {port}
    bind_addresses: ['127.0.0.1']
    type: http
    resources: [{{ names: [client] }}]
database: {{ name: sqlite3, args: {{ database: {folder}/homeserver.db }} }}
media_store_path: {folder}/media
signing_key_path: {folder}/signing.key
trusted_key_servers: []
report_stats: false
enable_registration: true
enable_registration_without_verification: true
registration_shared_secret: secret
macaroon_secret_key: secret
form_secret: secret
ip_range_whitelist: ['127.0.0.0/8']
{rates}"
    )
}

/// A user with a session.
struct User {
    user_id: String,
    token: String,
    base: String,
    http: Client,
}

impl User {
    async fn post(&self, path: &str, body: Value) -> Value {
        self.ask(Method::POST, path, body).await
    }

    async fn send(&self, room_id: &str, kind: &str, content: Value) -> String {
        let transaction: u64 = rand::random();
        let path = format!("rooms/{room_id}/send/{kind}/{transaction}");
        let answer = self.ask(Method::PUT, &path, content).await;
        // Synapse pushes what it knows then; the moment must not matter.
        tokio::time::sleep(Duration::from_millis(400)).await;
        answer["event_id"].as_str().expect("an event id").to_owned()
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> Value {
        let url = format!("{}_matrix/client/v3/{path}", self.base);
        let request = self.http.request(method, url).bearer_auth(&self.token).json(&body);
        let answer = request.send().await.expect("an answer");
        let (status, answer) = (answer.status(), answer.json().await.expect("JSON"));
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    }
}

/// `matrix-pusher sync`.
struct Follower {
    _process: Running,
}

impl Follower {
    async fn start(folder: &Path, synapse: &Synapse, user: &User, gateway: &Gateway) -> Self {
        let (pushers_file, token) = (folder.join("pushers.json"), folder.join("token"));
        fs::write(&pushers_file, json!(pushers(gateway)).to_string()).expect("the pushers");
        fs::write(&token, &user.token).expect("the token");
        let log = folder.join("sync.log");
        let process = Command::new(process::binary())
            .args(["sync", "--homeserver", &synapse.base, "--allow-http", "--allow-address", "127.0.0.0/8"])
            .arg("--token-file")
            .arg(token)
            .arg("--pushers")
            .arg(pushers_file)
            .arg("--state")
            .arg(folder.join("sync.db"))
            .stderr(fs::File::create(&log).expect("a log"))
            .spawn()
            .expect("matrix-pusher");
        let start = Instant::now();
        while !fs::read_to_string(&log).unwrap_or_default().contains("the account is read") {
            assert!(start.elapsed() < Duration::from_secs(30), "`matrix-pusher sync` does not get going");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Self { _process: Running(process) }
    }
}
