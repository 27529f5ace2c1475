/**
 * The same as `matrix-push-rules`, without the WebAssembly module in the JavaScript: the application supplies it, once,
 * before anything else is called. It is the file `matrix-push-rules/matrix-push-rules.wasm`.
 *
 * @example
 * import { init, Ruleset } from "matrix-push-rules/slim";
 *
 * await init(new URL("matrix-push-rules/matrix-push-rules.wasm", import.meta.url));
 *
 * @packageDocumentation
 */
import type { PushRulesError } from "./index.js";

export * from "./index.js";

/** What {@link init} takes the module from. */
export type ModuleSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/**
 * Supplies the module, from wherever it is. Calling it again does nothing, unless it failed before.
 *
 * @throws {@link PushRulesError} with the code `module_unavailable`, `invalid_module` or `invalid_argument`.
 */
export function init(source: ModuleSource | PromiseLike<ModuleSource>): Promise<void>;

/**
 * Supplies the module from bytes that are already there. Calling it again does nothing.
 *
 * @throws {@link PushRulesError} with the code `invalid_module` or `invalid_argument`.
 */
export function initSync(source: BufferSource | WebAssembly.Module): void;
