/** A column of a table in the terminal: its heading, and whether its cells end below each other. */
export interface TextColumn {
  readonly name: string;
  readonly right: boolean;
}

/** A table as lines, the heading first. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const head = columns.map(({ name }) => name);
  const widths = columns.map((_, k) => Math.max(...[head, ...rows].map((row) => row[k]!.length)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, k) => (columns[k]!.right ? cell.padStart(widths[k]!) : cell.padEnd(widths[k]!)))
      .join('  ')
      .trimEnd(),
  );
}
