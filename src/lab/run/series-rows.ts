import type { Series } from '../records/record.ts';

/** What every row of a series holds; probes add cells of their own. */
export interface Row extends Cells {
  readonly step: number;
  readonly time: number;
  readonly epoch: number;
  readonly trainLoss: number;
  /** Absent where there are no test examples. */
  readonly testLoss?: number;
  /** Absent where targets are no classes. */
  readonly testAccuracy?: number;
}

export type Cells = Readonly<Record<string, number>>;

/** A row with more cells; costs add up. */
export const withCells = (before: Row, cells: Cells): Row => {
  const total = ['probeGradients', 'probeHvps'].flatMap((name) =>
    name in cells ? [[name, cells[name]! + (before[name] ?? 0)]] : [],
  );
  return { ...before, ...cells, ...Object.fromEntries(total) };
};

/** The columns of all rows; NaN where a row lacks one. */
export function columns(rows: readonly Row[]): Series {
  const names = [...new Set(rows.flatMap((r) => Object.keys(r)))];
  return Object.fromEntries(names.map((name) => [name, rows.map((r) => r[name] ?? Number.NaN)]));
}
