//! `matrix-pusher pipe`: events in, evaluations out, a line each.
//!
//! A line of input is an event, or an object with `event` and, for this event only, `context`. State events that pass
//! by are remembered for their room, so that a room's events from its beginning need no context at all. What a context says
//! goes before what was seen.

use std::{
    collections::HashMap,
    io::{self, BufRead, Write},
    path::PathBuf,
};

use clap::Args;
use matrix_push_rules::{CompiledRuleset, Context, Dialect, Options};
use serde_json::{Map, Value, json};

use super::{Failure, input};
use crate::room::RoomState;

#[derive(Debug, Args)]
pub(super) struct Pipe {
    /// A JSON file with the rules: a ruleset, the answer of `GET /pushrules/`, or an `m.push_rules` event. Without it, the predefined rules
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// A JSON file with what is known about the user and the room, for all events
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
    /// The owner of the rules
    #[arg(long, value_name = "USER_ID")]
    user_id: Option<String>,
    /// Whose reading of the specification to follow
    #[arg(long, value_parser = input::dialect, default_value = "spec")]
    dialect: Dialect,
    /// Write whole explanations, rule by rule
    #[arg(long)]
    explain: bool,
}

impl Pipe {
    pub(super) fn run(self) -> Result<(), Failure> {
        let given = self.context.as_deref().map(input::json).transpose()?.unwrap_or_else(|| json!({}));
        let user_id = input::context(self.context.as_deref(), self.user_id.as_deref())?.user_id;
        let rules = input::rules(self.rules.as_deref(), &user_id)?.compile(&Options::from(self.dialect));
        let mut evaluation =
            Evaluations { rules, user_id, given, rooms: HashMap::new(), explain: self.explain };
        let mut output = io::stdout().lock();
        let mut failures = 0_u64;
        for line in io::stdin().lock().split(b'\n') {
            let line = line?;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let answer = evaluation.of_line(&line).unwrap_or_else(|problem| {
                failures += 1;
                json!({ "error": problem })
            });
            serde_json::to_writer(&mut output, &answer).map_err(io::Error::from)?;
            output.write_all(b"\n")?;
            output.flush()?;
        }
        match failures {
            0 => Ok(()),
            1 => Err(Failure::new("one line could not be evaluated")),
            _ => Err(Failure::new(format!("{failures} lines could not be evaluated"))),
        }
    }
}

/// Everything that evaluating a line needs.
struct Evaluations {
    rules: CompiledRuleset,
    user_id: String,
    /// The context for all events.
    given: Value,
    rooms: HashMap<String, RoomState>,
    explain: bool,
}

impl Evaluations {
    /// The answer to a line, with the event's id, or what is wrong with the line.
    fn of_line(&mut self, line: &[u8]) -> Result<Value, String> {
        let line: Value =
            serde_json::from_slice(line).map_err(|error| format!("the line is not JSON: {error}"))?;
        let (event, context) = match line.get("event") {
            Some(event) => (event, line.get("context")),
            None => (&line, None),
        };
        let context = self.context(event, context)?;
        let answer = if self.explain {
            self.rules.explain(event, &context).map(serde_json::to_value)
        } else {
            self.rules.evaluate(event, &context).map(serde_json::to_value)
        };
        let mut answer = answer.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        if let (Some(fields), Some(event_id)) = (answer.as_object_mut(), event.get("event_id")) {
            fields.insert("event_id".to_owned(), event_id.clone());
        }
        self.remember(event, &context);
        Ok(answer)
    }

    /// What is known: from the state that passed by, then from `--context`, then from the line.
    fn context(&self, event: &Value, of_line: Option<&Value>) -> Result<Context, String> {
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
        known.entry("user_id").or_insert_with(|| self.user_id.as_str().into());
        Context::from_value(&known.into()).map_err(|error| error.to_string())
    }

    fn remember(&mut self, event: &Value, context: &Context) {
        let room_id = event.get("room_id").and_then(Value::as_str).or(context.room_id.as_deref());
        if let Some(room_id) = room_id.filter(|_| RoomState::concerns(event)) {
            self.rooms.entry(room_id.to_owned()).or_insert_with(|| RoomState::new(room_id)).apply(event);
        }
    }
}
