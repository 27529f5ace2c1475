//! The engine as a WebAssembly module, with the JavaScript glue that wasm-bindgen writes for it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::run::{Outcome, run};
use crate::{panics, workspace};

/// The platform that WebAssembly in JavaScript is.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Compiles the library for wasm32 with the `wasm` profile.
pub fn compile() -> Outcome {
    ensure_target()?;
    run(&mut workspace::cargo(&["build", "--profile", "wasm", "--lib", "--locked", "--target", TARGET]))
}

/// Writes the glue and the module it belongs to into `pkg/generated`.
pub fn bind() -> Outcome {
    let generated = workspace::pkg().join("generated");
    match fs::remove_dir_all(&generated) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(format!("cannot empty `{}`: {error}", generated.display()));
        }
        _ => {}
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes("matrix_push_rules", panics::without_messages(&compiled())?)
        .typescript(true)
        // Bundlers would otherwise find the module's address in the glue and emit a second copy of it.
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(&generated))
        .map_err(|error| format!("wasm-bindgen failed: {error:#}"))
}

fn compiled() -> PathBuf {
    workspace::target().join(TARGET).join("wasm/matrix_push_rules.wasm")
}

/// Adds the wasm32 target where rustup knows the toolchain and has not got it yet. Without rustup (a
/// distribution's own Rust) the compiler itself says what is missing.
pub fn ensure_target() -> Outcome {
    let sysroot = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(workspace::root())
        .output()
        .map_err(|error| format!("cannot start `rustc`: {error}"))?;
    let libraries = PathBuf::from(String::from_utf8_lossy(&sysroot.stdout).trim().to_owned());
    if sysroot.status.success() && libraries.is_dir() {
        return Ok(());
    }
    run(Command::new("rustup").args(["target", "add", TARGET]).current_dir(workspace::root()))
}
