/**
 * The engine's other door: edits, remarks, dialects, settings, comparisons and plans. It opens on demand, and takes a
 * larger module with it.
 * @module
 */
import wasm from "matrix-push-rules/matrix-push-rules-full.wasm?url";

export type Full = typeof import("matrix-push-rules/full/slim");

let opened: Promise<Full> | undefined;

/** The whole engine. Quick after the first time. */
export function full(): Promise<Full> {
  opened ??= open().catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function open(): Promise<Full> {
  // Both at once: the module need not wait for the script.
  const [engine, module] = await Promise.all([import("matrix-push-rules/full/slim"), fetch(wasm)]);
  await engine.init(module);
  return engine;
}
