import type { Run } from '../../lab/records/record.ts';
import { type Holds, type RunCell, runColumns } from '../tables/run-columns.ts';

/** A column of a table with its cells; null where a row has none. */
export interface FrameColumn {
  readonly name: string;
  readonly holds: Holds;
  /** What it is, in a few words. */
  readonly says: string;
  /** Absent: it has none. */
  readonly unit?: string | undefined;
  readonly cells: readonly RunCell[];
}

/** A table, column by column, all of them equally long. */
export interface Frame {
  readonly columns: readonly FrameColumn[];
  readonly rows: number;
}

/** One row for each run: its name, the keys of its spec, how it ended, what was measured with errors, and what computed it. */
export const runsFrame = (runs: readonly Run[]): Frame => ({
  rows: runs.length,
  columns: runColumns(runs).map(({ name, holds, says, unit, cell }) => ({
    ...{ name, holds, says, unit },
    cells: runs.map(cell),
  })),
});

/** What the columns are that every series has; others are of probes. */
const SAYS: Readonly<Record<string, readonly [says: string, holds: Holds]>> = {
  step: ['steps taken', 'count'],
  time: ['training time, the sum of the step sizes', 'number'],
  epoch: ['passes over the training examples', 'number'],
  trainLoss: ['training loss', 'number'],
  testLoss: ['loss on the test examples', 'number'],
  testAccuracy: ['share of the test examples that are classified rightly', 'number'],
  stepLoss: ['mean loss of the steps since the row before', 'number'],
  probeGradients: ['gradients that measuring this row took', 'count'],
  probeHvps: ['Hessian–vector products that measuring this row took', 'count'],
};

/** One row for each row of each run's series, under the name of the run; a column that a run does not have is null there. */
export function seriesFrame(runs: readonly Run[]): Frame {
  const names = [...new Set(runs.flatMap(({ series }) => Object.keys(series)))];
  const lengths = runs.map(({ series }) => series.step?.length ?? 0);
  const along = (cells: (run: Run, length: number) => readonly RunCell[]) =>
    runs.flatMap((run, i) => cells(run, lengths[i]!));
  const nameOf = (name: string): Omit<FrameColumn, 'cells' | 'name'> => {
    const [says, holds] = SAYS[name] ?? [saysOf(runs, name), 'number'];
    return { says, holds };
  };
  return {
    rows: lengths.reduce((sum, length) => sum + length, 0),
    columns: [
      {
        ...{ name: 'run', holds: 'text', says: 'name of the run' },
        cells: along(({ id }, length) => new Array<string>(length).fill(id)),
      },
      ...names.map((name) => ({
        ...{ name, ...nameOf(name) },
        cells: along(({ series }, length) => series[name] ?? new Array<null>(length).fill(null)),
      })),
    ],
  };
}

/** Of a column of a probe: what the record says of its number, or of the number that it is an error of. */
function saysOf(runs: readonly Run[], name: string): string {
  const key = name.replace(/(Stderr|Converged)$/, '');
  const end = name.slice(key.length);
  const card = runs.flatMap(({ manifest }) => manifest.outputs[key] ?? [])[0];
  const says = card?.axis ?? key;
  if (end === 'Stderr') return `standard error of ${key}`;
  return end === 'Converged' ? `whether ${key} is as exact as was asked, 1 or 0` : says;
}
