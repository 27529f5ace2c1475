/**
 * The engine's other door: edits, remarks, dialects, settings, comparisons and plans. Its module has everything and is
 * fetched when somebody first asks for it.
 * @module
 */
import wasm from "matrix-push-rules/matrix-push-rules-full.wasm?url";

export type Full = typeof import("matrix-push-rules/full/slim");

let opening: Promise<Full> | undefined;

/** The whole engine. Quick after the first time. */
export function full(): Promise<Full> {
  opening ??= open().catch((thrown: unknown) => {
    // The network may be back when it is asked for again.
    opening = undefined;
    throw thrown;
  });
  return opening;
}

async function open(): Promise<Full> {
  const package_ = await import("matrix-push-rules/full/slim");
  await package_.init(wasm);
  return package_;
}
