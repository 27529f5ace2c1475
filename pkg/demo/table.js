const WIDEST = 40;

/**
 * A table in plain text: columns as wide as they need to be, long cells cut.
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map(cut));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const line = (row) => row.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join("\n");
}

function cut(text) {
  const characters = [...text.replaceAll(/\s+/g, " ")];
  return characters.length <= WIDEST ? characters.join("") : `${characters.slice(0, WIDEST - 1).join("")}…`;
}
