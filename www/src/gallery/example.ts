/**
 * Opening examples. A document says by name which one it began as.
 * @module
 */
import { announce } from "../parts/Announcer.tsx";
import { change } from "../state/document.ts";
import { type Complaint, rulesOf } from "./complaints.ts";

/** Opens an example: one step of undo. */
export function openExample(complaint: Complaint): void {
  const { id, title, answer, event, context } = complaint;
  const rules = rulesOf(complaint);
  change(`Open the example “${title}”`, { rules, event, context, baseline: rules, example: id });
  announce(`Example: ${title}. ${answer}`.replaceAll("`", ""));
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
