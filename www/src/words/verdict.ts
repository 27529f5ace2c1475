/**
 * The answer in words.
 * @module
 */
import type { Explanation } from "../engine/core.ts";

/** The answer in a few words: "Notifies, with sound". */
export function verdict({ notify, notify_in_app, sound, highlight }: Explanation): string {
  if (!notify) return notify_in_app ? "Shows inside the app only" : "Stays silent";
  const how = [sound === null ? "without sound" : "with sound", highlight ? "highlighted" : ""];
  return `Notifies, ${how.filter(Boolean).join(", ")}`;
}
