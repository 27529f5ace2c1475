/**
 * Gives what did not change its old identity back.
 *
 * The engine answers new documents. Views compare by identity: with this, a change of one rule draws one row anew, and
 * not three hundred.
 */
export function shared<T>(before: unknown, after: T): T {
  if (before === after || typeof before !== "object" || typeof after !== "object" || !before || !after) return after;
  if (Array.isArray(before) !== Array.isArray(after)) return after;
  return Array.isArray(after)
    ? (sharedList(before as unknown[], after) as T)
    : (sharedObject(before as Fields, after as Fields) as T);
}

type Fields = Record<string, unknown>;

function sharedObject(before: Fields, after: Fields): Fields {
  const names = Object.keys(after);
  const old = Object.keys(before);
  const entries = names.map(
    (name) => [name, shared(Object.hasOwn(before, name) ? before[name] : undefined, after[name])] as const,
  );
  const same =
    old.length === names.length &&
    entries.every(([name, value], index) => old[index] === name && before[name] === value);
  return same ? before : Object.fromEntries(entries);
}

/** Lists keep what they have at the same distance from their beginning or end; that is enough for one inserted or gone. */
function sharedList(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const result = [...after];
  let start = 0;
  while (start < after.length && start < before.length) {
    const value = shared(before[start], after[start]);
    if (value !== before[start]) break;
    result[start] = value;
    start += 1;
  }
  for (let end = 1; end <= after.length - start && end <= before.length - start; end += 1) {
    result[after.length - end] = shared(before[before.length - end], after[after.length - end]);
  }
  return before.length === after.length && result.every((value, index) => value === before[index]) ? before : result;
}
