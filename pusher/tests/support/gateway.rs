//! A push gateway on loopback that misbehaves on command and remembers every request.
//!
//! It speaks HTTP by itself, because no HTTP library answers with half a body or resets a connection. It runs on
//! a thread of its own, so tests with and without an async runtime, the benchmark and the demonstration use it
//! alike.

use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use super::PATIENCE;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{Semaphore, oneshot},
    time::sleep,
};

/// What the gateway does with a request that it has read.
#[derive(Debug, Clone)]
pub enum Behaviour {
    /// `200 {"rejected":[]}`.
    Accept,
    /// The same after a while.
    AcceptAfter(Duration),
    /// The same, when the test says so with [`Gateway::release`].
    AcceptReleased,
    /// Accepts and rejects the pushkey of the request.
    RejectOwn,
    /// The same, when the test says so with [`Gateway::release`].
    RejectOwnReleased,
    /// Accepts and rejects these pushkeys.
    Reject(Vec<String>),
    /// A status with an empty JSON object.
    Status(u16),
    /// A status with a `Retry-After`.
    StatusRetryAfter(u16, String),
    /// A redirect to this place.
    Redirect(u16, String),
    /// `200` with a page for people.
    Html,
    /// `200` with this body.
    Body(String),
    /// A JSON answer without end.
    Huge,
    /// No answer, ever.
    Hang,
    /// `200`, and then a byte of its body every 100 ms, without end.
    SlowBody,
    /// The connection is reset instead of an answer.
    Reset,
    /// The connection is reset in the middle of the answer.
    ResetInBody,
    /// The connection is closed instead of an answer.
    Close,
}

/// One request as it arrived.
#[derive(Debug, Clone)]
pub struct Received {
    /// When it had arrived.
    pub at: Instant,
    /// The lines before the body.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the answer told the pusher that the gateway took it.
    pub accepted: bool,
}

impl Received {
    /// The value of `notification`.
    pub fn notification(&self) -> Value {
        let body: Value = serde_json::from_slice(&self.body).expect("the body is JSON");
        body["notification"].clone()
    }

    /// The event; nothing for counts alone.
    pub fn event_id(&self) -> Option<String> {
        find(&self.body, r#""event_id":""#)
    }

    /// The pushkey of the one device.
    pub fn pushkey(&self) -> String {
        find(&self.body, r#""pushkey":""#).unwrap_or_default()
    }

    /// A header, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// All headers. They are read when somebody asks: a benchmark does not.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        headers(&self.head)
    }

    /// The first line.
    pub fn request_line(&self) -> &str {
        self.head.split("\r\n").next().unwrap_or_default()
    }
}

fn headers(head: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
    lines.map(|(name, value)| (name, value.trim()))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    headers(head).find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// A short text after a label in canonical JSON: reading the whole would cost a benchmark more than sending it.
fn find(body: &[u8], label: &str) -> Option<String> {
    let start = body.windows(label.len()).position(|window| window == label.as_bytes())? + label.len();
    let length = body[start..].iter().position(|byte| *byte == b'"')?;
    String::from_utf8(body[start..start + length].to_vec()).ok()
}

#[derive(Default)]
struct Script {
    /// For the next requests, whosever they are.
    next: VecDeque<Behaviour>,
    /// For the requests of a pushkey, each time.
    keys: HashMap<String, Behaviour>,
    /// For all others.
    always: Option<Behaviour>,
}

struct State {
    script: Mutex<Script>,
    received: Mutex<Vec<Received>>,
    connections: Mutex<usize>,
    released: Semaphore,
}

impl Default for State {
    fn default() -> Self {
        Self {
            script: Mutex::default(),
            received: Mutex::default(),
            connections: Mutex::default(),
            released: Semaphore::new(0),
        }
    }
}

/// The gateway. It stops when it is dropped.
pub struct Gateway {
    address: SocketAddr,
    /// Bound and nothing more: nobody else gets the port while the gateway is stopped, and connections are refused.
    _port: TcpSocket,
    state: Arc<State>,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Gateway {
    /// Starts a gateway on a free port; it accepts everything.
    pub fn start() -> Self {
        let port = bound("127.0.0.1:0".parse().expect("an address"));
        let address = port.local_addr().expect("an address");
        let mut gateway = Self { address, _port: port, state: Arc::default(), running: None };
        gateway.run();
        gateway
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL for pushers.
    pub fn url(&self) -> String {
        format!("http://{}/_matrix/push/v1/notify", self.address)
    }

    /// Does these things with the next requests, one each.
    pub fn next(&self, behaviours: impl IntoIterator<Item = Behaviour>) {
        lock(&self.state.script).next.extend(behaviours);
    }

    /// Does this with every request for which nothing else was said.
    pub fn always(&self, behaviour: Behaviour) {
        lock(&self.state.script).always = Some(behaviour);
    }

    /// Does this with every request for a pushkey.
    pub fn always_for(&self, pushkey: &str, behaviour: Behaviour) {
        lock(&self.state.script).keys.insert(pushkey.to_owned(), behaviour);
    }

    /// All requests so far, in the order in which they arrived.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.state.received).clone()
    }

    /// The events that were accepted for a pushkey, in order, repetitions included.
    pub fn accepted(&self, pushkey: &str) -> Vec<String> {
        let received = lock(&self.state.received);
        received
            .iter()
            .filter(|request| request.accepted && request.pushkey() == pushkey)
            .filter_map(Received::event_id)
            .collect()
    }

    /// How many requests arrived.
    pub fn count(&self) -> usize {
        lock(&self.state.received).len()
    }

    /// How many requests were accepted.
    pub fn accepted_count(&self) -> usize {
        lock(&self.state.received).iter().filter(|request| request.accepted).count()
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        *lock(&self.state.connections)
    }

    /// Forgets the requests so far.
    pub fn forget(&self) {
        lock(&self.state.received).clear();
    }

    /// Lets one request go on that waits for it.
    pub fn release(&self) {
        self.state.released.add_permits(1);
    }

    /// Waits until something holds, and fails the test if it never does.
    pub async fn until(&self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < PATIENCE, "waited in vain for: {what}");
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ceases to exist: connections end and new ones are refused. What was received is remembered.
    pub fn stop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            thread.join().expect("the gateway's thread ends well");
        }
    }

    /// Comes back at the same address.
    pub fn start_again(&mut self) {
        self.run();
    }

    fn run(&mut self) {
        let (stop, stopped) = oneshot::channel();
        let state = Arc::clone(&self.state);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let listener = {
            let _runtime = runtime.enter();
            bound(self.address).listen(1024).expect("a socket of our own")
        };
        let thread = std::thread::spawn(move || {
            runtime.block_on(async move {
                tokio::select! {
                    _ = stopped => {}
                    () = listen(listener, state) => {}
                }
            });
        });
        self.running = Some((stop, thread));
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.stop();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("nobody panicked with it")
}

/// A socket at an address that others of this process may have as well.
fn bound(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_reuseaddr(true).expect("a socket of our own");
    socket.set_reuseport(true).expect("a socket of our own");
    socket.bind(address).expect("a free port");
    socket
}

async fn listen(listener: TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        *lock(&state.connections) += 1;
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            // Who hangs up in the middle is no news.
            let _ = serve(stream, &state).await;
        });
    }
}

/// One connection: requests until somebody ends it.
async fn serve(mut stream: TcpStream, state: &State) -> std::io::Result<()> {
    let mut buffer = Vec::new();
    while let Some(mut request) = read(&mut stream, &mut buffer).await? {
        let pushkey = request.pushkey();
        let behaviour = state.behaviour(&pushkey);
        // Who sees the request may look at once at what became of it, and who reads the answer as well.
        request.accepted =
            matches!(behaviour, Behaviour::Accept | Behaviour::RejectOwn | Behaviour::Reject(_));
        let at = {
            let mut received = lock(&state.received);
            received.push(request);
            received.len() - 1
        };
        let has_waited = match behaviour {
            Behaviour::AcceptAfter(wait) => {
                sleep(wait).await;
                true
            }
            Behaviour::AcceptReleased | Behaviour::RejectOwnReleased => {
                state.released.acquire().await.expect("it is never closed").forget();
                true
            }
            _ => false,
        };
        if has_waited && let Some(request) = lock(&state.received).get_mut(at) {
            request.accepted = true;
        }
        match behaviour {
            Behaviour::Accept | Behaviour::AcceptAfter(_) | Behaviour::AcceptReleased => {
                stream.write_all(&answer(200, "", r#"{"rejected":[]}"#)).await?;
            }
            Behaviour::RejectOwn | Behaviour::RejectOwnReleased => {
                stream.write_all(&answer(200, "", &json!({"rejected": [pushkey]}).to_string())).await?;
            }
            Behaviour::Reject(keys) => {
                stream.write_all(&answer(200, "", &json!({"rejected": keys}).to_string())).await?;
            }
            Behaviour::Status(status) => stream.write_all(&answer(status, "", "{}")).await?,
            Behaviour::StatusRetryAfter(status, after) => {
                stream.write_all(&answer(status, &format!("Retry-After: {after}\r\n"), "{}")).await?;
            }
            Behaviour::Redirect(status, to) => {
                stream.write_all(&answer(status, &format!("Location: {to}\r\n"), "")).await?;
            }
            Behaviour::Html => {
                stream.write_all(&answer(200, "", "<html><title>It works!</title></html>")).await?;
            }
            Behaviour::Body(body) => stream.write_all(&answer(200, "", &body)).await?,
            Behaviour::Huge => {
                stream.write_all(UNENDING).await?;
                let chunk = [b"4000\r\n".as_slice(), &[b' '; 0x4000], b"\r\n"].concat();
                loop {
                    stream.write_all(&chunk).await?;
                }
            }
            Behaviour::Hang => loop {
                // Reading notices when the other side gives up.
                if stream.read(&mut [0; 1024]).await? == 0 {
                    return Ok(());
                }
            },
            Behaviour::SlowBody => {
                stream.write_all(UNENDING).await?;
                loop {
                    stream.write_all(b"1\r\n \r\n").await?;
                    sleep(Duration::from_millis(100)).await;
                }
            }
            Behaviour::Reset => return stream.set_zero_linger(),
            Behaviour::ResetInBody => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"reje").await?;
                // The half must have arrived, or the reset overtakes it.
                sleep(Duration::from_millis(20)).await;
                return stream.set_zero_linger();
            }
            Behaviour::Close => return Ok(()),
        }
    }
    Ok(())
}

const UNENDING: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n";

impl State {
    fn behaviour(&self, pushkey: &str) -> Behaviour {
        let mut script = lock(&self.script);
        script
            .next
            .pop_front()
            .or_else(|| script.keys.get(pushkey).cloned())
            .or_else(|| script.always.clone())
            .unwrap_or(Behaviour::Accept)
    }
}

fn answer(status: u16, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The next request; nothing when the other side has hung up.
async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> std::io::Result<Option<Received>> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        let is_http = buffer.first().is_none_or(u8::is_ascii_uppercase);
        // TLS, for one, is not what is spoken here.
        if !is_http || stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    };
    let body_at = end + 4;
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
    let length = header(&head, "content-length").and_then(|length| length.parse::<usize>().ok());
    let end = body_at + length.unwrap_or(0);
    while buffer.len() < end {
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
    let body = buffer[body_at..end].to_vec();
    buffer.drain(..end);
    Ok(Some(Received { at: Instant::now(), head, body, accepted: false }))
}
