//! `cargo xtask play` and `cargo xtask site`: the playground in `www/`, on this machine or to be published.

use crate::run::{Outcome, run};
use crate::{build, node, workspace};

/// Builds the site and serves it on a loopback port; the server prints the address.
pub fn play() -> Outcome {
    build::build()?;
    bundle()?;
    vite(&["preview"])
}

/// Builds the site: a folder that works from any path.
pub fn site() -> Outcome {
    build::build()?;
    bundle()?;
    println!("\nthe site is in `{}`", workspace::www().join("dist").display());
    Ok(())
}

/// The site from the npm package that was built last.
pub fn bundle() -> Outcome {
    node::install_playground()?;
    vite(&["build"])
}

fn vite(arguments: &[&str]) -> Outcome {
    let mut command = node::node_in(&workspace::www(), &["node_modules/vite/bin/vite.js"]);
    run(command.args(arguments))
}
