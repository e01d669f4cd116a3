import type { Row } from '../../../src/claims/table/table.ts';
import type { KeptVector } from '../../../src/claims/table/vector.ts';
import { rng } from '../../../src/core/random.ts';
import type { Ending } from '../../../src/dynamics/integrate/ending.ts';
import { type Plan, type PlannedRun, referenceLeaf } from './plan.ts';
import { apart } from './replicates.ts';
import { keyOf, type Settings, settingIn } from './settings.ts';

/** Rows of a made-up series, at most; and where statements are about the share of them. */
const [ROWS, MANY] = [41, 201];
/** By how much replicates differ where nothing is set. */
const SCATTERED = 0.01;
/** Directions that vectors have in common. */
const COMMON = 3;

/** The numbers of one made-up run. */
export interface Numbers {
  readonly ending: Ending;
  readonly steps: number;
  readonly scalars: Readonly<Record<string, number>>;
  readonly series: Readonly<Record<string, readonly number[]>>;
  readonly arrays: Readonly<Record<string, readonly number[]>>;
  /** What the problem publishes. */
  readonly references: Readonly<Record<string, number | Float64Array>>;
  /** A vector at a training time. */
  vector(leaf: string, time: number): Float64Array;
}

/**
 * The numbers that a run has under some settings. `spread` is how much seeds differ: the standard deviation of the logarithm of every level, half
 * of it shared by the runs of a seed. Every `draw` has other noise.
 */
export function numbersOf(
  plan: Plan,
  planned: PlannedRun,
  settings: Settings,
  spread: number,
  draw = 0,
): Numbers {
  const set = settingIn(settings, plan, planned);
  const { spec, arm, end, steps } = planned;
  const noise = (leaf: string, what: string) => {
    // Seeds that something is taken over lie apart by their scatter.
    if (spread === 0 || plan.replicates === 'seed') return 0;
    const of = rng(spec.seed).fork(`${leaf} ${what}`, draw);
    return (spread * (of.normal() + of.fork('arm', arm).normal())) / Math.SQRT2;
  };
  const scattered = (leaf: string, k: number) =>
    SCATTERED * Math.exp(set(leaf, 'scatter')) * apart(`${leaf} ${k}`, plan, planned);
  const level = (leaf: string) =>
    Math.exp(set(leaf, 'level') + noise(leaf, 'level')) * (1 + scattered(leaf, 0));
  const kindOf = (leaf: string) => plan.leaves.get(leaf);
  const shiftOf = (leaf: string) => set(leaf, 'shift') * Math.exp(noise(leaf, 'shift'));
  const rows = Math.min(steps + 1, isOfRows(plan) ? MANY : ROWS);
  const us = Array.from({ length: rows }, (_, i) => i / (rows - 1));
  const step = us.map((u) => Math.round(u * steps));
  // Losses fall, all by as much, unless a statement is about them.
  const target = spec.stop.loss ?? 0.02;
  const quiet = kindOf('trainLoss') === undefined;
  const series: Record<string, readonly number[]> = { step, time: us.map((u) => u * end) };
  for (const leaf of ['trainLoss', ...plan.leaves.keys()]) {
    if (leaf !== 'trainLoss' && kindOf(leaf) !== 'series') continue;
    const own = leaf === 'trainLoss';
    const size = own && quiet ? 0.5 : (own ? 0.5 : 1) * level(leaf);
    const fall = own ? Math.log(target / 0.5) : 0;
    const trend = fall + set(leaf, 'trend') + (own && quiet ? 0 : noise(leaf, 'trend'));
    const [late, hump, zigzag] = ['late', 'hump', 'zigzag'].map((shape) => set(leaf, shape)) as [
      number,
      number,
      number,
    ];
    const bumpy = zigzag + (zigzag > 0 ? noise(leaf, 'zigzag') : 0);
    const shift = shiftOf(leaf);
    series[leaf] = us.map(
      (u, i) =>
        size *
          Math.exp(trend * u + (u > 0.5 ? late : 0) + hump * 4 * u * (1 - u)) *
          (zigzag > 0 && u >= 1 - bumpy && i % 2 === 1 ? 1.5 : 1) +
        shift,
    );
  }
  const scalars: Record<string, number> = {};
  for (const [leaf, kind] of plan.leaves)
    if (kind === 'scalar') scalars[leaf] = level(leaf) + shiftOf(leaf);
    else if (kind === 'series') scalars[leaf] = series[leaf]!.at(-1)!;
  scalars.trainLoss ??= series.trainLoss!.at(-1)!;
  const arrays = Object.fromEntries(
    [...plan.leaves].flatMap(([leaf, kind]) =>
      kind === 'array'
        ? [
            [
              leaf,
              Array.from(
                { length: 8 },
                (_, i) => (i === 0 ? Math.exp(set(leaf, 'first')) : 1) * level(leaf),
              ),
            ],
          ]
        : [],
    ),
  );
  const diverged = set('ending', 'diverged') > 0.5;
  return {
    ...{ scalars, series, arrays, references: referencesOf(plan, settings) },
    ending: diverged ? 'diverged' : spec.stop.loss === undefined ? 'completed' : 'reached',
    steps: kindOf('steps') === undefined ? steps : 1000 * level('steps'),
    vector: (leaf, time) => {
      const entries = new Float64Array(COMMON + plan.arms);
      // No path is so even that seeds would agree to rounding.
      const bend = (set(leaf, 'bend') + 1e-6) * Math.exp(noise(leaf, 'bend'));
      const progress = time <= 0 ? 0 : (time / end) ** (1 + bend);
      entries[0] = 1;
      entries[1] = Math.exp(set(leaf, 'drift')) * progress;
      if (time > 0) entries[COMMON + arm] = 0.1 * Math.exp(set(leaf, 'push') + noise(leaf, 'push'));
      if (time > 0) for (let k = 0; k < entries.length; k++) entries[k]! += scattered(leaf, k + 1);
      return entries;
    },
  };
}

const isOfRows = ({ expectations: { statements } }: Plan): boolean =>
  statements.some((one) => one.kind === 'share' && one.per === 'step');

/** Times at which vectors of a run were kept. */
export const keptTimes = ({ spec, end }: PlannedRun): readonly number[] =>
  [...new Set([0, ...spec.measure.snapshots, end])].filter((t) => t <= end).sort((a, b) => a - b);

/** What a problem publishes: numbers of 0.01 where nothing is set, and where all runs end but for what pushes them away. */
const referencesOf = (
  { references, arms }: Plan,
  settings: Settings,
): Record<string, number | Float64Array> =>
  Object.fromEntries(
    Object.entries(references).map(([name, kind]) => [
      name,
      kind === 'number'
        ? 0.01 *
          Math.exp(
            settings.get(keyOf({ leaf: referenceLeaf(name), shape: 'level', place: 'all' })) ?? 0,
          )
        : Float64Array.from({ length: COMMON + arms }, (_, i) => Number(i < 2)),
    ]),
  );

/** A row of the table that judges, with these numbers. */
export function rowWith(planned: PlannedRun, numbers: Numbers): Row {
  const { row, end } = planned;
  const { step, time, ...columns } = numbers.series;
  const times = keptTimes(planned);
  const kept = (leaf: string): KeptVector => ({
    times: () => times,
    at: (k) => numbers.vector(leaf, times[k]!),
    end: () => numbers.vector(leaf, end),
  });
  return {
    ...row,
    ending: numbers.ending,
    finished: numbers.ending !== 'diverged',
    scalars: Object.fromEntries(
      Object.entries(numbers.scalars).map(([key, value]) => [
        key,
        { value, converged: Number.isFinite(value), at: 'end' as const },
      ]),
    ),
    series: Object.fromEntries(
      Object.entries(columns).map(([key, value]) => [key, { step: step!, time: time!, value }]),
    ),
    facts: { ...row.facts, steps: numbers.steps, time: end },
    vectors: {
      theta: kept('theta'),
      theta0: { end: () => numbers.vector('theta', 0) },
      outputs: kept('outputs'),
      trainOutputs: kept('trainOutputs'),
    },
    arrays: Object.fromEntries(
      Object.entries(numbers.arrays).map(([key, list]) => [key, () => Float64Array.from(list)]),
    ),
    references: numbers.references,
  };
}
