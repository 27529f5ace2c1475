/**
 * What is shown when the engine fails: its own words, and the help it gives.
 * @module
 */
import { PushRulesError } from "./core.ts";

export interface Fault {
  readonly code: string;
  readonly message: string;
  /** Where: an argument and the way into it. */
  readonly path: string;
  readonly help: string | undefined;
}

export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof PushRulesError) {
    const { code, message, path, help } = thrown;
    return { code, message, path, help };
  }
  return {
    code: "page",
    message: thrown instanceof Error ? thrown.message : String(thrown),
    path: "",
    help: "this is a defect of this page; please report it with the input that caused it",
  };
}
