//! Takes the text of panics out of the WebAssembly module.
//!
//! A panic ends in a trap, and its message goes nowhere: this target has no standard error. The code that would format it
//! (numbers, strings and all that implements `Debug`) is a good part of a small module nevertheless. So
//! each function that does nothing but panic becomes the trap itself, and what only it needed is found to be unused later.
//! What `{:?}` calls stays in tables that panics no longer look at: it writes nothing.

use std::path::Path;

use walrus::{FunctionKind, Module, ModuleConfig, ValType};

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
        if only_panics_call(&name) {
            let mut body = local.builder_mut().func_body();
            body.instrs_mut().clear();
            body.unreachable();
            continue;
        }
        if is_debug(&name) && *types.results(local.ty()) == [ValType::I32] {
            const OK: i32 = 0;
            let mut body = local.builder_mut().func_body();
            body.instrs_mut().clear();
            body.i32_const(OK);
            continue;
        }
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
    forget_locations(&mut module);
    Ok(module.emit_wasm())
}

/// Overwrites with zeros where panics would say that they happened: file names, and the records of name, length, line
/// and column that point to them. Nothing reads them any more.
fn forget_locations(module: &mut Module) {
    let segments: Vec<(u32, Vec<u8>)> =
        module.data.iter().filter_map(|data| Some((start(data)?, data.value.clone()))).collect();
    let names_file = |at: u32, length: u32| {
        segments.iter().any(|(start, bytes)| {
            let from = at.checked_sub(*start).map(|from| from as usize);
            from.and_then(|from| bytes.get(from..from + length as usize))
                .is_some_and(|name| name.ends_with(b".rs") && name.iter().all(u8::is_ascii_graphic))
        })
    };
    let mut found = Vec::new();
    for (start, bytes) in &segments {
        let aligned = (start.wrapping_neg() % 4) as usize;
        for at in (aligned..bytes.len().saturating_sub(15)).step_by(4) {
            let word = |n: usize| {
                let mut word = [0; 4];
                let from = bytes.get(at + 4 * n..).unwrap_or_default();
                word.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
                u32::from_le_bytes(word)
            };
            let (name, length, line, column) = (word(0), word(1), word(2), word(3));
            if (4..256).contains(&length)
                && (1..100_000).contains(&line)
                && (1..1000).contains(&column)
                && names_file(name, length)
            {
                found.push((start + at as u32, 16));
                found.push((name, length));
            }
        }
    }
    let ids: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for id in ids {
        let data = module.data.get_mut(id);
        let Some(start) = start(data) else { continue };
        for &(at, length) in &found {
            let from = at.checked_sub(start).map(|from| from as usize);
            if let Some(bytes) = from.and_then(|from| data.value.get_mut(from..from + length as usize)) {
                bytes.fill(0);
            }
        }
    }
}

/// Where a piece of data goes in the memory.
fn start(data: &walrus::Data) -> Option<u32> {
    match data.kind {
        walrus::DataKind::Active {
            offset: walrus::ConstExpr::Value(walrus::ir::Value::I32(start)), ..
        } => Some(start.cast_unsigned()),
        _ => None,
    }
}

fn demangled(symbol: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(symbol))
}

/// Whether nothing but a panic calls a function, through a table.
fn only_panics_call(name: &str) -> bool {
    name.contains("std::panicking::panic_handler::")
        || name.contains("core::fmt::builders::PadAdapter as ")
        || name == "std::alloc::default_alloc_error_hook"
}

/// Whether a function is what `{:?}` calls.
fn is_debug(name: &str) -> bool {
    name.ends_with(" as core::fmt::Debug>::fmt")
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
