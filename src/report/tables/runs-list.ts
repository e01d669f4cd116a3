import { InputError } from '../../core/error.ts';
import { significant, withError } from '../../core/format.ts';
import { didYouMean } from '../../core/nearest.ts';
import type { Run } from '../../lab/records/record.ts';
import { metricsIn } from '../arms/metric.ts';
import { type RunCell, type RunColumn, runColumns } from './run-columns.ts';

/** A list of runs: the columns that tell them apart, and the runs in their order. */
export interface RunsList {
  readonly columns: readonly RunColumn[];
  readonly runs: readonly Run[];
}

/** How runs are listed. */
export interface ListRequest {
  /** The column that they are sorted by; absent: they keep their order. */
  readonly sort?: string | undefined;
  /** Whether the largest comes first. */
  readonly reverse?: boolean | undefined;
  /** Keys of the measures that are shown; absent: those that stand first in reports. */
  readonly measures?: readonly string[] | undefined;
}

/** Measures that a list shows where nobody says which. */
const SHOWN = 5;

/** Those on losses, and on how sharp the place is where a run began or ended. */
const shownOf = (runs: readonly Run[]): readonly string[] =>
  metricsIn(runs)
    .filter(({ column, associated }) => associated || isShown(column?.table))
    .slice(0, SHOWN)
    .map(({ key }) => key);

const isShown = (table?: string): boolean => table === 'loss' || table === 'curvature';

/** Axes that are parts of `hidden`, which stands beside them. */
const PARTS: readonly string[] = ['width', 'depth'];

/**
 * These runs with the columns that are of use: what names a run, the axes in which some of them differ, how they ended, and measures.
 *
 * @throws InputError where no run has a column of such a name
 */
export function listOf(runs: readonly Run[], request: ListRequest): RunsList {
  const { sort, reverse = false, measures } = request;
  const all = runColumns(runs);
  const keys = measures ?? shownOf(runs);
  for (const key of keys) named(all, key, '--measures');
  const by = sort === undefined ? undefined : named(all, sort, '--sort');
  const apart = apartBy(
    runs,
    all.filter(({ group, name }) => group === 'axis' && !PARTS.includes(name)),
  );
  const columns = all.filter(
    (column) =>
      ['run', 'ending', by?.name, ...keys].includes(column.name) ||
      (['seed', 'noise'].includes(column.name) && valuesOf(runs, column) > 1) ||
      apart.includes(column),
  );
  return { columns, runs: by === undefined ? runs : sorted(runs, by, reverse) };
}

const named = (all: readonly RunColumn[], name: string, from: string): RunColumn => {
  const found = all.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = all.filter(({ group }) => group !== 'error').map((column) => column.name);
  throw new InputError(
    `${from}: no run has "${name}"${didYouMean(name, names) || `; there are ${names.join(', ')}`}`,
  );
};

/** The axes that take several values, then others that tell apart what these do not: an axis that some runs lack. */
function apartBy(runs: readonly Run[], axes: readonly RunColumn[]): readonly RunColumn[] {
  const groups = (columns: readonly RunColumn[]) =>
    new Set(runs.map((run) => JSON.stringify(columns.map(({ cell }) => cell(run))))).size;
  const found = axes.filter((axis) => valuesOf(runs, axis) > 1);
  for (const axis of axes) if (groups([...found, axis]) > groups(found)) found.push(axis);
  return found;
}

const valuesOf = (runs: readonly Run[], { cell }: RunColumn): number =>
  new Set(runs.map(cell).filter((value) => value !== null)).size;

/** By rising cells, equals in their order; runs that have none last, whichever way it goes. */
function sorted(runs: readonly Run[], { cell }: RunColumn, reverse: boolean): readonly Run[] {
  const sign = reverse ? -1 : 1;
  const isThere = (value: RunCell) => value !== null && !Number.isNaN(value);
  const there = runs.filter((run) => isThere(cell(run)));
  const ordered = there.toSorted((a, b) => sign * order(cell(a)!, cell(b)!));
  return [...ordered, ...runs.filter((run) => !isThere(cell(run)))];
}

function order(a: Exclude<RunCell, null>, b: Exclude<RunCell, null>): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return a === b ? 0 : a < b ? -1 : 1;
}

/** A cell for people: a measure with its error, other numbers to their last digit where they are keys of a file. */
export function cellText({ name, group, cell }: RunColumn, run: Run): string {
  const value = cell(run);
  if (value === null) return '–';
  if (group === 'measure') return withError(Number(value), run.scalars[name]!.stderr);
  return typeof value === 'number' && group === 'outcome' ? significant(value, 4) : String(value);
}

/** A run as JSON: every column that it has something for, whichever a list shows. */
export const runJson = (
  columns: readonly RunColumn[],
  run: Run,
): Readonly<Record<string, RunCell>> =>
  Object.fromEntries(
    columns.flatMap(({ name, cell }) => {
      const value = cell(run);
      return value === null ? [] : [[name, jsonOf(value)]];
    }),
  );

/** JSON has no NaN. */
const jsonOf = (value: Exclude<RunCell, null>): RunCell =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
