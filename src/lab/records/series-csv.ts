import type { Series } from './record.ts';

/** A series as tidy CSV: one column per quantity, one row per measurement, numbers in full. */
export function seriesToCsv(series: Series): string {
  const names = Object.keys(series);
  const rows = (series[names[0]!] ?? []).map((_, i) =>
    names.map((name) => String(series[name]![i])).join(),
  );
  return `${[names.join(), ...rows].join('\n')}\n`;
}

/** The inverse of {@link seriesToCsv}. */
export function seriesFromCsv(text: string): Series {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const rows = lines.map((line) => line.split(',').map(Number));
  return Object.fromEntries(header.split(',').map((name, k) => [name, rows.map((row) => row[k]!)]));
}
