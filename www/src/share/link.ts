/**
 * Opening links: the one that the page was opened with, and those that are pasted over it later.
 * @module
 */
import { signal } from "@preact/signals";

import { evaluate, Ruleset } from "../engine/core.ts";
import { faultOf } from "../engine/fault.ts";
import { announce } from "../parts/Announcer.tsx";
import { change, type Document } from "../state/document.ts";

/** Why the last link could not be opened; `null` if it could. */
export const linkProblem = signal<string | null>(null);

/** The document of the link in the address, which is taken out of it: the page goes its own way from there. */
export async function documentOfLink(): Promise<Document | null> {
  if (!location.hash.startsWith("#v")) return null;
  try {
    const { fromFragment } = await import("./fragment.ts");
    const shared = await fromFragment(location.hash);
    if (shared === null) return null;
    linkProblem.value = null;
    history.replaceState(null, "", location.pathname + location.search);
    // The engine refuses here what it would refuse later, in the middle of the page.
    new Ruleset(shared.rules).free();
    evaluate(shared.event, shared.rules, shared.context);
    return shared;
  } catch (error) {
    linkProblem.value = faultOf(error).message;
    return null;
  }
}

/** Opens links that are pasted into the address bar of the open page. */
export function followLinks(): void {
  addEventListener("hashchange", async () => {
    const shared = await documentOfLink();
    if (shared !== null) openShared(shared);
  });
}

/** Opens a document in place of the one that is there; undo brings that back. */
export function openShared(shared: Document): void {
  change("Open a link", { baseline: undefined, example: undefined, ...shared });
  announce("The link is open");
}
