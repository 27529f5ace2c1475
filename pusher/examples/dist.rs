//! The files of `dist` and the metrics, held against the programs that they are for: nginx, systemd and Prometheus'
//! promtool, which have to be there. Run it with `cargo xtask push-dist`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a check that fails may panic")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::{
    fs,
    io::Write,
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::process::{Process, Running, binary, client, config};
use tempfile::TempDir;

#[tokio::main]
async fn main() {
    nginx_routes_what_is_about_push_and_changes_no_byte().await;
    println!("nginx routes what is about push, and changes no byte");
    systemd_finds_nothing_wrong_with_the_unit();
    println!("systemd finds nothing wrong with the unit");
    prometheus_finds_nothing_wrong_with_the_metrics().await;
    println!("Prometheus finds nothing wrong with the metrics");
}

fn dist(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("dist").join(name)).unwrap()
}

fn started() -> (TempDir, Process) {
    let folder = TempDir::new().unwrap();
    let file: PathBuf = folder.path().join("pusher.toml");
    fs::write(&file, config(folder.path(), "")).unwrap();
    let service = Process::start(&file);
    (folder, service)
}

/// A reverse proxy with our part in it. Behind the rest of it is a homeserver that is a teapot.
async fn nginx(folder: &Path, pusher: SocketAddr) -> (Running, String) {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let ours = dist("nginx.conf").replace("127.0.0.1:8181", &pusher.to_string());
    let folder = folder.display();
    let paths: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|name| format!("{name}_temp_path {folder}/{name};\n"))
        .collect();
    let text = format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n\
         {paths}server {{\nlisten {address};\n{ours}\nlocation / {{ return 418; }}\n}}\n}}\n"
    );
    let file = format!("{folder}/nginx.conf");
    fs::write(&file, text).unwrap();
    let running = Running(Command::new("nginx").args(["-c", &file]).spawn().unwrap());
    let start = Instant::now();
    while TcpStream::connect(address).is_err() {
        assert!(start.elapsed() < Duration::from_secs(10), "nginx does not start");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    (running, format!("http://{address}/_matrix/client/v3"))
}

async fn nginx_routes_what_is_about_push_and_changes_no_byte() {
    let (folder, service) = started();
    let (_nginx, base) = nginx(folder.path(), service.client).await;
    let http = client();
    let ask = async |method: &str, path: &str, body: Option<Value>| {
        let mut request = http.request(method.parse().unwrap(), format!("{base}{path}")).bearer_auth("alice");
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    for path in [
        "/pushrules",
        "/pushrules/",
        "/pushrules/global/",
        "/pushrules/global/override/.m.rule.master/enabled",
        "/pushrules/global/content/a%2Fb",
        "/pushers",
        "/pushers/set",
        "/notifications",
        "/notifications?limit=1&only=highlight",
        "/user/@alice:example.org/account_data/m.push_rules",
        "/user/%40alice%3Aexample.org/account_data/m.push_rules",
        "/user/@al%2Fice:example.org/account_data/m.push_rules",
        "/user/@alice:example.org/rooms/!r:example.org/account_data/m.push_rules",
    ] {
        assert_ne!(ask("GET", path, None).await.0, 418, "{path}");
    }
    for path in [
        "/sync",
        "/pushruless/",
        "/pushers/",
        "/pushers/set/",
        "/pushers/other",
        "/notifications/",
        "/notifications/x",
        "/user/@alice:example.org/account_data/m.push_rules.other",
        "/user/@alice:example.org/account_data/m.direct",
        "/user/@alice:example.org/filter",
        "/rooms/!pushrules:example.org/state",
    ] {
        assert_eq!(ask("GET", path, None).await.0, 418, "{path}");
    }

    let rule = json!({ "pattern": "cake", "actions": ["notify"] });
    for (encoded, rule_id) in [
        ("100%25", "100%"),
        ("%2541", "%41"),
        ("a%20b+c", "a b+c"),
        ("%3Fa%23b", "?a#b"),
        ("%C3%A9", "é"),
        ("a;b=c", "a;b=c"),
    ] {
        let path = format!("/pushrules/global/content/{encoded}");
        assert_eq!(ask("PUT", &path, Some(rule.clone())).await.0, 200, "{encoded}");
        let (_, rules) = service.ask("alice", "GET /pushrules/global/", None).await;
        assert_eq!(rules["content"][0]["rule_id"], rule_id, "{encoded}");
    }
    // Such ids are not allowed; that they are read shows that they arrived.
    for (encoded, rule_id) in [("a%2Fb%2525", "`a/b%25`"), ("..%2Fx", "`../x`"), ("a%2F%2Fb", "`a//b`")] {
        let path = format!("/pushrules/global/room/{encoded}");
        let (status, text) = ask("PUT", &path, Some(json!({ "actions": [] }))).await;
        assert!(status == 400 && text.contains(rule_id), "{encoded}: {text}");
    }
    let (status, text) = ask("POST", "/pushers/set", Some(json!("x".repeat(70_000)))).await;
    assert!(status == 413 && text.contains("M_TOO_LARGE"), "{text}");
}

fn systemd_finds_nothing_wrong_with_the_unit() {
    let folder = TempDir::new().unwrap();
    let unit = folder.path().join("matrix-pusher.service");
    let text = dist("matrix-pusher.service");
    fs::write(&unit, text.replace("/usr/local/bin/matrix-pusher", binary().to_str().unwrap())).unwrap();
    let output = Command::new("systemd-analyze").arg("verify").arg(&unit).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && said.is_empty(), "{said}");
}

async fn prometheus_finds_nothing_wrong_with_the_metrics() {
    let (_folder, service) = started();
    let message = support::service::message("!room:example.org", "$one", json!(["@alice:example.org"]));
    service.tell("/v1/events", message).await;
    service.ask("alice", "GET /pushers", None).await;
    let (_, metrics) = service.look("/metrics").await;
    let mut promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    promtool.stdin.take().unwrap().write_all(metrics.as_bytes()).unwrap();
    let output = promtool.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && said.is_empty(), "{said}");
}
