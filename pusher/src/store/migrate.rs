//! Brings a database up to the schema of this version, one numbered step after the other.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// The steps in order. One that was released is never changed: a change is a new step.
const STEPS: &[&str] = &[include_str!("migrations/0001.sql")];

/// Applies the steps that the database has not seen, each in a transaction of its own, so that
/// another process that starts at the same time waits and finds them done.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    loop {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done: u32 = transaction.query_row("PRAGMA user_version", (), |row| row.get(0))?;
        let Some(step) = STEPS.get(done as usize) else {
            let known = STEPS.len();
            return if done as usize > known {
                Err(StoreError::Newer { found: done, known })
            } else {
                Ok(())
            };
        };
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", done + 1)?;
        transaction.commit()?;
    }
}
