//! `matrix-pusher pipe`: events in, evaluations out, a line each.
//!
//! A line of input is an event, or an object with `event` and, for this event only, `context`. State events that pass
//! by are remembered for their room, so that a room's events from its beginning need no context at all. What a context says
//! goes before what was seen. With pushers, what notifies is delivered as well.

use std::{
    collections::HashMap,
    io::{self, BufRead, Write},
    path::PathBuf,
};

use clap::Args;
use matrix_push_rules::{CompiledRuleset, Context, Ruleset};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use super::{Failure, input, targets::Targets};
use crate::{
    core::Core,
    room::RoomState,
    store::{self, Store, StoreError},
    sync::{Happening, deliver},
};

#[derive(Debug, Args)]
pub(super) struct Pipe {
    #[command(flatten)]
    given: input::Given,
    /// Write whole explanations, rule by rule
    #[arg(long)]
    explain: bool,
    /// The file that keeps what could not be delivered yet; without it a new one
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    #[command(flatten)]
    targets: Targets,
}

impl Pipe {
    pub(super) fn run(self) -> Result<(), Failure> {
        let (given, Context { user_id, .. }) = self.given.context()?;
        let document = self.given.rules(&user_id)?;
        let rules = document.compile(&self.given.options());
        let lines = Lines { rules, user_id, given, rooms: HashMap::new(), explain: self.explain, number: 0 };
        if !self.targets.any() {
            return self.evaluate(lines, None);
        }
        let runtime = Runtime::new()?;
        let delivery = runtime.block_on(self.start_delivery(&lines.user_id, &document))?;
        let evaluated = self.evaluate(lines, Some((&runtime, &delivery)));
        runtime.block_on(delivery.finish()).and(evaluated)
    }

    fn evaluate(&self, mut lines: Lines, delivery: Option<(&Runtime, &Delivery)>) -> Result<(), Failure> {
        let mut output = io::stdout().lock();
        let mut failures = 0_u64;
        for line in io::stdin().lock().split(b'\n') {
            let line = line?;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let answer = lines.read(&line).and_then(|read| {
                let answer = lines.answer(&read)?;
                if let Some((runtime, delivery)) = delivery {
                    runtime.block_on(delivery.take(lines.happening(&read)?))?;
                }
                lines.remember(&read);
                Ok(answer)
            });
            let answer = answer.unwrap_or_else(|problem| {
                failures += 1;
                json!({ "error": problem })
            });
            serde_json::to_writer(&mut output, &answer).map_err(io::Error::from)?;
            output.write_all(b"\n")?;
            output.flush()?;
        }
        match failures {
            0 => Ok(()),
            1 => Err(Failure::new("there was a problem with one line")),
            _ => Err(Failure::new(format!("there were problems with {failures} lines"))),
        }
    }

    async fn start_delivery(&self, user_id: &str, rules: &Ruleset) -> Result<Delivery, Failure> {
        let (path, folder) = match &self.state {
            Some(path) => (path.clone(), None),
            None => {
                let folder = tempfile::Builder::new().prefix("matrix-pusher-").tempdir()?;
                (folder.path().join("pipe.db"), Some(folder))
            }
        };
        let store = Store::open(&path).map_err(Failure::of)?;
        let (user, text) = (user_id.to_owned(), rules.as_value().to_string());
        let saved: Result<_, StoreError> =
            store.write(move |transaction| store::rules::save(transaction, &user, &text)).await;
        saved.map_err(Failure::of)?;
        let stopping = CancellationToken::new();
        let core = self.targets.start(store, stopping.clone()).await?;
        self.targets.register(&core, user_id).await?;
        Ok(Delivery { core, user_id: user_id.to_owned(), stopping, path, folder })
    }
}

/// Delivery on the side.
struct Delivery {
    core: Core,
    user_id: String,
    stopping: CancellationToken,
    path: PathBuf,
    /// Deleted at the end, unless something waits in it.
    folder: Option<TempDir>,
}

impl Delivery {
    async fn take(&self, happening: Happening) -> Result<(), String> {
        deliver(&self.core.ingest, &self.user_id, happening).await.map_err(|error| error.to_string())
    }

    /// Delivers what can be delivered now. What has to be tried again later stays in the file.
    async fn finish(self) -> Result<(), Failure> {
        let left = self.core.idle().await.map_err(Failure::of)?;
        self.stopping.cancel();
        self.core.finish().await;
        if left.waiting == 0 {
            return Ok(());
        }
        if let Some(folder) = self.folder {
            let _kept_path = folder.keep();
        }
        let failure =
            format!("{} of the pushers could not be reached; what waits for them is kept", left.waiting);
        let help = format!("run the same command later with `--state {}`", self.path.display());
        Err(Failure::new(failure).with_help(help))
    }
}

/// A line as it was read.
struct Line {
    number: u64,
    event: Value,
    known: Map<String, Value>,
    context: Context,
}

/// Everything that evaluating a line needs.
struct Lines {
    rules: CompiledRuleset,
    user_id: String,
    /// The context for all events.
    given: Value,
    rooms: HashMap<String, RoomState>,
    explain: bool,
    number: u64,
}

impl Lines {
    fn read(&mut self, line: &[u8]) -> Result<Line, String> {
        self.number += 1;
        let line: Value =
            serde_json::from_slice(line).map_err(|error| format!("the line is not JSON: {error}"))?;
        let (event, of_line) = match line.get("event") {
            Some(event) => (event.clone(), line.get("context").cloned()),
            None => (line, None),
        };
        let known = self.known(&event, of_line.as_ref())?;
        let context =
            Context::from_value(&Value::Object(known.clone())).map_err(|error| error.to_string())?;
        Ok(Line { number: self.number, event, known, context })
    }

    /// What is known: from the state that passed by, then from `--context`, then from the line.
    fn known(&self, event: &Value, of_line: Option<&Value>) -> Result<Map<String, Value>, String> {
        let room_id = [of_line, Some(&self.given), Some(event)]
            .into_iter()
            .find_map(|source| source?.get("room_id")?.as_str());
        let mut known = room_id
            .and_then(|room_id| self.rooms.get(room_id))
            .map_or_else(Map::new, |room| room.context_for(&self.user_id));
        for source in [Some(&self.given), of_line].into_iter().flatten() {
            let fields = source.as_object().ok_or("the context is not an object")?;
            known.extend(fields.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        Ok(known)
    }

    /// The answer to a line, with the event's id.
    fn answer(&self, line: &Line) -> Result<Value, String> {
        let answer = if self.explain {
            self.rules.explain(&line.event, &line.context).map(serde_json::to_value)
        } else {
            self.rules.evaluate(&line.event, &line.context).map(serde_json::to_value)
        };
        let mut answer = answer.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        if let (Some(fields), Some(event_id)) = (answer.as_object_mut(), line.event.get("event_id")) {
            fields.insert("event_id".to_owned(), event_id.clone());
        }
        Ok(answer)
    }

    /// The event with what a push says about it.
    fn happening(&self, line: &Line) -> Result<Happening, String> {
        let room_id = line.room_id().ok_or("the event has no `room_id`, and the context neither")?;
        let room = self.rooms.get(room_id);
        let text = |name: &str| line.event.get(name).and_then(Value::as_str);
        let key = match text("event_id") {
            Some(event_id) => format!("{room_id} {event_id}"),
            None => format!("line {} of process {}", line.number, std::process::id()),
        };
        Ok(Happening {
            key,
            room_id: room_id.to_owned(),
            event: line.event.clone(),
            context: line.known.clone(),
            room_name: room.and_then(RoomState::title).map(str::to_owned),
            room_alias: room.and_then(RoomState::alias).map(str::to_owned),
            sender_display_name: room
                .zip(text("sender"))
                .and_then(|(room, sender)| room.display_name(sender))
                .map(str::to_owned),
        })
    }

    fn remember(&mut self, line: &Line) {
        if let Some(room_id) = line.room_id().filter(|_| RoomState::concerns(&line.event)) {
            self.rooms
                .entry(room_id.to_owned())
                .or_insert_with(|| RoomState::new(room_id))
                .apply(&line.event);
        }
    }
}

impl Line {
    fn room_id(&self) -> Option<&str> {
        self.event.get("room_id").and_then(Value::as_str).or(self.context.room_id.as_deref())
    }
}
