import { type CsvCell, csvOf } from '../../core/csv.ts';
import type { Estimate } from '../../core/estimate.ts';
import type { Run } from '../../lab/records/record.ts';
import { type SpecColumn, specColumns } from './spec-columns.ts';

/** What one row is about. */
interface Entry {
  readonly run: Run;
  /** Its name in `Run.scalars`. */
  readonly quantity: string;
  readonly estimate: Estimate;
}

/** A column, with what it says of a row. */
type Column = readonly [name: string, cell: (entry: Entry) => CsvCell];

/** Which run a row is of. */
const RUN: readonly Column[] = [
  ['run', ({ run }) => run.id],
  ['seed', ({ run }) => run.spec.seed],
];

/** How the run ended, and what was measured. */
const OUTCOME: readonly Column[] = [
  ['ending', ({ run }) => run.ending],
  ['quantity', ({ quantity }) => quantity],
  ['value', ({ estimate }) => estimate.value],
  ['stderr', ({ estimate }) => estimate.stderr],
  ['low', ({ estimate }) => estimate.interval?.[0]],
  ['high', ({ estimate }) => estimate.interval?.[1]],
  ['converged', ({ estimate }) => estimate.converged],
  ['gradients', ({ estimate }) => estimate.cost.gradients],
  ['hvps', ({ estimate }) => estimate.cost.hvps],
  ['seconds', ({ estimate }) => estimate.cost.seconds],
];

/**
 * Tidy CSV (RFC 4180): one row per run and quantity, numbers in full, empty where there is none.
 *
 * Every key that the spec of one of these runs has, and so every axis of a grid, has a column of its own.
 */
export function resultsCsv(runs: readonly Run[]): string {
  const keys = specColumns(runs.map(({ spec }) => spec)).map(
    ({ name, cell }: SpecColumn): Column => [name, ({ run }) => cell(run.spec)],
  );
  const columns = [...RUN, ...keys, ...OUTCOME];
  const entries = runs.flatMap((run) =>
    Object.entries(run.scalars).map(([quantity, estimate]): Entry => ({ run, quantity, estimate })),
  );
  const rows = entries.map((entry) => columns.map(([, cell]) => cell(entry)));
  return csvOf(
    columns.map(([name]) => name),
    rows,
  );
}
