/**
 * What is on the page survives a reload. It stays in this tab and goes with it: rules and events are private.
 * @module
 */
import { effect, signal } from "@preact/signals";

import { whenIdle } from "../engine/idle.ts";
import { doc, type Document, eventView, open, rulesView, selected } from "./document.ts";
import { drafts, type Part, PARTS } from "./drafts.ts";
import { type } from "./typing.ts";

const KEY = "page/1";
const PAUSE = 300;
const TOO_MUCH = "This is too much to survive a reload. Copy what you need.";

interface Kept {
  readonly document: Document;
  /** Texts that were being typed. */
  readonly drafts: { readonly [P in Part]?: string };
  readonly rulesView: typeof rulesView.value;
  readonly eventView: typeof eventView.value;
  readonly selected: typeof selected.value;
}

/** Why the page is not kept, in words; `null` while it is. */
export const notKept = signal<string | null>(null);

/** Opens what was there before the reload. Answers whether there was anything. */
export function restore(): boolean {
  let text;
  try {
    text = sessionStorage.getItem(KEY);
  } catch {
    notKept.value = "This browser does not let pages keep anything: a reload begins afresh.";
  }
  if (!text) return false;
  try {
    reopen(JSON.parse(text));
    return true;
  } catch (error) {
    console.warn(error);
    notKept.value = "What was here before the reload cannot be opened any more.";
    return false;
  }
}

function reopen(kept: Kept): void {
  open(kept.document);
  for (const part of PARTS) {
    const typed = kept.drafts[part];
    if (typed !== undefined) type(part, typed);
  }
  rulesView.value = kept.rulesView;
  eventView.value = kept.eventView;
  selected.value = kept.selected;
}

/** Keeps the page from now on: soon after each change, and at once when it goes away. */
export function keep(): void {
  let waiting: (() => void) | undefined;
  const write = () => {
    waiting?.();
    waiting = undefined;
    try {
      sessionStorage.setItem(KEY, JSON.stringify(page()));
      // What was said about the state before the reload stays said.
      if (notKept.peek() === TOO_MUCH) notKept.value = null;
    } catch {
      notKept.value ??= TOO_MUCH;
    }
  };
  effect(() => {
    page();
    waiting ??= soon(write);
  });
  addEventListener("pagehide", () => {
    if (waiting !== undefined) write();
  });
}

/** When some time has passed and nobody waits for the page; answers how to call it off. */
function soon(act: () => void): () => void {
  let cancel = () => clearTimeout(timer);
  const timer = setTimeout(() => {
    cancel = whenIdle(act);
  }, PAUSE);
  return () => cancel();
}

function page(): Kept {
  const typed = PARTS.flatMap((part) => {
    const draft = drafts[part].value;
    // Good text is in the document.
    return draft?.problem ? [[part, draft.text]] : [];
  });
  return {
    document: doc.value,
    drafts: Object.fromEntries(typed),
    rulesView: rulesView.value,
    eventView: eventView.value,
    selected: selected.value,
  };
}
