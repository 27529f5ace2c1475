//! `differential <ruma|js-sdk|synapse> [--cases N] [--seed S]` compares, and fails when anything
//! differs that is not known to. `differential record <ruma|js-sdk|synapse>` records answers for
//! tests that run without the peer.

use std::{path::Path, process::ExitCode};

use differential::{Peer, compare, recorded};

const USAGE: &str = "usage: differential <ruma|js-sdk|synapse> [--cases N] [--seed S]
       differential record <ruma|js-sdk|synapse> [--seed S]";

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let mut arguments = std::env::args().skip(1).peekable();
    let record = arguments.next_if_eq("record").is_some();
    let peer: Peer = arguments.next().ok_or(USAGE)?.parse()?;
    let (mut cases, mut seed) = (20_000, 1);
    while let Some(option) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("`{option}` wants a number\n{USAGE}"))?;
        let number: u64 = value.parse().map_err(|_| format!("`{value}` is no number"))?;
        match option.as_str() {
            "--cases" => cases = usize::try_from(number).map_err(|error| error.to_string())?,
            "--seed" => seed = number,
            _ => return Err(format!("`{option}` is neither `--cases` nor `--seed`\n{USAGE}")),
        }
    }
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    if record {
        let count = recorded::record(peer, root, seed)?;
        println!("{count} answers of {peer} recorded in {}", recorded::path(peer, root).display());
        return Ok(true);
    }
    let observed = compare::observed(peer, root)?;
    println!(
        "{peer}: {} of {} observed answers reproduced",
        observed.count - observed.failures.len(),
        observed.count
    );
    for failure in &observed.failures {
        println!("          {failure}");
    }
    let report = compare::compare(peer, root, cases, seed)?;
    print!("{peer}: {report}");
    Ok(report.failures.is_empty() && observed.failures.is_empty())
}
