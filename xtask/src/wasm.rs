//! The engine as WebAssembly modules, with the JavaScript glue that wasm-bindgen writes for each.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::run::{Outcome, run};
use crate::{panics, workspace};

/// The platform that WebAssembly in JavaScript is.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// One build of the engine.
pub struct Variant {
    /// Its folder in `pkg/generated`.
    name: &'static str,
    profile: &'static str,
    /// Cargo's arguments that choose the features.
    pub features: &'static [&'static str],
    /// Arguments for the compiler alone.
    compiler: &'static [&'static str],
}

/// The module that evaluates and explains, and the one with everything.
pub const VARIANTS: [Variant; 2] = [
    Variant { name: "main", profile: "wasm", features: &["--no-default-features"], compiler: &[] },
    // Loops are not made faster at the price of more code.
    Variant {
        name: "full",
        profile: "wasm-full",
        features: &[],
        compiler: &["-C", "llvm-args=-disable-lsr"],
    },
];

/// Compiles the library for wasm32, as a module and nothing else: where Cargo makes a Rust library of it too, it leaves out
/// optimising across crates, which is worth a twentieth of the module.
pub fn compile(variant: &Variant) -> Outcome {
    ensure_target()?;
    let mut cargo =
        workspace::cargo(&["rustc", "--lib", "--crate-type", "cdylib", "--locked", "--target", TARGET]);
    run(cargo.args(["--profile", variant.profile]).args(variant.features).arg("--").args(variant.compiler))
}

/// Writes the glue and the module it belongs to into a folder of `pkg/generated`.
pub fn bind(variant: &Variant) -> Outcome {
    let generated = workspace::pkg().join("generated").join(variant.name);
    match fs::remove_dir_all(&generated) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(format!("cannot empty `{}`: {error}", generated.display()));
        }
        _ => {}
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes("matrix_push_rules", panics::without_messages(&compiled(variant))?)
        .typescript(true)
        // Bundlers would otherwise find the module's address in the glue and emit a second copy of it.
        .omit_default_module_path(true)
        .remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(&generated))
        .map_err(|error| format!("wasm-bindgen failed: {error:#}"))
}

fn compiled(variant: &Variant) -> PathBuf {
    workspace::target().join(TARGET).join(variant.profile).join("matrix_push_rules.wasm")
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
