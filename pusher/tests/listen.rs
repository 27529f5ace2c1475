//! Listeners and callers who take their time.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

mod support;

use std::{
    io::Write as _,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, routing::get};
use matrix_pusher::web::listen::{Patience, bind, serve};
use support::PATIENCE;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Semaphore,
    task::{JoinHandle, yield_now},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

const ASK: &[u8] = b"GET / HTTP/1.1\r\nHost: example\r\n\r\n";
const ASK_AND_GO: &[u8] = b"GET / HTTP/1.1\r\nHost: example\r\nConnection: close\r\n\r\n";

struct Listener {
    address: SocketAddr,
    shutdown: CancellationToken,
    serving: JoinHandle<()>,
}

async fn listen(router: Router, patience: Patience) -> Listener {
    let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let (address, shutdown) = (listener.local_addr().unwrap(), CancellationToken::new());
    let serving = tokio::spawn(serve(listener, router, shutdown.clone(), patience));
    Listener { address, shutdown, serving }
}

impl Listener {
    /// Connects and says something: the listener sees the connection when that is there.
    fn connect(&self, says: &[u8]) -> TcpStream {
        let mut stream = std::net::TcpStream::connect(self.address).unwrap();
        stream.write_all(says).unwrap();
        stream.set_nonblocking(true).unwrap();
        TcpStream::from_std(stream).unwrap()
    }

    async fn stop(self) {
        self.shutdown.cancel();
        timeout(PATIENCE, self.serving).await.unwrap().unwrap();
    }
}

/// Everything up to the end of the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    // A connection that is reset has ended as well.
    let _ended = timeout(PATIENCE, stream.read_to_end(&mut text)).await.unwrap();
    String::from_utf8(text).unwrap()
}

/// Says when a request has come, and answers when it is told to.
fn slow() -> (Arc<Semaphore>, Arc<Semaphore>, Router) {
    let (entered, answer) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (enters, answers) = (Arc::clone(&entered), Arc::clone(&answer));
    let handler = get(async move || {
        enters.add_permits(1);
        answers.acquire().await.unwrap().forget();
        "late"
    });
    (entered, answer, Router::new().route("/", handler))
}

#[tokio::test]
async fn callers_who_are_slow_to_ask_are_let_go_and_others_get_their_slow_answers() {
    let (entered, answer, slow) = slow();
    let request = Duration::from_millis(100);
    let listener = listen(slow, Patience { request, ..Patience::default() }).await;

    // One request after the other.
    let mut patient = listener.connect(&ASK.repeat(2));
    entered.acquire().await.unwrap().forget();

    let mut silent = listener.connect(b"");
    assert_eq!(rest(&mut silent).await, "");
    let mut half = listener.connect(&ASK[..20]);
    rest(&mut half).await;
    // A byte now and then does not help.
    let (mut reading, mut writing) = listener.connect(&ASK[..20]).into_split();
    let trickle = async {
        while writing.write_all(b"x").await.is_ok() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    let ended = async { while reading.read(&mut [0; 1024]).await.is_ok_and(|length| length > 0) {} };
    timeout(PATIENCE, async { tokio::join!(trickle, ended) }).await.unwrap();

    // All that took longer than anybody may take to ask, but this one had asked. When it asks no more, it is let go.
    answer.add_permits(2);
    assert_eq!(rest(&mut patient).await.matches("late").count(), 2);
    listener.stop().await;
}

#[tokio::test]
async fn there_are_no_more_connections_at_once_than_allowed() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counting = {
        let (now, most) = (Arc::clone(&now), Arc::clone(&most));
        get(async move || {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            for _ in 0..100 {
                yield_now().await;
            }
            now.fetch_sub(1, Ordering::SeqCst);
            "done"
        })
    };
    let patience = Patience { connections: 2, ..Patience::default() };
    let listener = listen(Router::new().route("/", counting), patience).await;
    let mut callers: Vec<_> = (0..20).map(|_| listener.connect(ASK_AND_GO)).collect();
    for caller in &mut callers {
        assert!(rest(caller).await.ends_with("done"));
    }
    assert!((1..=2).contains(&most.load(Ordering::SeqCst)));
    listener.stop().await;
}

#[tokio::test]
async fn who_has_asked_is_answered_when_the_listener_stops_and_others_are_let_go() {
    let (entered, answer, slow) = slow();
    let listener = listen(slow, Patience { grace: PATIENCE, ..Patience::default() }).await;
    let mut idle = listener.connect(b"");
    let mut caller = listener.connect(ASK);
    entered.acquire().await.unwrap().forget();
    listener.shutdown.cancel();
    assert_eq!(rest(&mut idle).await, "");
    answer.add_permits(1);
    assert!(rest(&mut caller).await.ends_with("late"));
    listener.stop().await;
}
