/**
 * Reading what people bring, which the worker does, and taking it into the page.
 * @module
 */
import { ask } from "../engine/background.ts";
import type { GlobalRules } from "../engine/core.ts";
import { faultOf } from "../engine/fault.ts";
import type { Reading } from "../engine/questions.ts";
import { toast } from "../parts/Toast.tsx";
import { change, doc, undo } from "../state/document.ts";
import { things } from "../words/numbers.ts";

export type Usable = Exclude<Reading, { message: string }>;

/** What a text or a file is. The worker keeps its events until the next one. */
export async function read(brought: string | File): Promise<Reading> {
  try {
    return await ask("read", { brought });
  } catch (error) {
    return { message: faultOf(error).message };
  }
}

/** "45 push rules of @alice:example.org and 340 events in 12 rooms" */
export function contents({ rules, user_id, events, rooms }: Usable): string {
  const parts = [];
  if (rules !== null) parts.push(`${things(numberOf(rules), "push rule")}${user_id === null ? "" : ` of ${user_id}`}`);
  if (events > 0) parts.push(`${things(events, "event")} in ${things(rooms, "room")}`);
  return parts.join(" and ");
}

/** Makes rules those of the page, and those with which changes are compared. */
export function takeRules(rules: GlobalRules, user_id: string | null): void {
  const { context } = doc.peek();
  const owner = user_id !== null && user_id !== context.user_id ? { ...context, user_id, display_name: undefined } : context;
  change("Import the rules", { rules, baseline: rules, context: owner, example: undefined });
  toast(`${things(numberOf(rules), "push rule")} imported`, { label: "Undo", act: undo });
}

function numberOf({ global }: GlobalRules): number {
  return Object.values(global).reduce((sum, rules) => sum + (Array.isArray(rules) ? rules.length : 0), 0);
}
