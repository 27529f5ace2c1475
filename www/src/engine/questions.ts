/**
 * What the page asks its worker, and what comes back: everything that may take longer than a frame.
 * @module
 */
import type { Row } from "../timeline/row.ts";
import type { Context, DialectComparison, Event, GlobalRules, MatchedRule } from "./core.ts";

/** Questions by name, with what they are about and what they are answered with. */
export interface Questions {
  /** What a text or a file is. The worker keeps it until the next one. */
  read: { about: { brought: string | File }; answer: Reading };
  /** Makes the events of what was read last the timeline. The rows come in pieces before the answer. */
  keep: { about: Record<never, never>; answer: { events: number }; piece: readonly Row[] };
  /** Drops the timeline. */
  drop: { about: Record<never, never>; answer: null };
  /** What a change of rules changes for the timeline; `null` if a newer question of this kind has come meanwhile. */
  compare: { about: Comparing; answer: Compared | null };
  /** One event of the timeline, with what was known of its room. */
  entry: { about: { index: number }; answer: { event: Event; room: Partial<Context> } };
  /** What each implementation answers; `null` if a newer question of this kind has come meanwhile. */
  dialects: { about: { event: Event; rules: GlobalRules; context: Context }; answer: DialectComparison | null };
}

export type Name = keyof Questions;

/** A text, recognised, or a sentence that says why not. */
export type Reading =
  | {
      readonly says: string;
      readonly rules: GlobalRules | null;
      readonly user_id: string | null;
      readonly events: number;
      readonly rooms: number;
      readonly remarks: readonly string[];
    }
  | { readonly message: string };

export interface Comparing {
  readonly before: GlobalRules;
  readonly after: GlobalRules;
  /** Fills in what the timeline does not say of its rooms. */
  readonly context: Context;
}

/** What becomes of an event; many events share one. */
export interface Outcome {
  readonly notify: boolean;
  readonly notify_in_app: boolean;
  readonly highlight: boolean;
  readonly sound: string | null;
  readonly rule: MatchedRule | null;
  /** The engine's words, where it cannot evaluate an event. */
  readonly fault?: string;
}

/** By event: positions in `outcomes`. Events are different where the positions are. */
export interface Compared {
  readonly outcomes: readonly Outcome[];
  readonly before: Uint32Array<ArrayBuffer>;
  readonly after: Uint32Array<ArrayBuffer>;
}

export type Question = { [N in Name]: { readonly id: number; readonly ask: N } & Questions[N]["about"] }[Name];

export type Reply =
  | { readonly id: number; readonly answer: Questions[Name]["answer"] }
  | { readonly id: number; readonly piece: readonly Row[] }
  | { readonly id: number; readonly failed: string };
