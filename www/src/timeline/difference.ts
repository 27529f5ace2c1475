/**
 * How an event is different after the edits.
 * @module
 */
import type { Outcome } from "../engine/questions.ts";

/** Louder and quieter are about whether there is a notification at all; otherwise is sound, highlight or the rule. */
export type Filter = "all" | "different" | "louder" | "quieter" | "otherwise";

export const FILTERS: readonly { readonly filter: Filter; readonly label: string }[] = [
  { filter: "all", label: "All" },
  { filter: "different", label: "Different" },
  { filter: "louder", label: "Now notify" },
  { filter: "quieter", label: "No longer notify" },
  { filter: "otherwise", label: "Other changes" },
];

export function differenceOf(before: Outcome | undefined, after: Outcome | undefined): "louder" | "quieter" | "otherwise" {
  if (before?.notify === after?.notify) return "otherwise";
  return after?.notify ? "louder" : "quieter";
}
