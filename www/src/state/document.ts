/**
 * The one state of the page: rules, an event, and what is known about the user and the room.
 *
 * `doc` holds the last good values, and every view reads it. Text that somebody is typing, which may be broken at the
 * moment, is a draft; see `drafts.ts`.
 * @module
 */
import { batch, computed, signal, type ReadonlySignal } from "@preact/signals";

import type { Context, Event, GlobalRules, RuleKind } from "../engine/core.ts";
import { clearDrafts } from "./drafts.ts";
import { History } from "./history.ts";

export interface Document {
  /** In the shape of `GET /pushrules/`. */
  readonly rules: GlobalRules;
  readonly event: Event;
  readonly context: Context;
  /** The rules as they were imported, for "what would change" and for plans of requests; absent for invented ones. */
  readonly baseline?: GlobalRules | undefined;
  /** The example of the gallery that this began as. */
  readonly example?: string | undefined;
}

export interface ChangeOptions {
  /** Changes with the same key that follow each other closely are one step of undo: `"event.body"`. */
  readonly coalesce?: string;
}

const EMPTY: Document = { rules: { global: {} }, event: { type: "" }, context: { user_id: "@me:example.org" } };

const history = new History<Document>(EMPTY);

/** The last good document. */
export const doc: ReadonlySignal<Document> = history.present;

/** The parts of the document: who reads one is not drawn anew when another changes, as with every key that is typed. */
export const rules: ReadonlySignal<Document["rules"]> = computed(() => doc.value.rules);
export const event: ReadonlySignal<Document["event"]> = computed(() => doc.value.event);
export const context: ReadonlySignal<Document["context"]> = computed(() => doc.value.context);

/** What undo would take back, in words; `null` if nothing. */
export const canUndo: ReadonlySignal<string | null> = history.undoable;
export const canRedo: ReadonlySignal<string | null> = history.redoable;

/** Which rule is open, in the rule list and in the reasons alike. */
export const selected = signal<{ readonly kind: RuleKind; readonly rule_id: string } | null>(null);

/** How the rules are shown. */
export const rulesView = signal<"list" | "settings" | "json">("list");

/** How the event, and who receives it, are shown. */
export const eventView = signal<"fields" | "json">("fields");

/**
 * Changes the document: one step of undo. `label` says what was done, as a menu would: "Add the keyword rocket".
 * Drafts of what changes are dropped, for they are about values that are no more.
 */
export function change(label: string, next: Partial<Document>, { coalesce }: ChangeOptions = {}): void {
  batch(() => {
    history.push(label, { ...doc.peek(), ...next }, coalesce);
    clearDrafts(next);
  });
}

/** Takes the last step back. */
export function undo(): void {
  batch(() => {
    history.undo();
    clearDrafts();
  });
}

/** Does again what was taken back. */
export function redo(): void {
  batch(() => {
    history.redo();
    clearDrafts();
  });
}

/** Begins with a document that nobody can undo: at the start of the page. */
export function open(document: Document): void {
  batch(() => {
    history.reset(document);
    clearDrafts();
  });
}
