//! What the client makes of every way in which a gateway can misbehave.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

mod support;

use std::{io, sync::Arc, time::Duration};

use matrix_pusher::gateway::{
    client::{ClientOptions, GatewayClient},
    denylist::Denylist,
    resolver::{Lookup, Names},
    response::{Answer, Cause},
    url::UrlPolicy,
};
use support::gateway::{Behaviour, Gateway};

const BODY: &[u8] = br#"{"notification":{"devices":[{"app_id":"a","pushkey":"own"}],"event_id":"$e"}}"#;

/// Loopback is open, as in development.
fn options() -> ClientOptions {
    let denylist = Arc::new(Denylist::new(vec!["127.0.0.0/8".parse().unwrap()], Vec::new()));
    let policy = UrlPolicy { allow_http: true, denylist };
    ClientOptions { policy, timeout: Duration::from_secs(20), ..ClientOptions::default() }
}

fn client() -> GatewayClient {
    GatewayClient::new(options()).unwrap()
}

async fn send(client: &GatewayClient, url: &str) -> Answer {
    client.send(url, BODY.to_vec()).await
}

fn accepted(rejected: &[&str]) -> Answer {
    Answer::Accepted { rejected: rejected.iter().map(|key| (*key).to_owned()).collect() }
}

#[tokio::test]
async fn every_behaviour_has_its_answer() {
    let gateway = Gateway::start();
    let elsewhere = Gateway::start();
    let client = client();
    let down = Answer::unavailable;
    let after = |status, secs| Answer::Unavailable {
        cause: Cause::Status(status),
        retry_after: Some(Duration::from_secs(secs)),
    };
    let table = [
        (Behaviour::Accept, accepted(&[])),
        (Behaviour::RejectOwn, accepted(&["own"])),
        (Behaviour::Reject(vec!["foreign".to_owned(), "own".to_owned()]), accepted(&["foreign", "own"])),
        (Behaviour::Body("{}".to_owned()), accepted(&[])),
        (Behaviour::Status(400), Answer::Refused { status: 400 }),
        (Behaviour::Status(404), Answer::Refused { status: 404 }),
        (Behaviour::Status(408), down(Cause::Status(408))),
        (Behaviour::Status(429), down(Cause::Status(429))),
        (Behaviour::Status(500), down(Cause::Status(500))),
        (Behaviour::Status(502), down(Cause::Status(502))),
        (Behaviour::StatusRetryAfter(429, "7".to_owned()), after(429, 7)),
        (Behaviour::StatusRetryAfter(503, "Thu, 01 Jan 1970 00:00:00 GMT".to_owned()), after(503, 0)),
        (Behaviour::Redirect(302, elsewhere.url()), down(Cause::Redirect(302))),
        (Behaviour::Redirect(307, elsewhere.url()), down(Cause::Redirect(307))),
        (Behaviour::Redirect(308, elsewhere.url()), down(Cause::Redirect(308))),
        (Behaviour::Html, down(Cause::NotJson)),
        (Behaviour::Body("[]".to_owned()), down(Cause::NotJson)),
        (Behaviour::Huge, down(Cause::TooLarge)),
        (Behaviour::Reset, down(Cause::Broken)),
        (Behaviour::ResetInBody, down(Cause::Broken)),
        (Behaviour::Close, down(Cause::Broken)),
    ];
    let sent = table.len();
    for (behaviour, expected) in table {
        gateway.next([behaviour.clone()]);
        assert_eq!(send(&client, &gateway.url()).await, expected, "{behaviour:?}");
    }
    assert_eq!(elsewhere.count(), 0, "a redirect was followed");
    assert_eq!(gateway.count(), sent, "a request was repeated");
}

#[tokio::test]
async fn nothing_lasts_longer_than_the_limit() {
    let gateway = Gateway::start();
    let timeout = Duration::from_millis(300);
    let client = GatewayClient::new(ClientOptions { timeout, ..options() }).unwrap();
    for behaviour in [Behaviour::Hang, Behaviour::SlowBody, Behaviour::AcceptAfter(Duration::from_secs(20))] {
        gateway.next([behaviour.clone()]);
        let answer = send(&client, &gateway.url()).await;
        assert_eq!(answer, Answer::unavailable(Cause::Timeout), "{behaviour:?}");
    }
}

#[tokio::test]
async fn a_connection_has_a_limit_of_its_own() {
    /// A name server that does not answer.
    struct Silence;
    impl Names for Silence {
        fn look_up(&self, _: &str) -> Lookup {
            Box::pin(std::future::pending())
        }
    }
    let connect_timeout = Duration::from_millis(200);
    let options = ClientOptions { connect_timeout, names: Arc::new(Silence), ..options() };
    let client = GatewayClient::new(options).unwrap();
    let answer = send(&client, "http://push.example.org/_matrix/push/v1/notify").await;
    assert_eq!(answer, Answer::unavailable(Cause::Timeout));
}

#[tokio::test]
async fn nobody_there() {
    /// A name server that knows nothing.
    struct Nothing;
    impl Names for Nothing {
        fn look_up(&self, _: &str) -> Lookup {
            Box::pin(std::future::ready(Err(io::ErrorKind::NotFound.into())))
        }
    }
    let mut gateway = Gateway::start();
    let client = client();
    // Not TLS.
    let tls = gateway.url().replace("http:", "https:");
    assert_eq!(send(&client, &tls).await, Answer::unavailable(Cause::Connect));
    assert_eq!(send(&client, &gateway.url()).await, accepted(&[]));
    gateway.stop();
    // A client without a connection from before, which may or may not have heard of its end.
    let client = self::client();
    assert_eq!(send(&client, &gateway.url()).await, Answer::unavailable(Cause::Connect));
    gateway.start_again();
    assert_eq!(send(&client, &gateway.url()).await, accepted(&[]));

    let client = GatewayClient::new(ClientOptions { names: Arc::new(Nothing), ..options() }).unwrap();
    let answer = send(&client, "http://push.example.org/_matrix/push/v1/notify").await;
    assert_eq!(answer, Answer::unavailable(Cause::Connect));
}

#[tokio::test]
async fn the_head_of_a_request() {
    let gateway = Gateway::start();
    assert_eq!(send(&client(), &format!("{}?key=1", gateway.url())).await, accepted(&[]));
    let received = gateway.received().remove(0);
    assert_eq!(received.request_line(), "POST /_matrix/push/v1/notify?key=1 HTTP/1.1");
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(received.header("accept"), Some("application/json"));
    assert_eq!(received.header("host"), Some(gateway.address().to_string().as_str()));
    assert_eq!(received.header("content-length"), Some(BODY.len().to_string().as_str()));
    let agent = format!("matrix-pusher/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(received.header("user-agent"), Some(agent.as_str()));
    let mut names: Vec<&str> = received.headers().map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["accept", "content-length", "content-type", "host", "user-agent"],
        "nothing else is told"
    );
    assert_eq!(received.body, BODY);
}

#[tokio::test]
async fn connections_are_used_again() {
    let gateway = Gateway::start();
    let client = client();
    for behaviour in [Behaviour::Accept, Behaviour::Status(400), Behaviour::Html, Behaviour::Status(500)] {
        gateway.next([behaviour]);
        send(&client, &gateway.url()).await;
    }
    assert_eq!((gateway.count(), gateway.connections()), (4, 1));
}
