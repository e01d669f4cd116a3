import { InputError } from '../../core/error.ts';
import { didYouMean } from '../../core/nearest.ts';
import type { Run } from '../../lab/records/record.ts';
import { armsOf } from '../arms/arm.ts';
import { type Metric, metricsIn } from '../arms/metric.ts';
import { type Spread, spreadOfArm } from '../arms/spread.ts';
import { summariseArm } from '../findings/arm-summary.ts';
import { type Cell, type Column, NOTHING, type PaperTable } from './table.ts';

const CAPTION =
  'Mean over seeds ± half the 95 % Student t interval; n counts the runs that ended as their stop rule asks. A value ' +
  'without ± rests on one seed, or on equal ones.';

/**
 * The means of every arm with their intervals, one row an arm: of the measures of `keys` in one table, else of all, those that
 * have a place in the tables of the report as there.
 *
 * @throws InputError where no run has a measure of such a key
 */
export function armsTables(
  runs: readonly Run[],
  keys: readonly string[] | undefined,
): readonly PaperTable[] {
  const metrics = metricsIn(runs);
  if (keys !== undefined) return [armsTable(runs, metricsOf(runs, keys))];
  const places = [...new Set(metrics.flatMap(({ column }) => column?.table ?? []))];
  const groups = [
    ...places.map((place) => metrics.filter(({ column }) => column?.table === place)),
    ...inParts(metrics.filter(({ column }) => column === undefined)),
  ];
  return groups.map((group) => armsTable(runs, group));
}

/**
 * The metrics of these keys, in their order.
 *
 * @throws InputError where no run has one
 */
export function metricsOf(runs: readonly Run[], keys: readonly string[]): readonly Metric[] {
  const metrics = metricsIn(runs);
  const known = metrics.map(({ key }) => key);
  return keys.map((key) => {
    const found = metrics.find((one) => one.key === key);
    if (found !== undefined) return found;
    const hint = didYouMean(key, known) || `; measured: ${known.join(', ')}`;
    throw new InputError(`--measures: no run has measured ${key}${hint}`);
  });
}

/** Measures that a page is wide enough for. */
const SIDE_BY_SIDE = 5;

const inParts = (metrics: readonly Metric[]): readonly (readonly Metric[])[] =>
  metrics.length === 0
    ? []
    : [metrics.slice(0, SIDE_BY_SIDE), ...inParts(metrics.slice(SIDE_BY_SIDE))];

/** What a metric is called above a column. */
const headingOf = (metric: Metric): string => metric.column?.heading ?? metric.name;

function armsTable(runs: readonly Run[], metrics: readonly Metric[]): PaperTable {
  const arms = armsOf(runs);
  const summaries = arms.map(summariseArm);
  const counts = COUNTS.filter(({ of, always }) => always || summaries.some((arm) => arm[of] > 0));
  const columns: readonly Column[] = [
    { heading: 'arm', holds: 'words' },
    ...counts.map(({ heading }) => ({ heading, holds: 'number' }) as const),
    ...metrics.map((metric) => ({ heading: headingOf(metric), holds: 'estimate' }) as const),
  ];
  const rows = arms.map((arm, i): readonly Cell[] => [
    arm.label,
    ...counts.map(({ of }) => String(summaries[i]![of])),
    ...metrics.map(({ key }) => cellOf(spreadOfArm(arm, key))),
  ]);
  return { caption: CAPTION, columns, rows };
}

const COUNTS = [
  { of: 'counted', heading: 'n', always: true },
  { of: 'diverged', heading: 'diverged', always: false },
  { of: 'unfinished', heading: 'stop rule not met', always: false },
] as const;

function cellOf(spread: Spread | null): Cell {
  if (spread === null) return NOTHING;
  const { mean, interval } = spread;
  return { value: mean, error: interval === null ? null : (interval[1] - interval[0]) / 2 };
}
