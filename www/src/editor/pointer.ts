/**
 * JSON pointers (RFC 6901) and the engine's dotted paths, led to places in a text; and back.
 * @module
 */

import type { JsonNode, Range } from "./positions.ts";

/** The names of a JSON pointer. */
export function pointerNames(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The lists of rules, in whichever of the accepted shapes a text has. */
export function listsIn(root: JsonNode): JsonNode {
  return root.children.get("global") ?? root.children.get("content")?.children.get("global") ?? root;
}

/** The value that the names lead to, or the innermost one on the way that exists. */
export function nodeAt(root: JsonNode, names: readonly string[]): JsonNode {
  let node = root;
  for (const name of names) {
    const child = node.children.get(name);
    if (!child) break;
    node = child;
  }
  return node;
}

/**
 * The value that a dotted path such as `power_levels.users` leads to. Names may themselves have dots: the longest name
 * that exists is followed.
 */
export function nodeAtDotted(root: JsonNode, path: string): JsonNode {
  const parts = path === "" ? [] : path.split(".");
  let node = root;
  for (let start = 0; start < parts.length; ) {
    let end = parts.length;
    let child: JsonNode | undefined;
    for (; end > start && !child; end -= 1) child = node.children.get(parts.slice(start, end).join("."));
    if (!child) break;
    node = child;
    start = end + 1;
  }
  return node;
}

/**
 * What to underline for a value. A remark about a whole object would underline a screenful: what names the object says
 * as much, its `rule_id`, `kind` or `set_tweak`, or else the property that holds it, or its opening bracket.
 */
export function underlined(node: JsonNode): Range {
  if (node.kind === "scalar") return { from: node.from, to: node.to };
  for (const name of ["rule_id", "kind", "set_tweak"]) {
    const child = node.children.get(name);
    if (child) return { from: child.name?.from ?? child.from, to: child.to };
  }
  if (node.name) return node.name;
  return { from: node.from, to: node.children.size === 0 ? node.to : node.from + 1 };
}

/** The names that lead to the innermost value around an offset. */
export function namesAt(root: JsonNode, offset: number): string[] {
  const names: string[] = [];
  let node = root;
  search: for (;;) {
    for (const [name, child] of node.children) {
      const from = child.name?.from ?? child.from;
      if (from <= offset && offset <= child.to) {
        names.push(name);
        node = child;
        continue search;
      }
    }
    return names;
  }
}
