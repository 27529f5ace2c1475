//! Forgetting: what is old goes, with everything that hangs on it, and nothing else.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use matrix_pusher::{
    clock::Clock,
    ingest::{EventRequest, Ingest},
    store::{Store, StoreError, notifications, retention},
};
use serde_json::json;
use tokio::sync::Notify;

const ALICE: &str = "@alice:example.org";

#[tokio::test]
async fn old_events_go_with_their_notifications_counts_and_keys() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("db")).unwrap();
    let now = Arc::new(AtomicI64::new(1_000_000));
    let ingest = Ingest::new(store.clone(), Clock::manual(Arc::clone(&now)), Arc::new(Notify::new()), None);
    let send = |key: String, event_id: String| {
        let request = EventRequest::from_value(json!({
            "idempotency_key": key,
            "event": {"type": "m.room.message", "sender": "@bob:example.org", "event_id": event_id,
                "room_id": "!room:example.org", "content": {"body": "hello"}},
            "recipients": [ALICE],
        }));
        let ingest = ingest.clone();
        tokio::spawn(async move { ingest.event(request.unwrap()).await })
    };
    // More than are forgotten at once.
    let old: Vec<_> =
        (0..250).map(|number| send(format!("key-{number}"), format!("$old-{number}"))).collect();
    for sent in old {
        sent.await.unwrap().unwrap();
    }
    now.store(2_000_000, Ordering::SeqCst);
    for number in 0..3 {
        send(format!("new-{number}"), format!("$new-{number}")).await.unwrap().unwrap();
    }
    let count = async || {
        let counts = ingest.counts(ALICE.to_owned(), None).await.unwrap();
        counts.iter().map(|count| count.notifications).sum::<u64>()
    };
    assert_eq!(count().await, 253);

    let mut rounds = 0;
    loop {
        rounds += 1;
        let forgotten: Result<bool, StoreError> = store
            .write(|transaction| {
                let more = retention::forget_events(transaction, 1_500_000)?;
                Ok(retention::forget_keys(transaction, 1_500_000)? || more)
            })
            .await;
        if !forgotten.unwrap() {
            break;
        }
    }
    assert_eq!((rounds, count().await), (2, 3));
    let page: Result<_, StoreError> =
        store.read(|connection| notifications::page(connection, ALICE, None, 100, false)).await;
    assert_eq!(page.unwrap().len(), 3);
    // The key is free again, the new ones are not.
    assert_eq!(send("key-7".to_owned(), "$another".to_owned()).await.unwrap().unwrap().notified, 1);
    assert!(send("new-1".to_owned(), "$another".to_owned()).await.unwrap().is_err());
}
