//! `matrix-pusher pushers`: what operators can see of pushers and do to them, on the database itself. The service may run
//! meanwhile: it looks at the database before every request.

mod table;

use std::{io::Write as _, path::PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::Failure;
use crate::{
    clock::Clock,
    config::{self, ConfigError},
    operations::logs::fingerprint,
    store::{
        Store, StoreError,
        pushers::{self, Pusher, Selection},
    },
};

#[derive(Debug, Args)]
pub(super) struct Pushers {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show pushers and how they do
    List {
        #[command(flatten)]
        which: Which,
        /// One JSON object a line, with everything
        #[arg(long)]
        json: bool,
    },
    /// Try again now what waits for pushers, and call their gateways again
    Retry {
        #[command(flatten)]
        which: Which,
        /// Every pusher
        #[arg(long)]
        all: bool,
    },
    /// Delete pushers with what waits for them
    Drop {
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Debug, Args)]
struct Which {
    /// The numbers that `list` shows
    #[arg(value_name = "NUMBER")]
    pusher_ids: Vec<i64>,
    /// Those of this user
    #[arg(long, value_name = "USER_ID")]
    user_id: Option<String>,
    /// Those of this gateway, such as `https://push.example.org`
    #[arg(long, value_name = "ORIGIN")]
    origin: Option<String>,
    /// Those that fail
    #[arg(long)]
    failing: bool,
    /// The configuration of the service, which names the database
    #[arg(long, value_name = "FILE", env = "MATRIX_PUSHER_CONFIG")]
    config: Option<PathBuf>,
    /// The database, whatever the configuration says
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
}

impl Which {
    fn names_any(&self) -> bool {
        !self.pusher_ids.is_empty() || self.user_id.is_some() || self.origin.is_some() || self.failing
    }

    /// The database, which must be there: a new one would hold no pushers and only confuse.
    fn open(&self) -> Result<Store, Failure> {
        let path = match &self.store {
            Some(path) => path.clone(),
            None => config::load(self.config.as_deref()).map_err(unusable)?.store.path,
        };
        if !path.is_file() {
            return Err(Failure::new(format!("there is no database `{}`", path.display()))
                .with_help("name the service's with `--store`, or its configuration with `--config`"));
        }
        Store::open(&path).map_err(failed)
    }

    fn selection(self) -> Selection {
        let Self { pusher_ids, user_id, origin, failing, .. } = self;
        Selection { pusher_ids, user_id, origin, failing }
    }
}

impl Pushers {
    pub(super) fn run(self) -> Result<(), Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(self.act())
    }

    async fn act(self) -> Result<(), Failure> {
        match self.action {
            Action::List { which, json } => {
                let store = which.open()?;
                let selection = which.selection();
                let pushers: Vec<Pusher> = store
                    .read(move |connection| pushers::selected(connection, &selection))
                    .await
                    .map_err(failed)?;
                if json { print_json(&pushers) } else { table::print(&pushers, Clock::system().now()) }
            }
            Action::Retry { which, all } => {
                if !all && !which.names_any() {
                    return Err(nothing_named().with_help("name them, or say `--all`"));
                }
                let (store, now) = (which.open()?, Clock::system().now());
                let selection = which.selection();
                let count = store
                    .write(move |transaction| pushers::retry(transaction, &selection, now))
                    .await
                    .map_err(failed)?;
                say(&format!("tried again: {}", counted(count)))
            }
            Action::Drop { which } => {
                if !which.names_any() {
                    return Err(nothing_named().with_help("name them by number, user or gateway"));
                }
                let store = which.open()?;
                let selection = which.selection();
                let count = store
                    .write(move |transaction| pushers::drop_selected(transaction, &selection))
                    .await
                    .map_err(failed)?;
                say(&format!("deleted: {}", counted(count)))
            }
        }
    }
}

fn print_json(pushers: &[Pusher]) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    for pusher in pushers {
        let registration = &pusher.registration;
        let line = json!({
            "number": pusher.pusher_id,
            "user_id": registration.user_id,
            "app_id": registration.app_id,
            "pushkey_fingerprint": fingerprint(&registration.pushkey).to_string(),
            "origin": registration.origin,
            "format": registration.format,
            "app_display_name": registration.app_display_name,
            "device_display_name": registration.device_display_name,
            "enabled": registration.enabled,
            "device_id": registration.device_id,
            "pushkey_ts": pusher.pushkey_ts,
            "waiting_since": pusher.waiting_since,
            "next_attempt_at": pusher.next_attempt_at,
            "attempts": pusher.attempts,
            "failing_since": pusher.failing_since,
            "last_failure": pusher.last_failure,
            "last_success": pusher.last_success,
        });
        writeln!(output, "{line}")?;
    }
    Ok(())
}

fn counted(count: usize) -> String {
    match count {
        1 => "1 pusher".to_owned(),
        _ => format!("{count} pushers"),
    }
}

fn say(text: &str) -> Result<(), Failure> {
    Ok(writeln!(std::io::stdout(), "{text}")?)
}

fn nothing_named() -> Failure {
    Failure::new("which pushers?")
}

fn failed(error: StoreError) -> Failure {
    Failure::new(error.to_string())
}

fn unusable(error: ConfigError) -> Failure {
    Failure::new(error.to_string()).with_help("or name the database with `--store`")
}
