//! The connection that writes, and how it makes many writes durable at the price of one.
//!
//! Waiting for the disk is what costs. So a thread takes every write that has queued up, runs them
//! in one transaction, commits once, and answers only then. Each runs in a savepoint: one that fails
//! takes nothing of the others with it.
//!
//! Where there is only one write, going to that thread and back costs as much as the disk. So a short
//! one is made where it is asked for, if nobody else is writing.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{Mutex, mpsc, oneshot};

use super::StoreError;

/// The most writes in one group. Those that queue up meanwhile are the next group.
const MAX_GROUP: usize = 512;

/// How long a group may take to run before it is committed, so that nobody waits long for others.
const MAX_GROUP_TIME: Duration = Duration::from_millis(20);

/// Makes one write, within the transaction of its group if there is one, and leaves its reply. Fails if the
/// whole group must.
type Job = Box<dyn FnOnce(Begun<'_>, &mut Vec<Reply>) -> Result<(), StoreError> + Send>;

/// The transaction of a group, or why there is none.
type Begun<'a> = Result<&'a Transaction<'a>, StoreError>;

enum Message {
    Write(Job),
    /// Nothing that comes after this is written.
    Close,
}

/// Tells whoever asked for a write how the commit went.
type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

#[derive(Debug, Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Message>,
    connection: Shared,
}

/// Nothing once it is closed. Who waits for it gets it in turn, so that short writes do not keep the
/// thread waiting.
type Shared = Arc<Mutex<Option<Connection>>>;

impl Writer {
    /// The thread ends with [`Writer::close`], or when the last clone of the writer is gone.
    pub(super) fn start(connection: Connection) -> Result<(Self, thread::JoinHandle<()>), StoreError> {
        let (queue, mut queued) = mpsc::channel(MAX_GROUP);
        let connection = Arc::new(Mutex::new(Some(connection)));
        let shared = Arc::clone(&connection);
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || run(&shared, &mut queued))
            .map_err(|_| StoreError::Closed)?;
        Ok((Self { queue, connection }, thread))
    }

    pub(super) async fn write_short<T, E>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        if let Ok(mut connection) = self.connection.try_lock()
            && let Some(connection) = connection.as_mut()
        {
            return alone(connection, write);
        }
        self.write(write).await
    }

    pub(super) async fn write<T, E>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |begun, replies| {
            let (result, is_sound) = match begun {
                Ok(transaction) => in_savepoint(transaction, write),
                Err(error) => (Err(error.into()), Ok(())),
            };
            replies.push(Box::new(move |committed| {
                let kept = result.and_then(|value| committed.map(|()| value).map_err(E::from));
                // Whoever asked may have gone away; the write is made all the same.
                let _gone = answer.send(kept);
            }));
            is_sound
        });
        self.queue.send(Message::Write(job)).await.map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// Makes the writes that have queued up the last ones.
    pub(super) async fn close(&self) {
        // It may have ended already.
        let _ended = self.queue.send(Message::Close).await;
    }
}

fn run(shared: &Shared, queue: &mut mpsc::Receiver<Message>) {
    let mut is_open = true;
    while is_open && let Some(Message::Write(first)) = queue.blocking_recv() {
        let mut held = shared.blocking_lock();
        let Some(connection) = held.as_mut() else { return };
        let mut replies = Vec::new();
        let committed = group(connection, first, queue, &mut replies, &mut is_open);
        drop(held);
        for reply in replies {
            reply(committed.clone());
        }
    }
    *shared.blocking_lock() = None;
}

/// Makes one write, which nobody shares the commit with.
fn alone<T, E: From<StoreError>>(
    connection: &mut Connection,
    write: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let transaction = begun.map_err(StoreError::from)?;
    let result = made(&transaction, write)?;
    transaction.commit().map_err(StoreError::from)?;
    Ok(result)
}

/// Makes a write. A bug in one must not end all others: it fails like any other.
fn made<T, E: From<StoreError>>(
    transaction: &Transaction<'_>,
    write: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(|| write(transaction))).unwrap_or_else(|_| Err(StoreError::Panicked.into()))
}

/// Runs a group and commits it. If it cannot begin, whoever waits learns why.
fn group(
    connection: &mut Connection,
    first: Job,
    queue: &mut mpsc::Receiver<Message>,
    replies: &mut Vec<Reply>,
    is_open: &mut bool,
) -> Result<(), StoreError> {
    let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let begun = begun.map_err(StoreError::from);
    let started = Instant::now();
    let mut next = Some(first);
    while let Some(job) = next {
        job(begun.as_ref().map_err(Clone::clone), replies)?;
        let is_full = replies.len() >= MAX_GROUP || started.elapsed() >= MAX_GROUP_TIME;
        if is_full {
            break;
        }
        next = match queue.try_recv() {
            Ok(Message::Write(job)) => Some(job),
            Ok(Message::Close) => {
                *is_open = false;
                None
            }
            Err(_) => None,
        };
    }
    Ok(begun?.commit()?)
}

/// Makes a write so that it leaves nothing behind if it fails. Says, too, whether the transaction can be
/// trusted afterwards.
fn in_savepoint<T, E: From<StoreError>>(
    transaction: &Transaction<'_>,
    write: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> (Result<T, E>, Result<(), StoreError>) {
    let execute = |sql| -> Result<(), StoreError> {
        transaction.prepare_cached(sql)?.execute(())?;
        Ok(())
    };
    if let Err(error) = execute("SAVEPOINT one") {
        return (Err(error.clone().into()), Err(error));
    }
    let result = made(transaction, write);
    let undone = if result.is_err() { execute("ROLLBACK TO one") } else { Ok(()) };
    (result, undone.and_then(|()| execute("RELEASE one")))
}
