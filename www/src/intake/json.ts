/**
 * JSON that people bring, read without trust: any value may be anywhere, and names may be `__proto__`.
 * @module
 */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a property of its own: `__proto__` and `constructor` are names like any other. */
export function get(value: unknown, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The value at the end of a way of properties. */
export function at(value: unknown, ...names: string[]): Json | undefined {
  let inner: unknown = value;
  for (const name of names) inner = get(inner, name);
  return inner as Json | undefined;
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function list(value: unknown): Json[] {
  return Array.isArray(value) ? value : [];
}

/** Whether a value is nested more than `limit` levels deep; found without recursion. */
export function deeperThan(value: Json, limit: number): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    const next: Json[] = [];
    for (const outer of level) {
      if (typeof outer !== "object" || outer === null) continue;
      for (const inner of Array.isArray(outer) ? outer : Object.values(outer)) {
        if (typeof inner === "object" && inner !== null) next.push(inner);
      }
    }
    level = next;
  }
  return false;
}
