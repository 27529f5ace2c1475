//! The real service: the binary with its listeners, on ports that the system chooses.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use super::PATIENCE;
use reqwest::{Client, Method};
use serde_json::Value;

/// The secret of the configuration that [`config`] writes.
pub const SECRET: &str = "the-shared-secret-of-the-tests";

/// A configuration for a database in a folder: Alice and Bob have their names as tokens, and gateways on loopback
/// are allowed. `more` is appended.
pub fn config(folder: &Path, more: &str) -> String {
    let database = folder.join("db");
    format!(
        r#"
[client]
listen = "127.0.0.1:0"
burst = 1_000_000
[internal]
listen = "127.0.0.1:0"
secret = "{SECRET}"
[store]
path = "{}"
[gateway]
allow_http = true
allow_addresses = ["127.0.0.0/8"]
[[auth.tokens]]
token = "alice"
user_id = "@alice:example.org"
[[auth.tokens]]
token = "bob"
user_id = "@bob:example.org"
{more}
[operations]
listen = "127.0.0.1:0"
"#,
        database.display()
    )
}

/// A running service.
pub struct Process {
    child: Running,
    /// The three listeners.
    pub client: SocketAddr,
    pub internal: SocketAddr,
    pub operations: SocketAddr,
    log: Arc<Mutex<Vec<String>>>,
    reader: Option<JoinHandle<()>>,
    http: Client,
}

impl Process {
    /// Starts the service with a configuration file, and waits until it is ready.
    pub fn start(config: &Path) -> Self {
        let http = client();
        let mut command = Command::new(binary());
        command.args(["serve", "--config"]).arg(config).stderr(Stdio::piped());
        let mut child = Running(command.spawn().expect("the binary starts"));
        let log = Arc::new(Mutex::new(Vec::new()));
        let (ready, is_ready) = mpsc::channel();
        let lines = BufReader::new(child.0.stderr.take().expect("standard error")).lines();
        let kept = Arc::clone(&log);
        let reader = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let fields: Value = serde_json::from_str(&line).unwrap_or_default();
                if fields["message"] == "ready" {
                    let _gone = ready.send(fields);
                }
                kept.lock().expect("the log").push(line);
            }
        });
        let fields = is_ready.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            panic!("the service is not ready: {}", log.lock().expect("the log").join("\n"))
        });
        let address = |name: &str| fields[name].as_str().and_then(|text| text.parse().ok()).expect(name);
        Self {
            client: address("client_address"),
            internal: address("internal_address"),
            operations: address("operations_address"),
            child,
            log,
            reader: Some(reader),
            http,
        }
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.0.id()
    }

    /// Sends a signal: `TERM`, `HUP`, `KILL`.
    pub fn signal(&self, signal: &str) {
        // The shell's own: not every machine has a program of this name.
        let kill = format!("kill -{signal} {}", self.child.0.id());
        let sent = Command::new("sh").args(["-c", &kill]).status();
        assert!(sent.expect("a shell").success());
    }

    /// Waits for the end, and gives the log.
    pub fn ended(mut self) -> (ExitStatus, Vec<String>) {
        let status = self.child.0.wait().expect("the end");
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the log");
        }
        (status, self.log())
    }

    /// The lines of the log so far.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().expect("the log").clone()
    }

    /// Waits until the log has a line with a text.
    pub async fn until_logged(&self, text: &str) {
        let start = Instant::now();
        while !self.log().iter().any(|line| line.contains(text)) {
            assert!(start.elapsed() < PATIENCE, "waited in vain for `{text}` in the log");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until the metrics have a line with a text, and gives all of them.
    pub async fn until_measured(&self, text: &str) -> String {
        let start = Instant::now();
        loop {
            let (_, metrics) = self.look("/metrics").await;
            if metrics.contains(text) {
                return metrics;
            }
            assert!(start.elapsed() < PATIENCE, "waited in vain for `{text}` in\n{metrics}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// A request to the client-server API: method and path below `/_matrix/client/v3`.
    pub async fn ask(&self, token: &str, line: &str, body: Option<Value>) -> (u16, Value) {
        let (method, path) = line.split_once(' ').expect("method and path");
        let url = format!("http://{}/_matrix/client/v3{path}", self.client);
        self.send(method, &url, token, body).await
    }

    /// A request to the internal endpoints.
    pub async fn tell(&self, path: &str, body: Value) -> (u16, Value) {
        self.send("POST", &format!("http://{}{path}", self.internal), SECRET, Some(body)).await
    }

    /// The same, if the service lives long enough to answer.
    pub async fn try_tell(&self, path: &str, body: &Value) -> Option<(u16, Value)> {
        let request =
            self.http.post(format!("http://{}{path}", self.internal)).bearer_auth(SECRET).json(body);
        let answer = request.send().await.ok()?;
        Some((answer.status().as_u16(), answer.json().await.ok()?))
    }

    /// What the operations listener says.
    pub async fn look(&self, path: &str) -> (u16, String) {
        let answer =
            self.http.get(format!("http://{}{path}", self.operations)).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a text"))
    }

    async fn send(&self, method: &str, url: &str, token: &str, body: Option<Value>) -> (u16, Value) {
        let method: Method = method.parse().expect("a method");
        let mut request = self.http.request(method, url).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }
}

/// A client for loopback.
pub fn client() -> Client {
    // Somebody else's may be installed already, which is as good.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().build().expect("a client")
}

/// The binary: cargo tells tests where it is, and examples are built beside it.
pub fn binary() -> PathBuf {
    if let Some(path) = option_env!("CARGO_BIN_EXE_matrix-pusher") {
        return path.into();
    }
    let example = std::env::current_exe().expect("the path of this program");
    example.parent().and_then(Path::parent).expect("the folder of binaries").join("matrix-pusher")
}

/// A process that does not outlive its test, however the test ends.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended long ago.
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}
