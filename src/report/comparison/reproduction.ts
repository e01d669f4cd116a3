import { canonicalJson } from '../../core/canonical-json.ts';
import { leaves } from '../../lab/experiment/leaves.ts';
import type { Run } from '../../lab/records/record.ts';

/** How far the same number of two computations of one run is apart. */
export interface Deviation {
  /** `trace`, `series.trainLoss`, `weights`. */
  readonly number: string;
  /** The largest |a − b| / max(|a|, |b|); ∞ where one of them lacks numbers that the other has. */
  readonly relative: number;
}

/** Every number that is not the same to the last bit, the furthest apart first. Seconds of the clock are no numbers of a run. */
export function deviations(a: Run, b: Run): readonly Deviation[] {
  const [ofA, ofB] = [numbersOf(a), numbersOf(b)];
  return [...new Set([...ofA.keys(), ...ofB.keys()])]
    .map((number) => ({ number, relative: furthest(ofA.get(number), ofB.get(number)) }))
    .filter(({ relative }) => relative > 0)
    .sort((x, y) => y.relative - x.relative);
}

type Numbers = ArrayLike<number>;

function numbersOf(run: Run): ReadonlyMap<string, Numbers> {
  const { steps, time, initialLoss, loss } = run.manifest;
  const { gradients, hvps } = run.manifest.cost;
  const all: [string, Numbers | undefined][] = [
    ...Object.entries({ steps, time, initialLoss, loss, gradients, hvps }).map(
      ([name, value]): [string, Numbers] => [name, [value]],
    ),
    ...Object.entries(run.scalars).map(
      ([name, { value, stderr, interval = [], bounds = [] }]): [string, Numbers] => [
        name,
        [value, stderr, ...interval, ...bounds],
      ],
    ),
    ...Object.entries(run.series).map(([name, cells]): [string, Numbers] => [
      `series.${name}`,
      cells,
    ]),
    ...leaves('arrays', run.arrays).map(([name, value]): [string, Numbers] => [
      name,
      [value].flat(9).map(Number),
    ]),
    ['weights', run.weights],
    ['trainOutputs', run.trainOutputs],
    ...run.snapshots.flatMap(({ time: at, theta, outputs }): [string, Numbers | undefined][] => [
      [`snapshot ${at} weights`, theta],
      [`snapshot ${at} outputs`, outputs],
    ]),
  ];
  return new Map(all.flatMap(([name, of]) => (of === undefined ? [] : [[name, of] as const])));
}

function furthest(a: Numbers | undefined, b: Numbers | undefined): number {
  if (a === undefined || b === undefined || a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, apart(a[i]!, b[i]!));
  return most;
}

function apart(a: number, b: number): number {
  // Of −0 and 0 the bytes differ, and the numbers do not.
  if (Object.is(a, b) || a === b) return 0;
  const share = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
  return Number.isNaN(share) ? Number.POSITIVE_INFINITY : share;
}

/** The text of a JSON file of a record without seconds, and without what says of the record where and by what it was written. */
export const withoutSeconds = (value: unknown, dropped: readonly string[] = []): string =>
  canonicalJson(strip(value, new Set([...SECONDS, ...dropped])));

const SECONDS = ['seconds', 'trainSeconds', 'measureSeconds'];

const strip = (value: unknown, dropped: ReadonlySet<string>): unknown => {
  if (Array.isArray(value)) return value.map((one) => strip(one, dropped));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !dropped.has(key))
      .map(([key, inner]) => [key, strip(inner, dropped)]),
  );
};
