/**
 * Where each value of a JSON text stands.
 *
 * `JSON.parse` tells what a text means and forgets where it read it. This walks the same text a second time, without
 * recursion, and remembers places only.
 * @module
 */

/** A value's place in the text. */
export interface JsonNode {
  readonly kind: "object" | "array" | "scalar";
  readonly from: number;
  readonly to: number;
  /** The place of the property's name, quotes included, for members of objects. */
  readonly name: Range | undefined;
  /** Members by name or index; of two members with one name the last, which is the one that counts. */
  readonly children: ReadonlyMap<string, JsonNode>;
}

/** A part of the text, as `slice(from, to)` takes it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[-+.\w]+|[[\]{}:,]/g;

interface Open {
  readonly kind: "object" | "array";
  readonly from: number;
  readonly name: Range | undefined;
  readonly children: Map<string, JsonNode>;
  /** The member that is being read. */
  member: { name: string; range: Range } | undefined;
}

/** The places of all values in a text that `JSON.parse` takes. */
export function positions(text: string): JsonNode {
  const stack: Open[] = [];
  let root: JsonNode = { kind: "scalar", from: 0, to: 0, name: undefined, children: new Map() };
  const add = (
    kind: JsonNode["kind"],
    from: number,
    to: number,
    name: Range | undefined,
    children: JsonNode["children"],
  ) => {
    const node = { kind, from, to, name, children };
    const parent = stack.at(-1);
    if (parent === undefined) root = node;
    else parent.children.set(parent.member?.name ?? String(parent.children.size), node);
    if (parent) parent.member = undefined;
  };
  for (const token of text.matchAll(TOKEN)) {
    const [sign] = token;
    const from = token.index;
    const to = from + sign.length;
    const parent = stack.at(-1);
    if (sign === "{" || sign === "[") {
      stack.push({
        kind: sign === "{" ? "object" : "array",
        from,
        name: parent?.member?.range,
        children: new Map(),
        member: undefined,
      });
    } else if (sign === "}" || sign === "]") {
      const closed = stack.pop();
      if (closed) add(closed.kind, closed.from, to, closed.name, closed.children);
    } else if (sign !== "," && sign !== ":") {
      if (parent?.kind === "object" && parent.member === undefined) {
        parent.member = { name: JSON.parse(sign), range: { from, to } };
      } else {
        add("scalar", from, to, parent?.member?.range, new Map());
      }
    }
  }
  return root;
}
