import type { Run } from '../../lab/records/record.ts';
import { areApart, type Tolerance } from './tolerance.ts';

/** A number of a record and of the run computed again that are too far apart. */
export interface RowApart {
  readonly name: string;
  readonly step: number;
  readonly recorded: number;
  readonly computed: number;
}

/** What places a row, what tells of another column, and what a probe cost. */
const isMeasured = (name: string): boolean =>
  !['step', 'time', 'epoch', 'probeGradients', 'probeHvps'].includes(name) &&
  !/(?:Stderr|Converged)$/.test(name);

/** Of the time of a row. */
const SAME_TIME = 0.01;

/** The first number along a run that is not what its spec gives: of the columns that both have, at the steps that both have. */
export function rowApart(
  record: Run,
  again: Run,
  allowedAt: (step: number) => Tolerance,
): RowApart | undefined {
  const { step: steps = [], time: times = [] } = again.series;
  const rowOf = new Map(record.series.step?.map((step, i) => [step, i] as const));
  const shared = Object.entries(again.series).filter(
    ([name]) => isMeasured(name) && record.series[name] !== undefined,
  );
  const columns = shared.map(([name, column]) => ({
    ...{ name, computed: column, recorded: record.series[name]!, largest: largestIn(column) },
    errors: again.series[`${name}Stderr`],
  }));
  for (const [i, step] of steps.entries()) {
    const row = rowOf.get(step);
    if (row === undefined) continue;
    const allowed = allowedAt(step);
    const [recorded, computed] = [record.series.time?.[row] ?? Number.NaN, times[i] ?? Number.NaN];
    if (Math.abs(recorded - computed) > SAME_TIME * computed) {
      if (allowed.overflow) continue;
      return { name: 'time', step, recorded, computed };
    }
    for (const column of columns) {
      const [a, b] = [column.recorded[row]!, column.computed[i]!];
      const error = column.errors?.[i] ?? 0;
      const most =
        allowed.size * Math.max(Math.abs(a), Math.abs(b)) +
        allowed.column * column.largest +
        allowed.loss * Math.abs(again.manifest.initialLoss) +
        (Number.isFinite(error) ? 3 * error : 0);
      if (areApart(a, b, most, allowed))
        return { name: column.name, step, recorded: a, computed: b };
    }
  }
  return undefined;
}

const largestIn = (column: readonly number[]): number =>
  column.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0);
