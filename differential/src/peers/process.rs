//! Peers that run elsewhere and are asked line by line.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    thread,
};

use serde_json::{Value, json};

use crate::{Peer, answer::Answer, generate::Case};

/// Asks a peer about all cases: one JSON object a line, there and back, in order.
///
/// # Errors
/// When the peer cannot be started, dies, or answers something else.
pub fn answers(peer: Peer, root: &Path, cases: &[Case]) -> Result<Vec<Answer>, String> {
    let mut command = command(peer, root);
    let name = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{name} cannot be started: {error}"))?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(format!("{name} has no pipes"));
    };
    let lines: Vec<String> = cases
        .iter()
        .map(|case| json!({ "rules": case.rules, "event": case.event, "context": case.context }).to_string())
        .collect();
    // Written from a thread of its own: the answers have to be read meanwhile. When the peer dies,
    // the missing answers are the error.
    let writer = thread::spawn(move || lines.iter().try_for_each(|line| writeln!(stdin, "{line}")));
    let mut answers = Vec::with_capacity(cases.len());
    for line in BufReader::new(stdout).lines() {
        let line = line.map_err(|error| format!("{name}: {error}"))?;
        let value: Value =
            serde_json::from_str(&line).map_err(|error| format!("{name}: {error} in `{line}`"))?;
        answers.push(Answer::from_json(&value));
    }
    let status = child.wait().map_err(|error| format!("{name}: {error}"))?;
    let written = writer.join().map_err(|_| format!("{name} could not be written to"))?;
    if !status.success() || answers.len() != cases.len() {
        return Err(format!("{name} ended with {status} after {} of {} answers", answers.len(), cases.len()));
    }
    written.map_err(|error| format!("{name}: {error}"))?;
    Ok(answers)
}

fn command(peer: Peer, root: &Path) -> Command {
    let scripts = root.join("tests/peers");
    match peer {
        Peer::Synapse => {
            let python = std::env::var_os("SYNAPSE_PYTHON").unwrap_or_else(|| "python3".into());
            let mut command = Command::new(python);
            command.arg(scripts.join("synapse-evaluator.py"));
            command
        }
        Peer::JsSdk | Peer::Ruma => {
            let mut command = Command::new("node");
            command.arg(scripts.join("js-sdk.mjs"));
            command
        }
    }
}
