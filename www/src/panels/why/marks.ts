/**
 * A text in pieces: those that match, and those between.
 * @module
 */
import type { Span } from "../../engine/core.ts";

export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** Cuts a text at spans, which may overlap and stand in any order. */
export function pieces(text: string, spans: readonly Span[]): readonly Piece[] {
  const cut: Piece[] = [];
  let at = 0;
  for (const { start, end } of merged(spans)) {
    if (start > at) cut.push({ text: text.slice(at, start), marked: false });
    cut.push({ text: text.slice(start, end), marked: true });
    at = end;
  }
  if (at < text.length) cut.push({ text: text.slice(at), marked: false });
  return cut;
}

function merged(spans: readonly Span[]): readonly Span[] {
  const sorted = [...spans].filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
  const result: Span[] = [];
  for (const span of sorted) {
    const last = result.at(-1);
    if (last && span.start <= last.end)
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else result.push(span);
  }
  return result;
}
