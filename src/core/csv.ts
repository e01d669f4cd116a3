/** What a cell of a CSV may hold; null and undefined are empty. */
export type CsvCell = string | number | boolean | null | undefined;

/** CSV as RFC 4180 has it but for its line ends: numbers in full, texts in quotes where they need them. */
export const csvOf = (head: readonly string[], rows: readonly (readonly CsvCell[])[]): string =>
  `${[head, ...rows].map((cells) => cells.map(cellText).join(',')).join('\n')}\n`;

// JSON has no NaN: a number that was not finite may come back from disk as null.
function cellText(value: CsvCell): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
