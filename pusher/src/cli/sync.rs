//! `matrix-pusher sync`: follows one account and delivers, or prints, what notifies.

use std::{io::Write, path::PathBuf};

use clap::{Args, ValueEnum};
use matrix_push_rules::Evaluation;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{Failure, targets::Targets, terminal::harmless};
use crate::{
    config::LogFormat,
    core::Core,
    operations::{logs::Logs, signals},
    store::Store,
    sync::{Happening, Homeserver, Outlet, Printer, Session, Token},
};

#[derive(Debug, Args)]
pub(super) struct Sync {
    /// The base address of the account's homeserver, such as `https://matrix.example.org`
    #[arg(long, value_name = "URL")]
    homeserver: Url,
    /// A file that holds the access token; read again when the homeserver no longer accepts it. Without it, the
    /// token comes from the environment variable `MATRIX_ACCESS_TOKEN`
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The file that remembers up to where the account was read
    #[arg(long, value_name = "FILE", default_value = "matrix-pusher-sync.db")]
    state: PathBuf,
    /// How to print what notifies, if it is not delivered
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// What to log: `error`, `warn`, `info`, `debug`
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    log_level: String,
    #[command(flatten)]
    targets: Targets,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// A line for people
    Text,
    /// A JSON object a line: the event, its room and the evaluation
    Json,
}

impl Sync {
    pub(super) fn run(self) -> Result<(), Failure> {
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(self.follow())
    }

    async fn follow(self) -> Result<(), Failure> {
        let _logs = Logs::start(&self.log_level, LogFormat::Text)?;
        let homeserver = Homeserver::new(self.homeserver.clone(), self.token()?).map_err(Failure::of)?;
        let store = Store::open(&self.state).map_err(Failure::of)?;
        let stopping = signals::shutdown()?;
        if !self.targets.any() {
            let outlet = Outlet::Print(Printer::new(self.format.printer()));
            return match Session::open(homeserver, store, outlet, &stopping).await.map_err(Failure::of)? {
                Some(mut session) => session.run(&stopping).await.map_err(Failure::of),
                None => Ok(()),
            };
        }
        // Delivery goes on until nothing comes in any more.
        let no_more = CancellationToken::new();
        let core = self.targets.start(store.clone(), no_more.clone()).await?;
        let followed = self.deliver(homeserver, &core, &stopping).await;
        no_more.cancel();
        drop(store);
        core.finish().await;
        followed
    }

    async fn deliver(
        &self,
        homeserver: Homeserver,
        core: &Core,
        stopping: &CancellationToken,
    ) -> Result<(), Failure> {
        let outlet = Outlet::Deliver(core.ingest.clone());
        let session = Session::open(homeserver, core.store.clone(), outlet, stopping).await;
        let Some(mut session) = session.map_err(Failure::of)? else { return Ok(()) };
        self.targets.register(core, session.user_id()).await?;
        session.run(stopping).await.map_err(Failure::of)
    }

    /// An access token is no argument: those can be seen by everybody on the machine.
    fn token(&self) -> Result<Token, Failure> {
        match (&self.token_file, std::env::var(TOKEN)) {
            (Some(path), _) => Ok(Token::File(path.clone())),
            (None, Ok(token)) => Ok(Token::Given(token.into())),
            (None, Err(_)) => Err(Failure::new("there is no access token").with_help(format!(
                "give it in a file (`--token-file`), or in the environment as `{TOKEN}`"
            ))),
        }
    }
}

const TOKEN: &str = "MATRIX_ACCESS_TOKEN";

impl Format {
    fn printer(self) -> impl FnMut(&Happening, &Evaluation) -> std::io::Result<()> + Send {
        move |happening, evaluation| {
            let mut output = anstream::stdout().lock();
            match self {
                Self::Text => writeln!(output, "{}", line(happening, evaluation)),
                Self::Json => writeln!(output, "{}", record(happening, evaluation)),
            }
        }
    }
}

/// A notification as a line for people.
fn line(happening: &Happening, evaluation: &Evaluation) -> String {
    let text = |pointer: &str| happening.event.pointer(pointer).and_then(|value| value.as_str());
    let sender = happening.sender_display_name.as_deref().or(text("/sender")).unwrap_or("somebody");
    let room = happening.room_name.as_deref().unwrap_or(&happening.room_id);
    let what = text("/content/body").or(text("/type")).unwrap_or("an event");
    let rule = evaluation.rule.as_ref().map_or("", |rule| &rule.rule_id);
    let mark = if evaluation.highlight { "!" } else { "·" };
    format!("{mark} {} in {}: {} ({})", harmless(sender), harmless(room), harmless(what), harmless(rule))
}

/// A notification as an object for programs.
fn record(happening: &Happening, evaluation: &Evaluation) -> serde_json::Value {
    json!({
        "room_id": happening.room_id,
        "room_name": happening.room_name,
        "sender_display_name": happening.sender_display_name,
        "event": happening.event,
        "evaluation": evaluation,
    })
}
