/**
 * The same as `matrix-push-rules/full`, without the WebAssembly module in the JavaScript: the application supplies it,
 * once, before anything else is called. It is the file `matrix-push-rules/matrix-push-rules-full.wasm`.
 *
 * @example
 * import { init, lint } from "matrix-push-rules/full/slim";
 *
 * await init(new URL("matrix-push-rules/matrix-push-rules-full.wasm", import.meta.url));
 *
 * @packageDocumentation
 */
export * from "./full.js";
export { init, initSync, type ModuleSource } from "./slim.js";
