/**
 * Numbers of things.
 * @module
 */

/** "1 event", "1,200 events" */
export function things(number: number, what: string): string {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
}
