//! What the functions of the store promise: all or nothing, durable, and one view to a read.

#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::{os::unix::fs::PermissionsExt as _, time::Duration};

use matrix_pusher::store::{Store, StoreError, Transaction, rules};

fn open(directory: &tempfile::TempDir) -> Store {
    Store::open(&directory.path().join("pusher.sqlite")).unwrap()
}

#[derive(Debug, PartialEq)]
enum Refusal {
    Wanted,
    Store(String),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error.to_string())
    }
}

#[tokio::test]
async fn a_write_that_fails_leaves_nothing_and_harms_no_other_of_its_group() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory);
    let saves = (0..200).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            store
                .write(move |transaction| {
                    rules::save(transaction, &format!("@{number}:example.org"), "{}")?;
                    if number % 3 == 0 { Err(Refusal::Wanted) } else { Ok(number) }
                })
                .await
        })
    });
    for (number, save) in saves.collect::<Vec<_>>().into_iter().enumerate() {
        let expected = if number % 3 == 0 { Err(Refusal::Wanted) } else { Ok(number) };
        assert_eq!(save.await.unwrap(), expected);
    }
    store.close().await;

    let store = open(&directory);
    for number in 0..200 {
        let version: Result<_, StoreError> =
            store.read(move |connection| rules::version(connection, &format!("@{number}:example.org"))).await;
        assert_eq!(version.unwrap(), i64::from(number % 3 != 0), "user {number}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn short_writes_are_as_good_as_others_alone_and_among_them() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory);
    let save = |number: usize| {
        move |transaction: &Transaction<'_>| {
            rules::save(transaction, &format!("@{number}:example.org"), "{}")?;
            match number % 3 {
                0 => Err(Refusal::Wanted),
                _ => Ok(number),
            }
        }
    };
    let expected = |number: usize| if number.is_multiple_of(3) { Err(Refusal::Wanted) } else { Ok(number) };
    for number in 0..20 {
        assert_eq!(store.write_short(save(number)).await, expected(number));
    }
    let saves = (20..200).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            match number % 2 {
                0 => store.write_short(save(number)).await,
                _ => store.write(save(number)).await,
            }
        })
    });
    for (number, save) in (20..).zip(saves.collect::<Vec<_>>()) {
        assert_eq!(save.await.unwrap(), expected(number));
    }
    let left = store.clone();
    store.close().await;
    let closed = Err(Refusal::Store(StoreError::Closed.to_string()));
    assert_eq!(left.write_short(save(1)).await, closed);

    let store = open(&directory);
    for number in 0..200 {
        let version: Result<_, StoreError> =
            store.read(move |connection| rules::version(connection, &format!("@{number}:example.org"))).await;
        assert_eq!(version.unwrap(), i64::from(number % 3 != 0), "user {number}");
    }
}

#[tokio::test]
async fn a_write_that_panics_leaves_nothing_and_others_go_on() {
    fn panics(transaction: &Transaction<'_>) -> Result<i64, StoreError> {
        rules::save(transaction, "@a:example.org", "{}")?;
        panic!("wanted");
    }
    fn saves(transaction: &Transaction<'_>) -> Result<i64, StoreError> {
        rules::save(transaction, "@a:example.org", "{}")
    }
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory);
    assert!(matches!(store.write_short(panics).await, Err(StoreError::Panicked)));
    assert_eq!(store.write_short(saves).await.unwrap(), 1);
    // Among others, in one group or several.
    let all = tokio::join!(store.write(saves), store.write(panics), store.write(saves));
    assert!(matches!(all, (Ok(2), Err(StoreError::Panicked), Ok(3))), "{all:?}");
    store.close().await;
}

#[tokio::test]
async fn who_cannot_write_because_of_another_process_is_told_so() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory);
    let impatient = |transaction: &Transaction<'_>| -> Result<(), StoreError> {
        transaction.busy_timeout(Duration::ZERO)?;
        Ok(())
    };
    store.write(impatient).await.unwrap();
    let mut other = rusqlite::Connection::open(directory.path().join("pusher.sqlite")).unwrap();
    let writing = other.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    let save = |transaction: &Transaction<'_>| rules::save(transaction, "@a:example.org", "{}");
    let (one, two) = tokio::join!(store.write(save), store.write(save));
    for refused in [one, two, store.write_short(save).await] {
        assert!(matches!(refused, Err(StoreError::Sqlite(_))), "{refused:?}");
    }
    drop(writing);
    assert_eq!(store.write(save).await.unwrap(), 1);
}

#[tokio::test]
async fn what_was_written_is_read_and_versions_grow() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory);
    for expected in 1..=3 {
        let version: Result<_, StoreError> =
            store.write(|transaction| rules::save(transaction, "@a:example.org", r#"{"content":[]}"#)).await;
        assert_eq!(version.unwrap(), expected);
    }
    let loaded: Result<_, StoreError> =
        store.read(|connection| rules::load(connection, "@a:example.org")).await;
    let loaded = loaded.unwrap().unwrap();
    assert_eq!((loaded.version, loaded.ruleset.as_str()), (3, r#"{"content":[]}"#));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("pusher.sqlite");
    open(&directory).close().await;
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = Store::open(&path).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the database has schema 99, this version knows up to 1; use the newer version"
    );
}

#[test]
fn a_new_database_is_for_its_owner_only() {
    let directory = tempfile::tempdir().unwrap();
    let _store = open(&directory);
    let mut names = Vec::new();
    for file in std::fs::read_dir(directory.path()).unwrap().map(Result::unwrap) {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", file.file_name());
        names.push(file.file_name());
    }
    names.sort();
    assert_eq!(names, ["pusher.sqlite", "pusher.sqlite-shm", "pusher.sqlite-wal"]);
}
