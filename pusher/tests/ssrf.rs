//! Whoever sets a pusher chooses a URL that is posted to from inside somebody's network: nothing private may be
//! reached that way, however it is spelled, resolved or rebound.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

mod support;

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use matrix_pusher::gateway::{
    client::{ClientOptions, GatewayClient},
    denylist::Denylist,
    resolver::{Lookup, Names},
    response::{Answer, Cause},
    url::{GatewayUrl, PATH, UrlPolicy},
};
use support::gateway::Gateway;

/// One address of each range that is denied, and the other ways to write some of them.
const PRIVATE: [&str; 43] = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.1.1",
    "192.175.48.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "100::1",
    "100:0:0:1::1",
    "2001::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2620:4f:8000::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
];

/// Every name stands for what the test says: at the n-th question the n-th answer, then the last one for ever.
struct TestNames {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl TestNames {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let answers = answers.iter().map(|answer| answer.iter().map(|text| text.parse().unwrap()).collect());
        Arc::new(Self { answers: answers.collect(), asked: AtomicUsize::new(0) })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Names for TestNames {
    fn look_up(&self, _: &str) -> Lookup {
        let before = self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = self.answers.get(before).or(self.answers.last()).cloned().unwrap_or_default();
        Box::pin(std::future::ready(Ok(answer)))
    }
}

/// What is denied by default, but for these networks. Plain HTTP, so that nothing but addresses is in the way.
fn except(nets: &[&str]) -> UrlPolicy {
    let nets = nets.iter().map(|net| net.parse().unwrap()).collect();
    UrlPolicy { allow_http: true, denylist: Arc::new(Denylist::new(nets, Vec::new())) }
}

fn options(policy: UrlPolicy) -> ClientOptions {
    ClientOptions { policy, timeout: Duration::from_secs(20), ..ClientOptions::default() }
}

fn resolving(names: &Arc<TestNames>, policy: UrlPolicy) -> GatewayClient {
    GatewayClient::new(ClientOptions { names: names.clone(), ..options(policy) }).unwrap()
}

/// Posts to a URL that was fine when it was set.
async fn send(client: &GatewayClient, host: &str, port: u16) -> Answer {
    let url = format!("http://{host}:{port}{PATH}");
    client.send(&url, br#"{"notification":{"devices":[]}}"#.to_vec()).await
}

fn denied(address: IpAddr) -> Answer {
    Answer::unavailable(Cause::Denied(Some(address)))
}

fn accepted() -> Answer {
    Answer::Accepted { rejected: Vec::new() }
}

#[tokio::test]
async fn a_name_that_stands_for_a_private_address_is_not_connected_to() {
    for address in PRIVATE {
        let names = TestNames::new(&[&[address]]);
        let answer = send(&resolving(&names, except(&[])), "push.example.org", 80).await;
        assert_eq!(answer, denied(address.parse().unwrap()), "{address}");
        assert_eq!(names.asked(), 1);
    }
}

#[tokio::test]
async fn a_private_address_in_the_url_is_neither_set_nor_connected_to() {
    let client = GatewayClient::new(options(except(&[]))).unwrap();
    for text in PRIVATE {
        let address: IpAddr = text.parse().unwrap();
        let host = if address.is_ipv6() { format!("[{address}]") } else { address.to_string() };
        assert!(GatewayUrl::parse(&format!("http://{host}{PATH}"), &except(&[])).is_err(), "{address}");
        assert_eq!(send(&client, &host, 80).await, denied(address), "{address}");
    }
}

#[tokio::test]
async fn loopback_is_denied_though_somebody_listens() {
    let gateway = Gateway::start();
    let port = gateway.address().port();
    for address in ["127.0.0.1", "::ffff:127.0.0.1"] {
        let client = resolving(&TestNames::new(&[&[address]]), except(&[]));
        assert_eq!(send(&client, "push.example.org", port).await, denied(address.parse().unwrap()));
    }
    // With the system's resolver, too.
    let client = GatewayClient::new(options(except(&[]))).unwrap();
    let answer = send(&client, "localhost", port).await;
    assert!(matches!(answer, Answer::Unavailable { cause: Cause::Denied(Some(_)), .. }), "{answer:?}");
    assert_eq!(gateway.connections(), 0);

    // It is the denylist that kept it away.
    let client = GatewayClient::new(options(except(&["127.0.0.0/8"]))).unwrap();
    assert_eq!(send(&client, "localhost", port).await, accepted());
}

#[tokio::test]
async fn a_name_that_changes_its_mind_gains_nothing() {
    let gateway = Gateway::start();
    let port = gateway.address().port();
    // 127.0.0.2 plays the public host, 127.0.0.1 the private one, where the gateway listens.
    let names = TestNames::new(&[&["127.0.0.2"], &["127.0.0.1"]]);
    let client = resolving(&names, except(&["127.0.0.2/32"]));

    // What was checked is what was connected to, and nobody listens there.
    assert_eq!(send(&client, "push.example.org", port).await, Answer::unavailable(Cause::Connect));
    assert_eq!(names.asked(), 1, "nobody asks again between the check and the connection");
    // The next connection asks, and is denied.
    assert_eq!(send(&client, "push.example.org", port).await, denied(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    assert_eq!((names.asked(), gateway.connections()), (2, 0));
}

#[tokio::test]
async fn of_several_addresses_only_the_public_ones_are_tried() {
    let gateway = Gateway::start();
    let port = gateway.address().port();
    let names = TestNames::new(&[&["10.0.0.1", "127.0.0.1", "::1", "169.254.169.254"]]);
    let client = resolving(&names, except(&["127.0.0.1/32"]));
    assert_eq!(send(&client, "push.example.org", port).await, accepted());

    let client = resolving(&TestNames::new(&[&["10.0.0.1", "::1"]]), except(&[]));
    assert_eq!(send(&client, "push.example.org", port).await, denied(IpAddr::V6(Ipv6Addr::LOCALHOST)));
    assert_eq!(gateway.connections(), 1);
}

#[tokio::test]
async fn http_is_refused_at_sending_too_once_it_is_no_longer_allowed() {
    let gateway = Gateway::start();
    let https_only = UrlPolicy { allow_http: false, ..except(&["127.0.0.0/8"]) };
    let client = GatewayClient::new(options(https_only)).unwrap();
    let answer = send(&client, "127.0.0.1", gateway.address().port()).await;
    assert_eq!(answer, Answer::unavailable(Cause::Denied(None)));
    assert_eq!(gateway.connections(), 0);
}
