/**
 * Starts the engine, once. What goes wrong there is a {@link Fault} like any other.
 * @module
 */
import wasm from "matrix-push-rules/matrix-push-rules.wasm?url";
import { init } from "matrix-push-rules/slim";

let started: Promise<void> | undefined;

/** Resolves when the core can be called. */
export function startEngine(): Promise<void> {
  started ??= init(wasm).catch((error: unknown) => {
    started = undefined;
    throw error;
  });
  return started;
}
