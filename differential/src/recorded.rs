//! Answers that were recorded, for tests that run without the peer.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{
    Peer,
    answer::Answer,
    compare,
    generate::{Case, Generator},
    model::{self, Traits},
};

/// How many cases are recorded, and how large they may be.
const CASES: usize = 1200;
const SIZE: usize = 430;

/// Where the answers of a peer are.
#[must_use]
pub fn path(peer: Peer, root: &Path) -> PathBuf {
    root.join(format!("tests/data/{peer}_answers.ndjson").replace('-', "_"))
}

/// Records small cases, three of four of them such that the peer differs from the specification.
///
/// # Errors
/// When the peer cannot be asked, or the file cannot be written.
pub fn record(peer: Peer, root: &Path, seed: u64) -> Result<usize, String> {
    let mut generator = Generator::new(peer, seed).map(|case| smaller(peer, case));
    let mut chosen = Vec::new();
    let mut alike = 0;
    while chosen.len() < CASES {
        let Some(case) = generator.next() else { break };
        if line(&case, None).len() > SIZE {
            continue;
        }
        let modelled = model::answer(&peer.traits(), &case);
        let matched = matches!(&modelled, Answer::Evaluated(outcome) if outcome.rule.is_some());
        let differs = !modelled.agrees(&model::answer(&Traits::default(), &case));
        if !differs {
            if !matched || alike >= CASES / 4 {
                continue;
            }
            alike += 1;
        }
        chosen.push(case);
    }
    let answers = compare::ask(peer, root, &chosen)?;
    let lines: Vec<String> = chosen
        .iter()
        .zip(&answers)
        .filter(|(_, answer)| !matches!(answer, Answer::Skipped(_)))
        .map(|(case, answer)| line(case, Some(answer)))
        .collect();
    let path = path(peer, root);
    fs::write(&path, lines.join("\n") + "\n").map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(lines.len())
}

/// Reads the recorded answers of a peer.
///
/// # Errors
/// When the file is missing or not what [`record`] writes.
pub fn read(peer: Peer, root: &Path) -> Result<Vec<(Case, Answer)>, String> {
    let path = path(peer, root);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.lines()
        .map(|line| {
            let mut value: Value =
                serde_json::from_str(line).map_err(|error| format!("{error} in `{line}`"))?;
            let answer = Answer::from_json(&value["answer"]);
            let mut take = |name: &str| value[name].take();
            Ok((Case { rules: take("rules"), event: take("event"), context: take("context") }, answer))
        })
        .collect()
}

fn line(case: &Case, answer: Option<&Answer>) -> String {
    let mut line = json!({ "rules": case.rules, "event": case.event, "context": case.context });
    if let Some(answer) = answer {
        // The words of an exception are not the answer, and may hold the paths of a machine.
        line["answer"] = match answer {
            Answer::Rejected(_) => json!({ "rejected": "" }),
            answer => answer.to_json(),
        };
    }
    line.to_string()
}

/// Takes out of a case whatever can be missed without a change of the answers.
fn smaller(peer: Peer, case: Case) -> Case {
    let answers = |case: &Case| [peer.traits(), Traits::default()].map(|traits| model::answer(&traits, case));
    let before = answers(&case);
    let mut case = case;
    let mut attempt = |change: &dyn Fn(&mut Case)| {
        let mut changed = case.clone();
        change(&mut changed);
        if answers(&changed).iter().zip(&before).all(|(one, other)| one.agrees(other)) {
            case = changed;
        }
    };
    for name in [
        "related_events",
        "power_levels",
        "creators",
        "room_version",
        "thread_subscribed",
        "room_features",
        "display_name",
    ] {
        attempt(&|case| remove(&mut case.context, name));
    }
    for name in ["unsigned", "user_id", "state_key", "event_id", "content.body", "a", "b", "v", "m.x", "m\\x"]
    {
        attempt(&|case| remove(&mut case.event, name));
    }
    for name in ["m.relates_to", "m.mentions", "msgtype", "membership", "m.intent", "m.terminated"] {
        attempt(&|case| remove(&mut case.event["content"], name));
    }
    for kind in ["override", "content", "postcontent", "room", "sender", "underride"] {
        attempt(&|case| remove(&mut case.rules, kind));
    }
    case
}

fn remove(value: &mut Value, name: &str) {
    if let Some(fields) = value.as_object_mut() {
        fields.shift_remove(name);
    }
}
