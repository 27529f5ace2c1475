/**
 * Where the module of the slim entries comes from: the caller brings it.
 * @module
 */
import { PushRulesError } from "../errors.js";

/** @typedef {string | URL | Request | Response | PromiseLike<Response> | BufferSource | WebAssembly.Module} Source */

/** @type {WebAssembly.Module | undefined} */
let supplied;

/** @type {Promise<void> | undefined} */
let pending;

/** @returns {WebAssembly.Module} */
export function compiledModule() {
  if (supplied === undefined) {
    throw new PushRulesError({
      code: "not_initialised",
      message: "the engine's module has not been supplied yet",
      help: "call `await init(url)` or `initSync(bytes)` of the same entry first",
    });
  }
  return supplied;
}

/**
 * @param {Source | PromiseLike<Source>} source
 * @returns {Promise<void>}
 */
export function init(source) {
  if (supplied !== undefined) return Promise.resolve();
  pending ??= load(source).then(
    (module) => {
      supplied ??= module;
    },
    (thrown) => {
      // The next call may try again, with another source.
      pending = undefined;
      throw thrown;
    },
  );
  return pending;
}

/** @param {BufferSource | WebAssembly.Module} source */
export function initSync(source) {
  if (supplied !== undefined) return;
  if (source instanceof WebAssembly.Module) supplied = source;
  else if (isBytes(source)) supplied = compile(source);
  else throw wrongSource("bytes or a `WebAssembly.Module`");
}

/**
 * @param {Source | PromiseLike<Source>} given
 * @returns {Promise<WebAssembly.Module>}
 */
async function load(given) {
  const source = await given;
  if (source instanceof WebAssembly.Module) return source;
  if (isBytes(source)) return compile(source);
  if (typeof Response === "function" && source instanceof Response) return fromResponse(source);
  if (typeof source === "string" || source instanceof URL) return fromAddress(source);
  if (typeof Request === "function" && source instanceof Request) return fromResponse(await reached(() => fetch(source)));
  throw wrongSource("a URL, a `Request`, a `Response`, bytes or a `WebAssembly.Module`");
}

/**
 * @param {string | URL} address
 * @returns {Promise<WebAssembly.Module>}
 */
async function fromAddress(address) {
  // Node's `fetch` knows no `file:` addresses. `getBuiltinModule` is not an import, so no bundler trips over it.
  if (/^file:/i.test(String(address)) && typeof process === "object" && process.versions?.node && !process.versions.bun) {
    const files = process.getBuiltinModule?.("node:fs");
    if (files !== undefined) return compile(await reached(() => files.readFileSync(new URL(address))));
  }
  return fromResponse(await reached(() => fetch(address)));
}

/**
 * What a file system or a network gives.
 * @template T
 * @param {() => T} get
 * @returns {Promise<Awaited<T>>}
 */
async function reached(get) {
  try {
    return await get();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `the engine's module could not be fetched: ${reason}`;
    throw new PushRulesError({ code: "module_unavailable", path: "source", message }, { cause });
  }
}

/** @param {Response} response */
async function fromResponse(response) {
  if (!response.ok) {
    throw new PushRulesError({
      code: "module_unavailable",
      path: "source",
      message: `the engine's module could not be fetched: HTTP status ${response.status} for \`${response.url}\``,
    });
  }
  // Not `compileStreaming`, which refuses a server that does not know the media type of `.wasm`: at this size
  // there is nothing to gain from streaming.
  return compile(await response.arrayBuffer());
}

/** @param {BufferSource} bytes */
function compile(bytes) {
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    throw new PushRulesError(
      { code: "invalid_module", path: "source", message: "what was supplied is not the engine's WebAssembly module" },
      { cause },
    );
  }
}

/**
 * @param {unknown} source
 * @returns {source is BufferSource}
 */
function isBytes(source) {
  return source instanceof ArrayBuffer || ArrayBuffer.isView(source);
}

/** @param {string} expected */
function wrongSource(expected) {
  return new PushRulesError({ code: "invalid_argument", path: "source", message: `\`source\` must be ${expected}` });
}
