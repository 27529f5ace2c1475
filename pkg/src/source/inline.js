/**
 * Where the module comes from in entries that need no initialisation: it is in the file, as base64, which every runtime,
 * bundler and plain page can load without being told anything.
 * @module
 */
import base64 from "#wasm";

/** @returns {WebAssembly.Module} */
export function compiledModule() {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new WebAssembly.Module(bytes);
}
