import type { Estimate } from '../../core/estimate.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Arm } from './arm.ts';

/** A scalar that runs are compared by. */
export interface Quantity {
  /** Its name in `Run.scalars`. */
  readonly key: string;
  /** In a sentence, after "the". */
  readonly name: string;
  /** In a sentence, with its article. */
  readonly one: string;
  /** On an axis, with symbol and unit. */
  readonly axis: string;
  /** Compared by ratios, where every value is positive; otherwise by differences. */
  readonly positive: boolean;
}

export const lossGap: Quantity = {
  key: 'lossGap',
  name: 'loss gap',
  one: 'a loss gap',
  axis: 'Loss gap, test − training',
  positive: false,
};
export const accuracyGap: Quantity = {
  key: 'accuracyGap',
  name: 'accuracy gap',
  one: 'an accuracy gap',
  axis: 'Accuracy gap, training − test',
  positive: false,
};
export const trace: Quantity = {
  key: 'trace',
  name: 'Hessian trace',
  one: 'a Hessian trace',
  axis: 'Hessian trace tr H',
  positive: true,
};
export const sharpness: Quantity = {
  key: 'sharpness',
  name: 'sharpness λ',
  one: 'a sharpness λ',
  axis: 'Sharpness λ',
  positive: true,
};
export const threshold: Quantity = {
  key: 'threshold',
  name: 'largest stable η',
  one: 'a largest stable η',
  axis: 'Largest stable step ηₘₐₓ',
  positive: true,
};

/** What arms are compared by at the end of training. */
export const outcomes: readonly Quantity[] = [trace, sharpness, lossGap, accuracyGap];

const named: readonly Quantity[] = [...outcomes, threshold];

/** A quantity by its key; one that has no words of its own here goes by its key. */
export const quantityOf = (key: string): Quantity =>
  named.find((one) => one.key === key) ?? {
    key,
    name: key,
    one: `a ${key}`,
    axis: key,
    positive: false,
  };

/** What says how a run did or how it was measured, rather than how sharp the place is where it ended. */
const aside: ReadonlySet<string> = new Set(
  ['train', 'test']
    .flatMap((set) => [`${set}Loss`, `${set}Accuracy`])
    .concat('lossGap', 'accuracyGap', 'risingSteps', 'flowError', 'normalisedStep')
    .concat('gradientEntry', 'landscapeMinimum', 'stableIndex', 'hillIndex'),
);

/** What was measured of the points where these runs ended, the measures with words of their own first. */
export function measuresAtEnd(runs: readonly Run[]): readonly Quantity[] {
  const keys = [...new Set(runs.flatMap((run) => Object.keys(run.scalars)))].filter(
    (key) => !aside.has(key) && !atStart(key),
  );
  const order = (key: string) => named.findIndex((one) => one.key === key) + 1 || named.length + 1;
  return keys.sort((a, b) => order(a) - order(b)).map(quantityOf);
}

type Column = readonly [key: string, heading: string];

/** The tables of arms: what each is about, and its columns. */
export const tables: readonly { readonly about: string; readonly columns: readonly Column[] }[] = [
  {
    about: 'Loss where training ended.',
    columns: [
      ['trainLoss', 'training loss'],
      ['testLoss', 'test loss'],
      ['lossGap', 'loss gap'],
    ],
  },
  {
    about: 'Accuracy where training ended, as a fraction.',
    columns: [
      ['trainAccuracy', 'training accuracy'],
      ['testAccuracy', 'test accuracy'],
      ['accuracyGap', 'accuracy gap'],
    ],
  },
  {
    about:
      'Curvature where training ended; λ₀ and ηₘₐₓ belong to the initial weights unless said otherwise.',
    columns: [
      ['trace', 'tr H'],
      ['sharpness', 'λ'],
      ['initialSharpness', 'λ₀'],
      ['threshold', 'ηₘₐₓ'],
      ['finalThreshold', 'ηₘₐₓ at the end'],
    ],
  },
];

/** A measured, finite value of a run; undefined where there is none. */
export function measured(run: Run, key: string): Estimate | undefined {
  const estimate = run.scalars[key];
  return estimate !== undefined && Number.isFinite(estimate.value) ? estimate : undefined;
}

/** Whether training blew up: such a run is counted and shown, never averaged. */
export const diverged = (run: Run): boolean => run.ending === 'diverged';

/**
 * Whether a run ended as its stop rule asked: at the target loss if there is one, else at the end of
 * its budget. Only these enter means, so that a figure compares like with like.
 */
export const counts = (run: Run): boolean =>
  run.spec.stop.loss === undefined ? run.ending === 'completed' : run.ending === 'reached';

/** The values of a quantity by seed, over the runs that count; λ₀ and η_max precede all training. */
export function bySeed(arm: Arm, key: string): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  for (const run of arm.runs) {
    const value = counts(run) || atStart(key) ? measured(run, key)?.value : undefined;
    if (value !== undefined && !values.has(run.spec.seed)) values.set(run.spec.seed, value);
  }
  return values;
}

/** Whether a quantity belongs to the initial weights, so that how the run ended has no bearing on it. */
export const atStart = (key: string): boolean =>
  ['initialSharpness', 'threshold', 'batchBound', 'frobeniusBound'].includes(key);

/**
 * The mean over seeds of ln(1 + half-width / value) for a certified bracket, 0 for other estimates.
 *
 * The mean of ln η_max can be off by this much whatever the number of seeds: brackets are no noise.
 */
export function slackOf(arm: Arm, { key }: Quantity, seeds: readonly number[]): number {
  if (key !== 'threshold' || seeds.length === 0) return 0;
  const slacks = seeds.map((seed) => {
    const own = arm.runs.filter(({ spec }) => spec.seed === seed);
    const estimate = own.flatMap((run) => measured(run, key) ?? [])[0]!;
    return Math.log1p(Math.abs(estimate.stderr / estimate.value) || 0);
  });
  return slacks.reduce((total, slack) => total + slack, 0) / seeds.length;
}
