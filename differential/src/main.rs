//! `differential <ruma|js-sdk|synapse> [--cases N] [--seed S]`

use std::{path::Path, process::ExitCode};

use differential::{Peer, compare};

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
    let mut arguments = std::env::args().skip(1);
    let peer: Peer = arguments
        .next()
        .ok_or("usage: differential <ruma|js-sdk|synapse> [--cases N] [--seed S]")?
        .parse()?;
    let (mut cases, mut seed) = (20_000, 1);
    while let Some(option) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("`{option}` wants a number"))?;
        let number: u64 = value.parse().map_err(|_| format!("`{value}` is no number"))?;
        match option.as_str() {
            "--cases" => cases = usize::try_from(number).map_err(|error| error.to_string())?,
            "--seed" => seed = number,
            _ => return Err(format!("`{option}` is neither `--cases` nor `--seed`")),
        }
    }
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let report = compare::compare(peer, root, cases, seed)?;
    print!("{peer}: {report}");
    Ok(report.failures.is_empty())
}
