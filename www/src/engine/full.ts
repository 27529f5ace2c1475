/**
 * The engine's other door: edits, remarks, dialects, settings, comparisons and plans. It opens on demand.
 * @module
 */
import * as package_ from "matrix-push-rules/slim";

export type Full = typeof package_;

/** The whole engine. Quick after the first time. */
export function full(): Promise<Full> {
  return Promise.resolve(package_);
}
