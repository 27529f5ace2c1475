/**
 * Where the module comes from on workerd, which refuses to compile WebAssembly at run time: it is imported.
 * @module
 */
import module from "./matrix-push-rules.wasm";

/** @returns {WebAssembly.Module} */
export function compiledModule() {
  return module;
}
