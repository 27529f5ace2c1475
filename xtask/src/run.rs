//! Running other programs: what they print is shown, and what goes wrong is said in one sentence.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// What a command of the project ends with. The message names what failed and, where known, the remedy.
pub type Outcome<T = ()> = Result<T, String>;

/// Runs a program to its end, its output going straight through.
pub fn run(command: &mut Command) -> Outcome {
    let line = announce(command);
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` failed ({status})")) }
}

/// Runs a program like [`run`], and hands each line of its standard output to `read` after showing it.
pub fn run_reading(command: &mut Command, mut read: impl FnMut(&str)) -> Outcome {
    let line = announce(command);
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error))?;
    if let Some(output) = child.stdout.take() {
        let mut shown = std::io::stdout().lock();
        for text in BufReader::new(output).split(b'\n') {
            let text = text.map_err(|error| format!("cannot read the output of `{line}`: {error}"))?;
            let text = String::from_utf8_lossy(&text);
            writeln!(shown, "{text}").map_err(|error| format!("cannot print: {error}"))?;
            read(&text);
        }
    }
    let status = child.wait().map_err(|error| format!("cannot wait for `{line}`: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` failed ({status})")) }
}

/// Whether a program can be started at all; asked with `--version`.
pub fn is_installed(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn announce(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    eprintln!("\n$ {line}");
    line
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    let program = command.get_program().to_string_lossy();
    format!("cannot start `{program}`: {error}; is it installed and on the PATH?")
}
