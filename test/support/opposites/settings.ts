import type { LeafKind, Plan, PlannedRun } from './plan.ts';

/**
 * How the numbers of a name are shaped: of every run, of those of an arm, or along an axis as so many times the axis's logarithm. What is
 * not set is 0.
 */
export type Settings = ReadonlyMap<string, number>;

/** One thing about the numbers of a name that can be set. */
export interface Knob {
  readonly leaf: string;
  readonly shape: string;
  readonly place: string;
  /** What is tried. */
  readonly tries: readonly number[];
}

const both = (sizes: readonly number[]) => [...sizes.map((x) => -x), ...sizes];
const logs = both([0.05, 0.3, 1, 2.5, 6, 14]);
const powers = both([0.25, 0.5, 1, 2, 3]);
const numbers = both([1e-3, 0.03, 0.3, 3, 100]);

/** How far the replicates of one arm lie apart. */
const SCATTER = 'scatter';

/** What can be set of each kind, with what is tried. */
const shapes: Readonly<Record<LeafKind, Readonly<Record<string, readonly number[]>>>> = {
  scalar: { level: logs, shift: numbers, scatter: logs },
  fact: { level: logs },
  array: { level: logs, first: logs },
  series: {
    level: logs,
    late: logs,
    trend: logs,
    hump: logs,
    zigzag: [0, 0.01, 0.1, 0.3, 0.6, 1],
    shift: numbers,
  },
  vector: { push: logs, scatter: logs, drift: logs, bend: both([1e-6, 1e-3, 0.1, 1]) },
  ending: { diverged: [0, 1] },
  reference: { level: logs },
};

/** Shapes that may set in from a place of an axis on, and how large they are there. */
const ONSETS: Readonly<Record<string, number>> = { hump: 3, diverged: 1 };

/** Shapes for which a power of an axis makes sense. */
const POWERS: readonly string[] = ['level', 'push', 'trend', 'late', SCATTER];

/** Whether a shape may be a power of an axis. */
export const isLaw = (shape: string): boolean => ['level', 'push', SCATTER].includes(shape);

/** Everything that can be set of the records of an experiment, the plainest first. */
export function knobsOf(plan: Plan): readonly Knob[] {
  const { leaves, arms, axes, runs } = plan;
  const methods = [...new Set(runs.map(({ spec }) => spec.method.method))];
  const groups = methods.length > 1 ? ['', ...methods.map((method) => ` of ${method}`)] : [''];
  const all = [...leaves].flatMap(([leaf, kind]) =>
    Object.entries(shapes[kind]).flatMap(([shape, tries], rank) =>
      shape === SCATTER && plan.replicates === undefined ? [] : [{ leaf, shape, tries, rank }],
    ),
  );
  const beginnings = all.flatMap(({ leaf, shape }) =>
    shape in ONSETS
      ? axes.map((axis) => ({ leaf, shape, tries: onsets(plan, axis), place: `onset ${axis}` }))
      : [],
  );
  return [
    ...beginnings,
    ...[...all]
      .sort((a, b) => a.rank - b.rank)
      .flatMap(({ leaf, shape, tries }) => {
        // All runs have one problem.
        if (leaves.get(leaf) === 'reference') return [{ leaf, shape, tries, place: 'all' }];
        return [
          ...groups.map((of) => ({ leaf, shape, tries, place: `all${of}` })),
          ...(POWERS.includes(shape)
            ? axes.flatMap((axis) =>
                groups.map((of) => ({ leaf, shape, tries: powers, place: `along ${axis}${of}` })),
              )
            : []),
          ...(arms === 1
            ? []
            : Array.from({ length: arms }, (_, arm) => ({
                leaf,
                shape,
                tries,
                place: `arm ${arm}`,
              }))),
        ];
      }),
  ];
}

/** The places of an axis, from each of which something may set in. */
const onsets = ({ runs }: Plan, axis: string): readonly number[] => [
  ...new Set(
    runs.flatMap(({ row }) => (row.axes[axis] === undefined ? [] : [Number(row.axes[axis])])),
  ),
];

export const keyOf = ({ leaf, shape, place }: Pick<Knob, 'leaf' | 'shape' | 'place'>): string =>
  `${leaf} ${shape} ${place}`;

/** What is set of one run. */
export function settingIn(
  settings: Settings,
  plan: Plan,
  { arm, row, spec }: PlannedRun,
): (leaf: string, shape: string) => number {
  const { axes } = plan;
  const of = (leaf: string, shape: string, place: string) =>
    settings.get(keyOf({ leaf, shape, place })) ?? 0;
  const middle = middles(plan);
  return (leaf, shape) => {
    let sum =
      of(leaf, shape, 'all') +
      of(leaf, shape, `all of ${spec.method.method}`) +
      of(leaf, shape, `arm ${arm}`);
    if (POWERS.includes(shape))
      for (const axis of axes) {
        const power =
          of(leaf, shape, `along ${axis}`) +
          of(leaf, shape, `along ${axis} of ${spec.method.method}`);
        const place = row.axes[axis];
        if (power !== 0 && typeof place === 'number')
          sum += power * Math.log(place / middle.get(axis)!);
      }
    const size = ONSETS[shape];
    if (size !== undefined)
      for (const axis of axes) {
        const from = of(leaf, shape, `onset ${axis}`);
        if (from > 0 && Number(row.axes[axis]) >= from) sum += size;
      }
    return sum;
  };
}

/** About which powers of an axis turn: its geometric mean over all arms. */
const middles = memoised((plan: Plan): ReadonlyMap<string, number> => {
  const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / of.length;
  const arms = [...new Map(plan.runs.map((run) => [run.arm, run])).values()];
  return new Map(
    plan.axes.map((axis) => {
      const places = arms.flatMap(({ row }) => row.axes[axis] ?? []);
      return [axis, Math.exp(mean(places.map((x) => Math.log(Number(x)))))];
    }),
  );
});

function memoised<K extends object, V>(make: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, V>();
  return (of) => {
    const found = known.get(of) ?? make(of);
    known.set(of, found);
    return found;
  };
}
