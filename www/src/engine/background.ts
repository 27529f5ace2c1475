/**
 * Asks the worker. It starts with the first question, and a dead one is replaced with the next.
 * @module
 */
import type { Row } from "../timeline/row.ts";
import type { Name, Questions, Reply } from "./questions.ts";

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
  onPiece(piece: readonly Row[]): void;
}

let worker: Worker | null = null;
let last = 0;
const waiting = new Map<number, Waiting>();

/** Asks one question. The promise fails with the engine's words. */
export function ask<N extends Name>(
  name: N,
  about: Questions[N]["about"],
  onPiece: (piece: readonly Row[]) => void = () => {},
): Promise<Questions[N]["answer"]> {
  const id = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject, onPiece });
    try {
      (worker ??= start()).postMessage({ id, ask: name, ...about });
    } catch (error) {
      waiting.delete(id);
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function start(): Worker {
  const started = new Worker(new URL("./background.worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
    const asked = waiting.get(data.id);
    if (asked === undefined) return;
    if ("piece" in data) {
      asked.onPiece(data.piece);
      return;
    }
    waiting.delete(data.id);
    if ("failed" in data) asked.reject(new Error(data.failed));
    else asked.resolve(data.answer);
  });
  started.addEventListener("error", (event) => {
    worker = null;
    started.terminate();
    const error = new Error(event.message || "the background worker could not be started");
    for (const asked of waiting.values()) asked.reject(error);
    waiting.clear();
  });
  return started;
}
