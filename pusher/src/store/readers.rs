//! A few connections that only read, off the threads of the async runtime.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::Connection;
use tokio::{sync::Semaphore, task};

use super::{StoreError, connection};

/// How many reads run at once; more than the cores of a small machine only wait for each other.
const READERS: usize = 4;

#[derive(Debug, Clone)]
pub(super) struct Readers(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let idle = (0..READERS).map(|_| connection::reader(path)).collect::<Result<_, _>>()?;
        Ok(Self(Arc::new(Pool { idle: Mutex::new(idle), permits: Arc::new(Semaphore::new(READERS)) })))
    }

    pub(super) async fn read<T, E>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let permits = Arc::clone(&self.0.permits);
        let permit = permits.acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let pool = Arc::clone(&self.0);
        let reading = task::spawn_blocking(move || {
            let connection = pool.take().ok_or(StoreError::Closed)?;
            // One view of the data for the whole closure, however many queries it makes.
            let result = match connection.unchecked_transaction() {
                Ok(view) => read(&view),
                Err(error) => Err(StoreError::from(error).into()),
            };
            pool.put(connection);
            drop(permit);
            result
        });
        reading.await.map_err(|_| StoreError::Closed)?
    }
}

impl Pool {
    fn take(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn put(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}
