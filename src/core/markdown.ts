/** Plain text as Markdown, on one line: what would be read as markup is escaped. */
export const markdownText = (text: string): string =>
  text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_[\]<>|#]/g, (sign) => `\\${sign}`);

/** A table of plain texts; `right`: whether a column is set to the right, by default all but the first. */
export const markdownTable = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: (column: number) => boolean = (column) => column > 0,
): string =>
  [
    rowOf(head),
    `|${head.map((_, i) => (right(i) ? ' ---: ' : ' --- ')).join('|')}|`,
    ...rows.map(rowOf),
  ].join('\n');

const rowOf = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |`;
