/**
 * The document survives a reload. It stays in this tab and goes with it: rules and events are private.
 * @module
 */
import { effect, signal } from "@preact/signals";

import { doc, type Document } from "./document.ts";

const KEY = "document/1";
const PAUSE = 300;

/** Why the document is not kept, in words; `null` while it is. */
export const notKept = signal<string | null>(null);

/** What was there before the reload. */
export function restore(): Document | null {
  try {
    const text = sessionStorage.getItem(KEY);
    return text === null ? null : JSON.parse(text);
  } catch (error) {
    notKept.value = `This tab's storage cannot be read: ${error instanceof Error ? error.message : error}`;
    return null;
  }
}

/** Forgets what a reload would bring back. */
export function forget(): void {
  sessionStorage.removeItem(KEY);
}

/** Keeps the document from now on: soon after each change, and at once when the page goes away. */
export function keep(): void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(waiting);
    waiting = undefined;
    try {
      sessionStorage.setItem(KEY, JSON.stringify(doc.peek()));
      notKept.value = null;
    } catch {
      forget();
      notKept.value = "This is too large to survive a reload. Copy what you need.";
    }
  };
  effect(() => {
    doc.value;
    waiting ??= setTimeout(write, PAUSE);
  });
  addEventListener("pagehide", () => {
    if (waiting !== undefined) write();
  });
}
