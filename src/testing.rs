//! What property tests have in common, here and in the folders of integration tests.

use proptest::test_runner::Config;

/// So many cases, unless `PROPTEST_CASES` says otherwise.
pub(crate) fn cases(count: u32) -> Config {
    let config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { config } else { Config { cases: count, ..config } }
}
