//! Why a command could not do its work.

use std::{io, path::Path, process::ExitCode};

use matrix_push_rules::PushRulesError;

/// What went wrong, in a sentence for the person at the terminal.
#[derive(Debug)]
pub struct Failure {
    message: String,
    help: Option<String>,
    /// Whoever read the output, such as `head`, has seen enough: nothing that anybody wants to be told.
    is_hang_up: bool,
}

impl Failure {
    /// A failure with nothing to add.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, is_hang_up: false }
    }

    /// Any error, in its own words.
    pub fn of(error: impl std::error::Error) -> Self {
        Self::new(error.to_string())
    }

    /// The same with a sentence that says what to do.
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A file that could not be read or written.
    pub fn file(path: &Path, error: &io::Error) -> Self {
        Self::new(format!("`{}`: {error}", path.display()))
    }

    /// Something the engine refused, with where it came from.
    pub fn refused(source: &str, error: PushRulesError) -> Self {
        let PushRulesError { message, path, help, .. } = error;
        let place = if path.is_empty() { String::new() } else { format!(" (at `{path}`)") };
        Self { help, ..Self::new(format!("{source}: {message}{place}")) }
    }

    pub(super) fn report(self) -> ExitCode {
        if self.is_hang_up {
            return ExitCode::SUCCESS;
        }
        anstream::eprintln!("{ERROR}error:{ERROR:#} {}", self.message);
        if let Some(help) = self.help {
            anstream::eprintln!("{HELP}help:{HELP:#} {help}");
        }
        ExitCode::FAILURE
    }
}

const ERROR: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();
const HELP: anstyle::Style = anstyle::AnsiColor::Cyan.on_default().bold();

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self { is_hang_up: error.kind() == io::ErrorKind::BrokenPipe, ..Self::of(error) }
    }
}
