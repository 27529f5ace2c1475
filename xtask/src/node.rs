//! Node and npm: the folders with a `package.json`, and what is installed in them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Outcome, run};
use crate::workspace;

/// Node with a script of the npm package's folder.
pub fn node(arguments: &[&str]) -> Command {
    node_in(&workspace::pkg(), arguments)
}

/// Node with a script of any folder.
pub fn node_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("node");
    command.args(arguments).current_dir(folder);
    command
}

/// The tools that the npm package's own build needs.
pub fn install_build_tools() -> Outcome {
    install(&workspace::pkg())
}

/// The tools of other people (bundlers, runtimes) that the tests put the package through.
pub fn install_consumers() -> Outcome {
    install(&workspace::pkg().join("test/consumers"))
}

/// What the playground is made of, and the tools that build and test it.
pub fn install_playground() -> Outcome {
    install(&workspace::www())
}

/// The implementations in JavaScript that the engine is compared with.
pub fn install_peers() -> Outcome {
    install(&workspace::root().join("tests/peers"))
}

/// `npm ci`, unless what is installed came from the very lock file that is there now.
fn install(folder: &Path) -> Outcome {
    let lock = read(&folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    // The few install scripts that are needed are named in `allowScripts` of each package.json.
    run(Command::new("npm").arg("ci").current_dir(folder))?;
    fs::write(&stamp, lock).map_err(|error| format!("cannot write `{}`: {error}", stamp.display()))
}

fn read(path: &PathBuf) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))
}
