//! `matrix-pusher pushers`, as operators run it, beside the store of a service.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that panics has failed")]

mod support;

use std::{path::PathBuf, process::Command};

use matrix_pusher::store::{
    Store, StoreError,
    pushers::{self, Registration, Selection},
};
use serde_json::{Value, json};
use tempfile::TempDir;

const ONE: &str = "https://one.example.org";
const TWO: &str = "https://two.example.org";

struct Service {
    store: Store,
    path: PathBuf,
    _folder: TempDir,
}

/// Three pushers: Alice's two, of which the second fails, and Bob's, with a name that commands terminals.
async fn service() -> Service {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("db");
    let store = Store::open(&path).unwrap();
    for (user_id, app_id, pushkey, origin) in [
        ("@alice:example.org", "app", "alices-key-1", ONE),
        ("@alice:example.org", "app", "alices-key-2", TWO),
        ("@bob:example.org", "\u{1b}[2Japp", "bobs-key", TWO),
    ] {
        let url = format!("{origin}/_matrix/push/v1/notify");
        let registration = Registration {
            app_id: app_id.to_owned(),
            ..support::service::registration(user_id, pushkey, &url, &json!({}))
        };
        write(&store, move |transaction| pushers::register(transaction, &registration, 100, 1000).map(drop))
            .await;
    }
    write(&store, |transaction| {
        transaction.execute_batch(
            "UPDATE pushers SET attempts = 3, failing_since = 1000, last_failure = 'status 503',
                 waiting_since = 1000, next_attempt_at = 99999999999999, badge_due = 1000
             WHERE pushkey = 'alices-key-2';
             INSERT INTO origins (origin, failures, open_until) VALUES ('https://two.example.org', 9, 99999999999999);",
        )?;
        Ok(())
    })
    .await;
    Service { store, path, _folder: folder }
}

async fn write(
    store: &Store,
    write: impl FnOnce(&matrix_pusher::store::Transaction<'_>) -> Result<(), StoreError> + Send + 'static,
) {
    store.write(write).await.unwrap();
}

/// What the command says, and whether it worked.
fn run(service: &Service, arguments: &[&str]) -> (bool, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_matrix-pusher"))
        .arg("pushers")
        .args(arguments)
        .arg("--store")
        .arg(&service.path)
        .env_clear()
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

#[tokio::test]
async fn a_list_shows_how_pushers_do_and_no_pushkey() {
    let service = service().await;
    let (success, text, _) = run(&service, &["list"]);
    assert!(success);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[0].starts_with("number  user"), "{text}");
    assert!(lines[1].contains("@alice:example.org") && lines[1].contains("ok"), "{text}");
    assert!(lines[2].contains("failing: status 503") && lines[2].contains("next try in"), "{text}");
    assert!(lines[3].contains("@bob:example.org"), "{text}");
    assert!(!text.contains("-key"), "a pushkey is shown: {text}");
    assert!(!text.contains('\u{1b}'), "{text:?}");
}

#[tokio::test]
async fn a_list_can_be_a_selection_and_json() {
    let service = service().await;
    for (arguments, numbers) in [
        (&["list", "--json"][..], &[1, 2, 3][..]),
        (&["list", "--json", "--failing"], &[2]),
        (&["list", "--json", "--user-id", "@bob:example.org"], &[3]),
        (&["list", "--json", "--origin", TWO], &[2, 3]),
        (&["list", "--json", "--origin", TWO, "--user-id", "@alice:example.org"], &[2]),
        (&["list", "--json", "3", "1", "77"], &[1, 3]),
        (&["list", "--json", "--user-id", "@nobody:example.org"], &[]),
    ] {
        let (success, text, error) = run(&service, arguments);
        assert!(success, "{arguments:?}: {error}");
        let listed: Vec<i64> = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["number"].as_i64().unwrap())
            .collect();
        assert_eq!(listed, numbers, "{arguments:?}");
        assert!(!text.contains("-key"), "a pushkey is shown: {text}");
    }
}

#[tokio::test]
async fn retry_makes_it_due_and_closes_the_breaker() {
    let service = service().await;
    let (success, text, _) = run(&service, &["retry", "2"]);
    assert!(success);
    assert_eq!(text, "tried again: 1 pusher\n");
    let (pushers, breakers) = service
        .store
        .read(|connection| {
            let pushers = pushers::selected(connection, &Selection::default())?;
            let breakers: i64 = connection.query_row("SELECT count(*) FROM origins", (), |row| row.get(0))?;
            Ok::<_, StoreError>((pushers, breakers))
        })
        .await
        .unwrap();
    assert_eq!(breakers, 0);
    assert_eq!((pushers[1].attempts, pushers[1].failing_since), (0, None));
    assert!(pushers[1].next_attempt_at.is_some_and(|at| at < 99_999_999_999_999));
    // Nothing waits for the others, so nothing is due.
    run(&service, &["retry", "--all"]);
    let pushers =
        service.store.read(|connection| pushers::selected(connection, &Selection::default())).await.unwrap();
    assert_eq!(pushers[0].next_attempt_at, None);
}

#[tokio::test]
async fn drop_deletes_what_is_named_and_nothing_else() {
    let service = service().await;
    let (success, text, _) = run(&service, &["drop", "--origin", TWO]);
    assert!(success);
    assert_eq!(text, "deleted: 2 pushers\n");
    let (_, text, _) = run(&service, &["list", "--json"]);
    assert_eq!(text.lines().count(), 1);
    assert_eq!(run(&service, &["drop", "1"]).1, "deleted: 1 pusher\n");
    assert_eq!(run(&service, &["list"]).1, "no pushers\n");
}

#[tokio::test]
async fn who_names_nothing_changes_nothing() {
    let service = service().await;
    for action in ["retry", "drop"] {
        let (success, text, error) = run(&service, &[action]);
        assert!(!success && text.is_empty());
        assert!(error.contains("which pushers?") && error.contains("help:"), "{error}");
    }
    assert!(!run(&service, &["drop", "--all"]).0);
    assert_eq!(run(&service, &["list", "--json"]).1.lines().count(), 3);
}

#[test]
fn a_database_that_is_not_there_is_not_made() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("db");
    let output = Command::new(env!("CARGO_BIN_EXE_matrix-pusher"))
        .args(["pushers", "list", "--store"])
        .arg(&path)
        .output()
        .unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && error.contains("there is no database"), "{error}");
    assert!(!path.exists());
}
