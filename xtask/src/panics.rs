//! Takes the text of panics out of the WebAssembly module.
//!
//! A panic ends in a trap, and its message goes nowhere: this target has no standard error. The code that would format it
//! (numbers, strings and all that implements `Debug`) is a good part of a small module nevertheless. So
//! each function that does nothing but panic becomes the trap itself, and what only it needed is found to be unused later.

use std::path::Path;

use walrus::{FunctionKind, Module, ModuleConfig};

use crate::run::Outcome;

/// The module with every panic reduced to its trap.
pub fn without_messages(path: &Path) -> Outcome<Vec<u8>> {
    let mut module = ModuleConfig::new()
        .parse_file(path)
        .map_err(|error| format!("cannot read `{}`: {error:#}", path.display()))?;
    let mut found = 0_u32;
    let Module { funcs, types, .. } = &mut module;
    for function in funcs.iter_mut() {
        let Some(name) = function.name.as_deref().map(demangled) else { continue };
        let FunctionKind::Local(local) = &mut function.kind else { continue };
        // What returns something is no such function, whatever its name.
        if only_panics(&name) && types.results(local.ty()).is_empty() {
            let mut body = local.builder_mut().func_body();
            body.instrs_mut().clear();
            body.unreachable();
            found += 1;
        }
    }
    if found == 0 {
        return Err(format!("no panics in `{}`: are the names of its functions stripped?", path.display()));
    }
    Ok(module.emit_wasm())
}

fn demangled(symbol: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(symbol))
}

/// Whether a function of the standard library does nothing but panic.
fn only_panics(name: &str) -> bool {
    let is_std = ["core::", "alloc::", "std::", "__rustc::"].iter().any(|root| name.starts_with(root));
    let last = name.rsplit("::").next().unwrap_or_default();
    is_std
        && (name.starts_with("core::panicking::")
            || name.starts_with("core::cell::panic_already")
            || last.ends_with("_fail")
            || last.ends_with("_failed")
            || name.contains("_fail::")
            || [
                "rust_begin_unwind",
                "handle_alloc_error",
                "handle_error",
                "capacity_overflow",
                "panic_on_ord_violation",
                "slice_error_fail_rt",
            ]
            .contains(&last))
}
