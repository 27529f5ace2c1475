//! `cargo xtask test`: everything, in the order in which a mistake shows soonest.

use std::path::Path;

use crate::node::{install_consumers, node, node_in};
use crate::run::{Outcome, run, run_reading};
use crate::workspace::{cargo, pkg, www};
use crate::{build, chromium, playground, size, wasm};

/// Tests as their runners counted them.
#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// The variable that proptest reads, and the test of the package that makes up events.
const SEED: &str = "PROPTEST_RNG_SEED";

pub fn test() -> Outcome {
    run(&mut cargo(&["fmt", "--all", "--check"]))?;
    run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))?;
    wasm::ensure_target()?;
    // What only JavaScript uses is not compiled natively.
    for variant in &wasm::VARIANTS {
        let mut clippy = cargo(&["clippy", "--lib", "--target", wasm::TARGET, "--locked"]);
        run(clippy.args(variant.features).args(["--", "-D", "warnings"]))?;
    }

    let mut tally = Tally::default();
    let seed = seed();
    println!("\nproperty tests: {SEED}={seed}");
    let mut tests = cargo(&["test", "--workspace", "--locked", "--no-fail-fast"]);
    tests.env(SEED, &seed);
    let native = run_reading(&mut tests, |line| tally.read_cargo(line));
    build::build()?;
    size::check()?;
    install_consumers()?;
    chromium::ensure()?;
    run(&mut node(&["node_modules/typescript/bin/tsc", "--project", "."]))?;
    let packaged = node_tests(&pkg(), &seed, &mut tally);
    playground::bundle()?;
    run(&mut node_in(&www(), &["node_modules/typescript/bin/tsc", "--project", "."]))?;
    let played = node_tests(&www(), &seed, &mut tally);

    println!("\n{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped);
    native.and(packaged).and(played)
}

/// What made-up cases are made from: the same every time, so that the outcome depends on nothing but the code.
fn seed() -> String {
    std::env::var(SEED).unwrap_or_else(|_| "20261122".to_owned())
}

/// Runs the tests of a folder with a `package.json`.
fn node_tests(folder: &Path, seed: &str, tally: &mut Tally) -> Outcome {
    let mut tests = node_in(folder, &["--test", "--test-reporter=spec", "--test-concurrency=2"]);
    tests.args(test_files(folder)?).env(SEED, seed);
    run_reading(&mut tests, |line| tally.read_node(line))
}

/// The files with tests, by name: Node's versions differ in what they find in a folder.
fn test_files(folder: &Path) -> Outcome<Vec<String>> {
    let folder = folder.join("test");
    let entries =
        std::fs::read_dir(&folder).map_err(|error| format!("cannot read `{}`: {error}", folder.display()))?;
    let mut files: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".test.js"))
        .map(|name| format!("test/{name}"))
        .collect();
    files.sort();
    if files.is_empty() { Err(format!("no tests in `{}`", folder.display())) } else { Ok(files) }
}

impl Tally {
    /// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
    fn read_cargo(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else { return };
        for part in result.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (Some(count), Some(what)) = (words.next(), words.next()) else { continue };
            self.add(what, count);
        }
    }

    /// `ℹ pass 12`, a line each for pass, fail, cancelled, skipped and todo.
    fn read_node(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        if words.next() != Some("ℹ") {
            return;
        }
        if let (Some(what), Some(count)) = (words.next(), words.next()) {
            self.add(what, count);
        }
    }

    fn add(&mut self, what: &str, count: &str) {
        let counter = match what {
            "passed" | "pass" => &mut self.passed,
            "failed" | "fail" | "cancelled" => &mut self.failed,
            "ignored" | "skipped" | "todo" => &mut self.skipped,
            _ => return,
        };
        *counter += count.parse::<u64>().unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn counts_what_the_runners_print() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 5 filtered out; finished in 0.31s",
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
        ] {
            tally.read_cargo(line);
        }
        for line in
            ["ℹ tests 9", "ℹ pass 5", "ℹ fail 1", "ℹ cancelled 1", "ℹ skipped 2", "ℹ duration_ms 9", "pass 7"]
        {
            tally.read_node(line);
        }
        assert_eq!((tally.passed, tally.failed, tally.skipped), (19, 5, 3));
    }
}
