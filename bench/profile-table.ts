import { markdown } from './table.ts';

/** Processor seconds of one phase of all runs. */
export interface ProfileRow {
  readonly phase: string;
  readonly total: number;
  /** Of these, graphs that run, their optimization at the first time included. */
  readonly graphs: number;
  /** Graphs that are loaded. */
  readonly loading: number;
  /** Calls of graphs. */
  readonly calls: number;
}

export function profileTable(rows: readonly ProfileRow[]): string {
  const sum = (key: 'total' | 'graphs' | 'loading' | 'calls') =>
    rows.reduce((all, row) => all + row[key], 0);
  const all = {
    ...{ phase: 'all', total: sum('total'), graphs: sum('graphs') },
    ...{ loading: sum('loading'), calls: sum('calls') },
  };
  return markdown(
    ['phase', 'CPU s', 'graphs run', 'graphs loaded', 'the rest', 'calls'],
    [...rows.toSorted((a, b) => b.total - a.total), all].map(
      ({ phase, total, graphs, loading, calls }) => [
        phase,
        ...[total, graphs, loading, total - graphs - loading].map((s) => s.toFixed(2)),
        String(calls),
      ],
    ),
  );
}
