//! What a configuration may say, what it may not, and how that is told.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::{collections::HashMap, fs, path::PathBuf};

use matrix_pusher::config::{Config, ConfigError, Live, load_with};
use secrecy::ExposeSecret;
use tempfile::TempDir;

const GOOD: &str = r#"
[internal]
secret = "0123456789abcdef0123456789abcdef"
[auth]
homeserver = "https://matrix.example.org"
"#;

fn written(text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("pusher.toml");
    fs::write(&file, text).unwrap();
    (folder, file)
}

fn loaded(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let (_folder, file) = written(text);
    load_with(Some(&file), environment(variables))
}

fn environment(variables: &[(&str, &str)]) -> HashMap<String, String> {
    variables.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn the_defaults_with_a_secret_and_a_homeserver_are_enough() {
    let config = loaded(GOOD, &[]).unwrap();
    assert!(config.client.listen.ip().is_loopback());
    assert!(config.internal.listen.ip().is_loopback());
    assert!(config.operations.listen.ip().is_loopback());
    assert!(!config.gateway.allow_http);
    assert!(config.gateway.allow_addresses.is_empty());
}

#[test]
fn the_environment_alone_is_enough_and_wins_over_the_file() {
    let variables = [
        ("MATRIX_PUSHER__INTERNAL__SECRET", "1e5_is_no_number_here"),
        ("MATRIX_PUSHER__AUTH__HOMESERVER", "http://127.0.0.1:8008"),
        ("MATRIX_PUSHER__CLIENT__LISTEN", "[::1]:9000"),
        ("MATRIX_PUSHER__GATEWAY__ALLOW_HTTP", "true"),
        ("MATRIX_PUSHER__GATEWAY__ALLOW_ADDRESSES", "10.0.0.0/8, fd00::/8"),
        ("MATRIX_PUSHER__GATEWAY__TIMEOUT_S", "12"),
    ];
    let config = load_with(None, environment(&variables)).unwrap();
    assert_eq!(config.internal.secret.unwrap().expose_secret(), "1e5_is_no_number_here");
    assert_eq!(config.client.listen.to_string(), "[::1]:9000");
    assert!(config.gateway.allow_http);
    assert_eq!(config.gateway.allow_addresses.len(), 2);
    assert_eq!(config.gateway.timeout_s, 12);

    let over = loaded(GOOD, &[("MATRIX_PUSHER__AUTH__HOMESERVER", "https://other.example.org")]).unwrap();
    assert_eq!(over.auth.homeserver.unwrap().host_str(), Some("other.example.org"));
}

#[test]
fn a_secret_of_digits_stays_as_it_is() {
    let config =
        loaded(GOOD, &[("MATRIX_PUSHER__INTERNAL__SECRET", "0000000000000000000000000000000e5")]).unwrap();
    assert_eq!(config.internal.secret.unwrap().expose_secret(), "0000000000000000000000000000000e5");
}

#[test]
fn a_secret_comes_from_its_file_without_the_line_break() {
    let folder = TempDir::new().unwrap();
    let secret = folder.path().join("secret");
    fs::write(&secret, "0123456789abcdef-from-file\n").unwrap();
    let path = secret.to_str().unwrap();
    let variables =
        [("MATRIX_PUSHER__INTERNAL__SECRET_FILE", path), ("MATRIX_PUSHER__AUTH__HOMESERVER", "https://a.b")];
    let config = load_with(None, environment(&variables)).unwrap();
    assert_eq!(config.internal.secret.unwrap().expose_secret(), "0123456789abcdef-from-file");
    let error = loaded(GOOD, &variables[..1]).unwrap_err().to_string();
    assert!(error.contains("`internal.secret` is set as well"), "{error}");
}

/// What is added to the good file, and what the error must say.
const REFUSED: &[(&str, &[&str])] = &[
    ("[clientt]\nlisten = \"127.0.0.1:1\"", &["clientt", "unknown"]),
    ("[client]\nlissten = \"127.0.0.1:1\"", &["lissten", "unknown", "listen"]),
    ("[client]\nlisten = \"localhost\"", &["client.listen", "address"]),
    ("[client]\nmax_body_bytes = \"many\"", &["client.max_body_bytes", "many"]),
    ("[client]\nmax_body_bytes = -1", &["client.max_body_bytes"]),
    ("[client]\nmax_body_bytes = 0", &["`client.max_body_bytes`: zero"]),
    ("[client]\nmax_json_depth = 200", &["`client.max_json_depth`: 200 is not between"]),
    ("[client]\nlisten = \"127.0.0.1:8182\"", &["two listeners have the same address"]),
    ("[gateway]\nallow_addresses = [\"10.0.0.0/40\"]", &["gateway.allow_addresses", "10.0.0.0/40"]),
    ("[gateway]\nallow_addresses = [\"everything\"]", &["`everything`"]),
    ("[gateway]\nconnect_timeout_s = 31", &["longer than the whole request"]),
    (
        "[gateway]\nauthorities_file = \"/nowhere.pem\"",
        &["`gateway.authorities_file`: `/nowhere.pem`: No such"],
    ),
    ("[store]\npath = \"/nowhere/at/all/db\"", &["`store.path`: there is no folder `/nowhere/at/all`"]),
    ("[operations]\nlog_level = \"loud,=\"", &["`operations.log_level`"]),
    ("[operations]\nlog_format = \"xml\"", &["operations.log_format", "xml"]),
    ("[[auth.tokens]]\ntoken = \"t\"\nuser_id = \"@a:b\"", &["`auth.tokens`: there is a homeserver"]),
    ("not toml", &["pusher.toml"]),
];

#[test]
fn what_is_wrong_is_told_by_its_key() {
    for (added, expected) in REFUSED {
        let error = loaded(&format!("{GOOD}\n{added}"), &[]).unwrap_err().to_string();
        for part in *expected {
            assert!(error.contains(part), "{added}: {error}");
        }
    }
}

#[test]
fn everything_that_is_missing_is_told_at_once() {
    let error = loaded("", &[]).unwrap_err().to_string();
    assert!(error.contains("`internal.secret`") && error.contains("`auth.homeserver`"), "{error}");
    assert!(error.contains("openssl rand"), "{error}");
}

#[test]
fn unknown_variables_of_ours_are_errors_and_others_are_not() {
    let error = loaded(GOOD, &[("MATRIX_PUSHER__CLIENT__LISSTEN", "x")]).unwrap_err().to_string();
    assert!(error.contains("lissten"), "{error}");
    loaded(GOOD, &[("MATRIX_PUSHER_CONFIG", "x"), ("PATH", "/bin")]).unwrap();
}

#[test]
fn homeservers_are_an_address_and_nothing_else() {
    for (url, expected) in [
        ("https://user:pw@example.org", "credentials"),
        ("https://example.org/_matrix", "more than scheme"),
        ("ftp://example.org", "not an HTTP URL"),
        ("example.org", "auth.homeserver"),
    ] {
        let error = loaded(GOOD, &[("MATRIX_PUSHER__AUTH__HOMESERVER", url)]).unwrap_err().to_string();
        assert!(error.contains(expected), "{url}: {error}");
        assert!(!error.contains("pw"), "{error}");
    }
}

#[test]
fn secrets_are_never_printed() {
    let config = loaded(GOOD, &[]).unwrap();
    assert!(!format!("{config:?}").contains("0123456789abcdef"));
    let short = loaded(GOOD, &[("MATRIX_PUSHER__INTERNAL__SECRET", "tooshort")]).unwrap_err().to_string();
    assert!(short.contains("shorter than 16") && !short.contains("tooshort"), "{short}");
}

#[test]
fn errors_of_the_file_say_where_and_not_what_is_written_there() {
    for (text, expected) in [
        ("[internal]\nsecret = \"hidden", "error at line 2, column 17: invalid basic string, expected `\"`"),
        ("[internal]\nsecret = \"x\" \"hidden\"", "error at line 2, column 14: unexpected key or value"),
        ("[internal]\nsecret = [\"hidden\"]", "expected a string for key `internal.secret`"),
        ("[auth]\ntokens = \"hidden\"", "`auth.tokens`: expected a list of tables"),
        ("[[auth.tokens]]\ntoken = [\"hidden\"]\nuser_id = \"@a:b\"", "expected a list of tables"),
        ("[[auth.tokens]]\ntoken = \"hidden\"", "missing configuration field"),
    ] {
        let error = loaded(text, &[]).unwrap_err().to_string();
        assert!(error.contains(expected) && !error.contains("hidden"), "{error}");
    }
    let variables = [("MATRIX_PUSHER__AUTH__TOKENS", "hidden")];
    let error = loaded(GOOD, &variables).unwrap_err().to_string();
    assert!(error.contains("auth.tokens") && !error.contains("hidden"), "{error}");
}

#[test]
fn a_reload_takes_what_it_can_and_names_what_it_cannot() {
    let (_folder, file) = written(GOOD);
    let live = Live::new(load_with(Some(&file), HashMap::new()).unwrap(), Some(&file));
    let seen_by_another = live.clone();

    let more = "[limits]\nrules_per_user = 7\n[client]\nlisten = \"127.0.0.1:9999\"\nburst = 3";
    fs::write(&file, format!("{GOOD}\n{more}")).unwrap();
    assert_eq!(live.reload().unwrap(), ["client.listen"]);
    let current = seen_by_another.current();
    assert_eq!(current.limits.rules_per_user, 7);
    assert_eq!(current.client.burst, 3);
    assert_eq!(current.client.listen.port(), 8181);

    fs::write(&file, "nonsense").unwrap();
    live.reload().unwrap_err();
    assert_eq!(live.current().limits.rules_per_user, 7);
}

/// The file that operators start from shows every key with its default.
#[test]
fn the_example_is_complete_and_says_the_defaults() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("dist/matrix-pusher.toml");
    let mut example = load_with(Some(&file), HashMap::new()).unwrap();
    example.internal.secret = None;
    example.auth.homeserver = None;
    assert_eq!(format!("{example:#?}"), format!("{:#?}", Config::default()));

    // Every key of the defaults' `Debug` output is in the file, if only as a comment.
    let text = fs::read_to_string(&file).unwrap();
    for line in format!("{:#?}", Config::default()).lines() {
        let Some((key, _)) = line.trim().split_once(": ") else { continue };
        assert!(text.contains(key), "`{key}` is not in the example");
    }
}
