import { csvOf } from '../../core/csv.ts';
import type { Interval } from '../../core/range.ts';
import { type Axes, axesOf } from '../../lab/experiment/spec-axes.ts';
import type { Run } from '../../lab/records/record.ts';
import { type Arm, armsOf, problemsOf } from '../arms/arm.ts';
import { metricsIn } from '../arms/metric.ts';
import { poolRates } from '../arms/pool-rates.ts';
import { spreadOfArm } from '../arms/spread.ts';
import { pairVerdict } from '../effects/arm-pairs.ts';
import type { Findings } from '../findings/findings.ts';

/** One number of the report. */
interface TidyRow {
  readonly arm: string;
  readonly measure: string;
  /** What the number is: the mean of the arm, or what it is to the reference. */
  readonly statistic: 'mean' | 'ratio' | 'difference';
  readonly estimate: number | null;
  readonly interval: Interval | null;
  readonly n: number;
  readonly basis: string;
  readonly reference: string | null;
  /** What is said of a comparison; null for a mean. */
  readonly verdict: string | null;
}

/** The means of every arm, one row an arm and measure. */
export const meanRows = (
  runs: readonly Run[],
  keys: readonly string[] | undefined,
): readonly TidyRow[] =>
  armsOf(runs).flatMap((arm) =>
    (keys ?? metricsIn(runs).map(({ key }) => key)).flatMap((measure): TidyRow[] => {
      const spread = spreadOfArm(arm, measure);
      if (spread === null) return [];
      const { mean: estimate, interval, n, basis } = spread;
      const of = { arm: arm.label, measure, statistic: 'mean' } as const;
      return [{ ...of, estimate, interval, n, basis, reference: null, verdict: null }];
    }),
  );

/** Every two arms that the report holds against each other, one row each. */
export const pairRows = (
  { pairs }: Pick<Findings, 'pairs'>,
  keys: readonly string[] | undefined,
): readonly TidyRow[] =>
  pairs
    .filter(({ quantity }) => keys?.includes(quantity) ?? true)
    .map((pair) => ({
      ...pair,
      measure: pair.quantity,
      statistic: pair.kind,
      verdict: pairVerdict(pair),
    }));

/** Such rows as CSV (RFC 4180): numbers in full, the axes of an arm each in a column, empty where an arm has no value of its own. */
export function tidyCsv(rows: readonly TidyRow[], runs: readonly Run[]): string {
  const arms = armsOf(runs);
  // What does not depend on η is compared by arms that several η share.
  const all = [...problemsOf(arms).flatMap(poolRates), ...arms];
  const axes = new Map(all.map((arm) => [arm.label, axesOfArm(arm)]));
  const columns = columnsOf(arms, axes);
  return csvOf(
    [
      ...['arm', ...columns, 'measure', 'statistic', 'estimate', 'low', 'high'],
      ...['n', 'basis', 'reference', 'verdict'],
    ],
    rows.map(({ arm, measure, statistic, estimate, interval, ...rest }) => [
      ...[arm, ...columns.map((name) => axes.get(arm)?.[name]), measure, statistic, estimate],
      ...[interval?.[0], interval?.[1], rest.n, rest.basis, rest.reference, rest.verdict],
    ]),
  );
}

/** The axes in which the runs of an arm agree. */
function axesOfArm({ runs }: Arm): Axes {
  const [first, ...others] = runs.map(({ spec }) => axesOf(spec));
  return Object.fromEntries(
    Object.entries(first!).filter(([name, value]) => others.every((of) => of[name] === value)),
  );
}

/** The axes that tell arms apart, by the names that conditions have for them: those in their labels, and more where two are alike in these. */
function columnsOf(arms: readonly Arm[], axes: ReadonlyMap<string, Axes>): readonly string[] {
  const named = arms.flatMap(({ label, coordinates: { method, problem } }) =>
    [...method, ...problem].flatMap(({ key }) =>
      [key, key.split('.').slice(1).join('.')].filter((name) => name in axes.get(label)!),
    ),
  );
  const apart = (names: readonly string[]) =>
    new Set(
      arms.map(({ label }) => JSON.stringify(names.map((name) => axes.get(label)![name] ?? null))),
    ).size;
  const columns = [...new Set(['method', ...named])];
  for (const name of new Set(arms.flatMap(({ label }) => Object.keys(axes.get(label)!))))
    if (apart([...columns, name]) > apart(columns)) columns.push(name);
  return columns;
}
