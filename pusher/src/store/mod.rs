//! Where everything is kept that must survive: SQLite, behind three functions.
//!
//! [`Store::write`] runs a closure in the writer thread and answers when what it did is durable, as does
//! [`Store::write_short`], on the spot if it can; [`Store::read`] runs one on a connection that only reads.
//! Queries are plain functions, one family of tables a file, so that one closure can combine several in one
//! transaction; SQL is written nowhere else. Other processes may use the same file at the same time: who works
//! on what is settled by leases in the tables, never by the memory of a process.

mod connection;
mod error;
mod migrate;
mod readers;
mod writer;

pub mod counts;
pub mod delivery;
pub mod events;
pub mod ingested;
pub mod notifications;
pub mod origins;
pub mod pushers;
pub mod receipts;
pub mod retention;
pub mod rules;
pub mod status;
pub mod sync;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
};

pub use rusqlite::{Connection, Transaction};

pub use self::error::StoreError;
use self::{readers::Readers, writer::Writer};

/// The database. Clones share it.
#[derive(Debug, Clone)]
pub struct Store {
    writer: Writer,
    readers: Readers,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
    path: Arc<PathBuf>,
}

impl Store {
    /// Opens the database, creates it if it is not there, and brings its schema up to date.
    ///
    /// # Errors
    /// If the file cannot be used, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let (writer, thread) = Writer::start(connection::writer(path)?)?;
        let readers = Readers::open(path)?;
        let thread = Arc::new(Mutex::new(Some(thread)));
        Ok(Self { writer, readers, thread, path: Arc::new(path.to_owned()) })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a write, and answers once it is on the disk. All of the closure counts or, if it fails,
    /// nothing of it.
    ///
    /// # Errors
    /// What the closure fails with, or why the database could not write.
    pub async fn write<T, E>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writer.write(write).await
    }

    /// The same for a write that takes hardly longer than the disk. If nobody else is writing, it is made
    /// on the thread that asks, which waits for the disk then but saves two changes of threads.
    ///
    /// # Errors
    /// See [`Store::write`].
    pub async fn write_short<T, E>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writer.write_short(write).await
    }

    /// Reads. All queries of the closure see the data as of one moment.
    ///
    /// # Errors
    /// What the closure fails with, or why the database could not be read.
    pub async fn read<T, E>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.readers.read(read).await
    }

    /// Makes the writes that have queued up, and closes the database: for all clones.
    pub async fn close(self) {
        self.writer.close().await;
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // It ends by panicking only if a closure did, which has been reported then.
            let _ended = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}
