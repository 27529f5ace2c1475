//! Gateways over TLS: whom the client believes, and what it says about those that it does not.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

mod support;

use std::{
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    sync::{Arc, Mutex},
};

use axum::{Json, Router, body::Bytes, extract::State, http::Version, routing::post, serve::Listener};
use matrix_pusher::{
    gateway::{
        client::{ClientOptions, GatewayClient},
        denylist::Denylist,
        resolver::{Lookup, Names},
        response::{Answer, BadCertificate, Cause},
        url::{GatewayUrl, PATH, UrlPolicy},
    },
    tls,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use serde_json::{Value, json};
use support::process::{Process, config};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig, server::TlsStream};

const HOST: &str = "push.example.org";

/// An authority that nobody knows but those who are given its file.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("authorities.pem"), issuer.pem()).unwrap();
        Self { issuer, folder }
    }

    fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("authorities.pem")
    }

    /// A gateway with a certificate for a host that is valid now, unless it is changed.
    async fn vouches_for(&self, host: &str, change: impl FnOnce(&mut CertificateParams)) -> TlsGateway {
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        TlsGateway::start(params.signed_by(&key, &self.issuer).unwrap(), &key).await
    }
}

/// What reached the gateway after the handshake.
#[derive(Debug, PartialEq)]
struct Received {
    version: Version,
    body: Vec<u8>,
}

/// A gateway that speaks TLS, and HTTP/2 with those who want to.
struct TlsGateway {
    address: SocketAddr,
    /// The names that clients asked for in their handshakes.
    names: Arc<Mutex<Vec<Option<String>>>>,
    received: Arc<Mutex<Vec<Received>>>,
}

impl TlsGateway {
    async fn start(certificate: rcgen::Certificate, key: &KeyPair) -> Self {
        // The client's constructor does it for the tests' own sake as well, but may come later.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = key.serialize_der().try_into().unwrap();
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (names, received) = <(Arc<Mutex<Vec<_>>>, Arc<Mutex<Vec<_>>>)>::default();
        let listener = TlsListener { listener, acceptor: Arc::new(config).into(), names: Arc::clone(&names) };
        let router = Router::new().route(PATH, post(take)).with_state(Arc::clone(&received));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, names, received }
    }

    fn url(&self, host: &str) -> String {
        format!("https://{host}:{}{PATH}", self.address.port())
    }
}

async fn take(
    State(received): State<Arc<Mutex<Vec<Received>>>>,
    version: Version,
    body: Bytes,
) -> Json<Value> {
    received.lock().unwrap().push(Received { version, body: body.to_vec() });
    Json(json!({ "rejected": [] }))
}

struct TlsListener {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    names: Arc<Mutex<Vec<Option<String>>>>,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = self.listener.accept().await.unwrap();
            // Clients who do not believe the certificate end the handshake.
            if let Ok(stream) = self.acceptor.accept(stream).await {
                self.names.lock().unwrap().push(stream.get_ref().1.server_name().map(str::to_owned));
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// Every name is this machine's.
struct Loopback;

impl Names for Loopback {
    fn look_up(&self, _: &str) -> Lookup {
        Box::pin(std::future::ready(Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)])))
    }
}

fn policy() -> UrlPolicy {
    let denylist = Arc::new(Denylist::new(vec!["127.0.0.0/8".parse().unwrap()], Vec::new()));
    UrlPolicy { allow_http: false, denylist }
}

/// Asks a gateway by a name, with a client that trusts the authorities in a file.
async fn send(gateway: &TlsGateway, host: &str, authorities: Option<&Path>) -> Answer {
    let authorities = authorities.map_or_else(Vec::new, |file| tls::authorities(file).unwrap());
    let options = ClientOptions {
        policy: policy(),
        authorities,
        names: Arc::new(Loopback),
        ..ClientOptions::default()
    };
    let client = GatewayClient::new(options).unwrap();
    client.send(&GatewayUrl::parse(&gateway.url(host), &policy()).unwrap(), b"{}".to_vec()).await
}

fn refused(certificate: BadCertificate) -> Answer {
    Answer::unavailable(Cause::Certificate(certificate))
}

fn accepted() -> Answer {
    Answer::Accepted { rejected: Vec::new() }
}

#[tokio::test]
async fn a_gateway_whose_authority_is_trusted_gets_the_request() {
    let authority = Authority::new();
    let gateway = authority.vouches_for(HOST, |_| {}).await;
    assert_eq!(send(&gateway, HOST, Some(&authority.file())).await, accepted());
    // The connection goes to the address that was checked, and the handshake is about the name all the same.
    assert_eq!(*gateway.names.lock().unwrap(), [Some(HOST.to_owned())]);
    let received = Received { version: Version::HTTP_2, body: b"{}".to_vec() };
    assert_eq!(*gateway.received.lock().unwrap(), [received]);

    // An address has no name to ask for, and a certificate of its own.
    let gateway = authority.vouches_for("127.0.0.1", |_| {}).await;
    assert_eq!(send(&gateway, "127.0.0.1", Some(&authority.file())).await, accepted());
    assert_eq!(*gateway.names.lock().unwrap(), [None]);
}

#[tokio::test]
async fn a_gateway_that_cannot_prove_who_it_is_gets_nothing() {
    use BadCertificate::{Expired, Untrusted, WrongName};
    let (authority, other) = (Authority::new(), Authority::new());
    let good = authority.vouches_for(HOST, |_| {}).await;
    let elsewhere = authority.vouches_for("other.example.org", |_| {}).await;
    // The address that is connected to is right, but it is not what was asked for.
    let of_address = authority.vouches_for("127.0.0.1", |_| {}).await;
    let past = |params: &mut CertificateParams| params.not_after = date_time_ymd(2020, 1, 1);
    let future = |params: &mut CertificateParams| params.not_before = date_time_ymd(3000, 1, 1);
    let expired = authority.vouches_for(HOST, past).await;
    let not_yet = authority.vouches_for(HOST, future).await;
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new([HOST.to_owned()]).unwrap().self_signed(&key).unwrap();
    let self_signed = TlsGateway::start(own, &key).await;

    let trusting = authority.file();
    for (what, gateway, host, authorities, expected) in [
        ("an authority that only the system's do not know", &good, HOST, None, Untrusted),
        ("an authority that is not in the file", &good, HOST, Some(other.file()), Untrusted),
        ("no authority", &self_signed, HOST, Some(trusting.clone()), Untrusted),
        ("another name", &elsewhere, HOST, Some(trusting.clone()), WrongName),
        (
            "a name below that of the certificate",
            &good,
            "a.push.example.org",
            Some(trusting.clone()),
            WrongName,
        ),
        ("the name of an address", &of_address, HOST, Some(trusting.clone()), WrongName),
        ("the address of a name", &good, "127.0.0.1", Some(trusting.clone()), WrongName),
        ("over", &expired, HOST, Some(trusting.clone()), Expired),
        ("not begun", &not_yet, HOST, Some(trusting.clone()), Expired),
    ] {
        assert_eq!(send(gateway, host, authorities.as_deref()).await, refused(expected), "{what}");
        assert!(gateway.received.lock().unwrap().is_empty(), "{what}");
    }
}

#[tokio::test]
async fn the_service_tells_why_and_delivers_once_the_authority_is_configured() {
    let authority = Authority::new();
    let gateway = authority.vouches_for("127.0.0.1", |_| {}).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("pusher.toml");
    fs::write(&file, config(folder.path(), "")).unwrap();
    let service = Process::start(&file);
    let pusher = support::service::pusher("key", &gateway.url("127.0.0.1"));
    assert_eq!(service.ask("alice", "POST /pushers/set", Some(pusher)).await, (200, json!({})));
    let event = support::service::message("!room:example.org", "$one", json!(["@alice:example.org"]));
    assert_eq!(service.tell("/v1/events", event).await.0, 200);
    let origin = format!("https://{}", gateway.address);
    let outcome =
        |name: &str| format!("matrix_pusher_deliveries_total{{origin=\"{origin}\",outcome=\"{name}\"}}");
    service.until_measured(&outcome("certificate_untrusted")).await;
    service.until_logged(r#""failure":"certificate_untrusted""#).await;
    service.signal("TERM");
    assert!(service.ended().0.success());

    // It takes a restart, and what waited is delivered.
    let text = fs::read_to_string(&file).unwrap();
    let more = format!("[gateway]\nauthorities_file = \"{}\"", authority.file().display());
    fs::write(&file, text.replace("[gateway]", &more)).unwrap();
    let service = Process::start(&file);
    service.until_measured(&format!("{} 1", outcome("accepted"))).await;
    let received = gateway.received.lock().unwrap();
    let body: Value = serde_json::from_slice(&received[0].body).unwrap();
    assert_eq!((received.len(), &body["notification"]["event_id"]), (1, &json!("$one")));
}

#[test]
fn a_file_without_authorities_is_refused_with_the_reason() {
    let folder = TempDir::new().unwrap();
    let refused = |text: &str| {
        let file = folder.path().join("authorities.pem");
        fs::write(&file, text).unwrap();
        tls::authorities(&file).unwrap_err().to_string()
    };
    let key = KeyPair::generate().unwrap().serialize_pem();
    let pem = |inside: &str| format!("-----BEGIN CERTIFICATE-----\n{inside}\n-----END CERTIFICATE-----\n");
    for (text, expected) in [
        (String::new(), "there is no certificate in it"),
        ("authorities".to_owned(), "there is no certificate in it"),
        (key, "there is no certificate in it"),
        (pem("%"), "it is not PEM"),
        (pem("AAAA"), "certificate 1 cannot be used"),
        (Authority::new().issuer.pem() + &pem("AAAA"), "certificate 2 cannot be used"),
    ] {
        let error = refused(&text);
        assert!(error.contains(expected), "{text}: {error}");
    }
    let missing = tls::authorities(&folder.path().join("nothing.pem")).unwrap_err().to_string();
    assert!(missing.contains("No such file"), "{missing}");
}
