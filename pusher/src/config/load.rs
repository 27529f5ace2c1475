//! Reading file and environment.

use std::{collections::HashMap, fs, path::Path};

use config::{Environment, File, FileFormat};
use secrecy::SecretString;

use super::{Config, ConfigError, Problem};

const PREFIX: &str = "MATRIX_PUSHER";
/// Two underscores, because names of keys have one.
const SEPARATOR: &str = "__";

/// The configuration of a file, if there is one, and of the environment.
///
/// # Errors
/// What is wrong with it: all problems at once, once it can be read at all.
pub fn load(file: Option<&Path>) -> Result<Config, ConfigError> {
    read_all(file, Environment::default())
}

/// The same with these variables instead of those of the process.
///
/// # Errors
/// As for [`load`].
pub fn load_with(file: Option<&Path>, variables: HashMap<String, String>) -> Result<Config, ConfigError> {
    read_all(file, Environment::default().source(Some(variables)))
}

fn read_all(file: Option<&Path>, environment: Environment) -> Result<Config, ConfigError> {
    let mut sources = config::Config::builder();
    if let Some(path) = file {
        let text = read(path)?;
        sources = sources.add_source(File::from_str(&text, FileFormat::Toml));
    }
    let environment =
        environment.prefix(PREFIX).prefix_separator(SEPARATOR).separator(SEPARATOR).ignore_empty(true);
    let mut config: Config = sources
        .add_source(environment)
        .build()
        .and_then(config::Config::try_deserialize)
        .map_err(|error| malformed(&error, file))?;
    read_secret(&mut config)?;
    match config.problems() {
        problems if problems.is_empty() => Ok(config),
        problems => Err(ConfigError::Invalid(problems)),
    }
}

fn malformed(error: &config::ConfigError, file: Option<&Path>) -> ConfigError {
    let source = file.map_or_else(
        || "the environment".to_owned(),
        |file| format!("`{}` or the environment", file.display()),
    );
    let message = match error {
        // With the line as it stands there, which may be that of the secret. Its number is enough.
        config::ConfigError::FileParse { cause, .. } => {
            let text = cause.to_string();
            text.lines().filter(|line| !is_excerpt(line)).collect::<Vec<_>>().join(": ")
        }
        // With the value, which may be a token.
        config::ConfigError::At { key: Some(key), .. } | config::ConfigError::Type { key: Some(key), .. }
            if key.starts_with("auth.tokens") =>
        {
            format!("`{key}`: expected a list of tables with the strings `token` and `user_id`")
        }
        other => other.to_string(),
    };
    ConfigError::Malformed(format!("{source}: {message}"))
}

/// Whether a line of an error shows a line of the file: a number, if any, and a bar before it.
fn is_excerpt(line: &str) -> bool {
    line.trim_start_matches(|character: char| character == ' ' || character.is_ascii_digit()).starts_with('|')
}

/// Takes the secret from its file.
fn read_secret(config: &mut Config) -> Result<(), ConfigError> {
    let Some(path) = &config.internal.secret_file else { return Ok(()) };
    if config.internal.secret.is_some() {
        let problem = Problem::new("internal.secret_file", "`internal.secret` is set as well");
        return Err(ConfigError::Invalid(vec![problem.with_help("keep one of the two")]));
    }
    config.internal.secret = Some(SecretString::from(read(path)?.trim().to_owned()));
    Ok(())
}

fn read(path: &Path) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })
}
