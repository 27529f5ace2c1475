//! `explain` and `pipe` as they are run: what goes in, and what comes out.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

mod support;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{PATIENCE, gateway::Gateway, process::binary};
use tempfile::TempDir;

const USER: &str = "@bob:localhost";

/// Runs a command with a text on standard input.
fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(binary())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // The command may end before it has read everything.
    let _read_or_not = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn file(folder: &TempDir, name: &str, content: &Value) -> String {
    let path = folder.path().join(name);
    fs::write(&path, content.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

fn message(body: &str) -> Value {
    json!({ "type": "m.room.message", "sender": "@alice:localhost", "room_id": "!r:localhost", "event_id": "$1",
        "content": { "msgtype": "m.text", "body": body } })
}

fn keyword(pattern: &str) -> Value {
    json!({ "content": [
        { "rule_id": "keyword", "pattern": pattern, "enabled": true, "default": false, "actions": ["notify"] },
    ] })
}

/// The events of a recorded `/sync` answer, each with the room that the answer has it in, a line each.
fn recorded() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/synapse_sync_initial.json");
    let answer: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut lines = String::new();
    for (room_id, room) in answer["rooms"]["join"].as_object().unwrap() {
        for part in ["state", "timeline"] {
            for event in room[part]["events"].as_array().unwrap() {
                let mut event = event.clone();
                event["room_id"] = room_id.as_str().into();
                lines += &format!("{event}\n");
            }
        }
    }
    lines
}

#[test]
fn explain_says_why_not() {
    let folder = TempDir::new().unwrap();
    let rules = file(&folder, "rules.json", &keyword("rocket"));
    let event = file(&folder, "event.json", &message("the rockets\u{1b}[31m are ready"));
    let output = run(&["explain", "--rules", &rules, "--event", &event, "--user-id", USER], "");
    assert!(output.status.success());
    assert_eq!(
        text(&output.stdout),
        "does not notify: no rule matches\n\n\
         ✗ content keyword: `content.body` contains `rocket` only inside a longer word: `rockets` at 4–11\n",
    );
}

#[test]
fn explain_marks_what_matches_and_commands_no_terminal() {
    let folder = TempDir::new().unwrap();
    let rules = file(&folder, "rules.json", &keyword("rockets"));
    let event = file(&folder, "event.json", &message("the rockets\u{1b}[31m\nare ready"));
    let output = run(&["explain", "--rules", &rules, "--event", &event, "--user-id", USER], "");
    let page = text(&output.stdout);
    assert!(page.starts_with("notifies without a sound: the content rule `keyword` decides\n"), "{page}");
    assert!(page.contains("the rockets\\u{1b}[31m⏎are ready"), "{page}");
    assert!(!page.contains('\u{1b}'), "{page}");
}

#[test]
fn explain_answers_programs_with_the_engine_s_explanation() {
    let folder = TempDir::new().unwrap();
    let event = message("hello");
    let path = file(&folder, "event.json", &event);
    let output = run(&["explain", "--event", &path, "--user-id", USER, "--format", "json"], "");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rules = matrix_push_rules::default_rules(USER, &Default::default()).unwrap();
    let context = matrix_push_rules::Context::new(USER);
    let expected = matrix_push_rules::explain(&event, &rules, &context, &Default::default()).unwrap();
    assert_eq!(answer, serde_json::to_value(expected).unwrap());
}

#[test]
fn what_cannot_be_read_is_said_with_what_to_do() {
    let folder = TempDir::new().unwrap();
    let event = file(&folder, "event.json", &message("hello"));
    for (arguments, message) in [
        (vec!["explain", "--event", &event], "the context has no `user_id`"),
        (vec!["explain", "--event", "nowhere.json", "--user-id", USER], "`nowhere.json`"),
        (vec!["explain", "--event", &event, "--user-id", USER, "--rules", &event], "rules"),
        (vec!["explain", "--event", &event, "--user-id", USER, "--dialect", "klingon"], "`synapse`"),
    ] {
        let output = run(&arguments, "");
        assert!(!output.status.success(), "{arguments:?}");
        assert!(text(&output.stderr).contains(message), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn whoever_has_seen_enough_hangs_up_and_a_full_disk_is_an_error() {
    let arguments = ["explain", "--event", "-", "--user-id", USER];
    let start = |output: Stdio| {
        let mut command = Command::new(binary());
        command.args(arguments).stdin(Stdio::piped()).stdout(output).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let end = |mut child: Child| {
        child.stdin.take().unwrap().write_all(message("hi").to_string().as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), text(&output.stderr))
    };
    let mut child = start(Stdio::piped());
    drop(child.stdout.take());
    assert_eq!(end(child), (Some(0), String::new()));
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let (code, error) = end(start(full.into()));
    assert!(code == Some(1) && error.starts_with("error: No space left"), "{code:?} {error}");
}

#[test]
fn pipe_answers_line_by_line_and_goes_on_after_a_bad_one() {
    let personal = json!({ "event": message("hi"), "context": { "member_count": 2 } });
    let input = format!("{}\n\n[\n{personal}\n", message("hi"));
    let output = run(&["pipe", "--user-id", USER], &input);
    let answers: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0]["rule"]["rule_id"], ".m.rule.message");
    assert_eq!(answers[0]["event_id"], "$1");
    assert!(answers[1]["error"].as_str().unwrap().contains("not JSON"));
    assert_eq!(answers[2]["rule"]["rule_id"], ".m.rule.room_one_to_one");
    assert!(!output.status.success());
    assert_eq!(text(&output.stderr).lines().next(), Some("error: there was a problem with one line"));
}

#[test]
fn pipe_takes_the_user_of_the_arguments_before_that_of_the_context() {
    let folder = TempDir::new().unwrap();
    let context = file(&folder, "context.json", &json!({ "user_id": "@alice:localhost", "member_count": 3 }));
    let notifies = |user_id: &str| {
        let arguments = ["pipe", "--context", &context, "--user-id", user_id];
        let output = run(&arguments, &message("hi").to_string());
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["notify"].clone()
    };
    assert_eq!(notifies(USER), true);
    assert_eq!(notifies("@alice:localhost"), false, "she sent it");
    let output = run(&["pipe", "--context", &context], &message("hi").to_string());
    assert!(text(&output.stdout).contains(r#""notify":false"#));
}

#[test]
fn pipe_remembers_the_state_that_passes_by() {
    let output = run(&["pipe", "--user-id", USER], &recorded());
    assert!(output.status.success());
    let answers = text(&output.stdout);
    // Rooms of two and of three, by the members that were told before.
    assert!(answers.contains(".m.rule.room_one_to_one") && answers.contains(".m.rule.message"), "{answers}");
}

/// The arguments that deliver to a gateway.
fn targets<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let fixed =
        ["pipe", "--user-id", USER, "--gateway", url, "--pushkey", "phone", "--app-id", "org.example"];
    [&fixed[..], &["--allow-http", "--allow-address", "127.0.0.0/8"], more].concat()
}

#[test]
fn pipe_delivers_what_notifies() {
    let gateway = Gateway::start();
    let url = gateway.url();
    let output = run(&targets(&url, &[]), &recorded());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let notifying = text(&output.stdout).lines().filter(|line| line.contains(r#""notify":true"#)).count();
    assert!(notifying > 5);
    assert_eq!(gateway.accepted("phone").len(), notifying);
}

#[test]
fn pipe_keeps_what_it_cannot_deliver() {
    let mut gateway = Gateway::start();
    let url = gateway.url();
    gateway.stop();
    let folder = TempDir::new().unwrap();
    let state: PathBuf = folder.path().join("state.db");
    let state = state.to_str().unwrap();
    let output = run(&targets(&url, &["--state", state]), &format!("{}\n", message("hi")));
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains(&format!("--state {state}")), "{}", text(&output.stderr));
    gateway.start_again();
    // The next try has its time, which is drawn; what is not due is kept again.
    let start = Instant::now();
    while !run(&targets(&url, &["--state", state]), "").status.success() {
        assert!(start.elapsed() < PATIENCE, "nothing is delivered");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(gateway.accepted("phone"), ["$1"]);
}
