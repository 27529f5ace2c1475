/**
 * Reading JSON that comes from anywhere: what should be an object or a string may be anything.
 * @module
 */
export type Loose = { readonly [name: string]: unknown };

/** The value if it is an object, else an empty one. */
export function loose(value: unknown): Loose {
  return typeof value === "object" && value !== null ? (value as Loose) : {};
}

/** The value if it is a string that says something. */
export function said(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
