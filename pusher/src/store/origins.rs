//! Circuit breakers of push gateways, so that all processes agree on who is down.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::StoreError;
use crate::{
    clock::Millis,
    delivery::breaker::{Breaker, Probe},
};

/// The breaker of an origin.
///
/// # Errors
/// If the database fails.
pub fn load(connection: &Connection, origin: &str) -> Result<Breaker, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT failures, failing_since, open_until, probe_owner, probe_until FROM origins WHERE origin = ?",
    )?;
    let found = statement.query_row([origin], |row| breaker(row, 0)).optional()?;
    Ok(found.unwrap_or_default())
}

/// The breakers of all origins that do not work.
///
/// # Errors
/// If the database fails.
pub fn failing(connection: &Connection) -> Result<Vec<(String, Breaker)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT origin, failures, failing_since, open_until, probe_owner, probe_until FROM origins
         ORDER BY origin",
    )?;
    let found = statement.query_map((), |row| Ok((row.get(0)?, breaker(row, 1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The origins that are left alone.
///
/// # Errors
/// If the database fails.
pub fn open(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT origin FROM origins WHERE open_until IS NOT NULL")?;
    let found = statement.query_map((), |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Keeps a breaker. One that is as good as new has no row.
pub(super) fn save(transaction: &Transaction<'_>, origin: &str, breaker: &Breaker) -> Result<(), StoreError> {
    if *breaker == Breaker::default() {
        transaction.prepare_cached("DELETE FROM origins WHERE origin = ?")?.execute([origin])?;
        return Ok(());
    }
    let probe: Option<(&str, Millis)> =
        breaker.probe.as_ref().map(|probe| (probe.owner.as_str(), probe.until));
    let mut statement = transaction.prepare_cached(
        "REPLACE INTO origins (origin, failures, failing_since, open_until, probe_owner, probe_until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    statement.execute(params![
        origin,
        breaker.failures,
        breaker.failing_since,
        breaker.open_until,
        probe.map(|probe| probe.0),
        probe.map(|probe| probe.1),
    ])?;
    Ok(())
}

fn breaker(row: &Row<'_>, first: usize) -> rusqlite::Result<Breaker> {
    let owner: Option<String> = row.get(first + 3)?;
    let until: Option<Millis> = row.get(first + 4)?;
    Ok(Breaker {
        failures: row.get(first)?,
        failing_since: row.get(first + 1)?,
        open_until: row.get(first + 2)?,
        probe: owner.zip(until).map(|(owner, until)| Probe { owner, until }),
    })
}
