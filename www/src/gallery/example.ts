/**
 * The example that is open: a document says by name which one it began as.
 * @module
 */
import { computed, signal } from "@preact/signals";

import { announce } from "../parts/Announcer.tsx";
import { change, doc } from "../state/document.ts";
import type { Complaint } from "./complaints.ts";

type Gallery = typeof import("./complaints.ts");

/** Loaded on demand. */
export const gallery = signal<Gallery | null>(null);

export async function loadGallery(): Promise<Gallery> {
  gallery.value ??= await import("./complaints.ts");
  return gallery.value;
}

/** The example that the document began as, once it is loaded. */
export const example = computed<Complaint | null>(() => gallery.value?.COMPLAINTS.get(doc.value.example ?? "") ?? null);

/** Opens an example: one step of undo. */
export async function openExample(id: string): Promise<void> {
  const { COMPLAINTS, rulesOf } = await loadGallery();
  const complaint = COMPLAINTS.get(id);
  if (complaint === undefined) return;
  const { title, event, context } = complaint;
  change(`Open the example “${title}”`, { rules: rulesOf(complaint), event, context, baseline: rulesOf(complaint), example: id });
  announce(`Example: ${title}. ${complaint.answer}`);
}

/** Puts the explanation away, and keeps what it was about. */
export function closeExample(): void {
  change("Close the example", { example: undefined });
}

/** Where a thread is. */
export function threadUrl(thread: string): string {
  const [repository, number] = thread.split("#");
  return `https://github.com/${repository}/issues/${number}`;
}
