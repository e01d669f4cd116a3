import type { Run } from '../../lab/records/record.ts';

/** A scalar that runs are compared by. */
export interface Metric {
  /** Its name in `Run.scalars`. */
  readonly key: string;
  /** In a sentence, after "the". */
  readonly name: string;
  /** On an axis, with symbol and unit. */
  readonly axis: string;
  /** Compared by ratios, where every value is positive; otherwise by differences. */
  readonly positive: boolean;
  /** Whether it belongs to the initial weights, whatever became of the run, or to those where the run ended. */
  readonly at: 'start' | 'end';
  /** Its place in lists and tables, the lowest first; equals keep the order of the record. */
  readonly rank: number;
  /** Whether it says how sharp the place is where training ended, so that its ranks are set against those of the loss gap. */
  readonly associated: boolean;
  /** The table that it has a column in, with the column's heading; absent: none. */
  readonly column?: { readonly table: MetricTable; readonly heading: string };
}

/** The tables of arms. */
export type MetricTable = 'loss' | 'accuracy' | 'curvature';

/** Every metric that one of these runs has, by rank. */
export const metricsIn = (runs: readonly Run[]): readonly Metric[] =>
  [...new Set(runs.flatMap((run) => Object.keys(run.scalars)))]
    .map(metricOf)
    .sort((a, b) => a.rank - b.rank);

/** A metric by its key; one that has no words of its own goes by its key. */
export function metricOf(key: string): Metric {
  const { at = 'end', ...known } = KNOWN[key] ?? {};
  const unknown = { name: key, axis: key, positive: false, rank: 100, associated: at === 'end' };
  return { key, at, ...unknown, ...known };
}

const column = (table: MetricTable, heading: string) => ({ column: { table, heading } });
/** Says how a run did or how it was measured, not where it ended. */
const ASIDE = { associated: false };

const KNOWN: Readonly<Record<string, Partial<Metric>>> = {
  trainLoss: { ...ASIDE, rank: 1, ...column('loss', 'training loss') },
  testLoss: { ...ASIDE, rank: 2, ...column('loss', 'test loss') },
  lossGap: {
    ...{ ...ASIDE, rank: 3, ...column('loss', 'loss gap') },
    ...{ name: 'loss gap', axis: 'Loss gap, test − training' },
  },
  trainAccuracy: { ...ASIDE, rank: 4, ...column('accuracy', 'training accuracy') },
  testAccuracy: { ...ASIDE, rank: 5, ...column('accuracy', 'test accuracy') },
  accuracyGap: {
    ...{ ...ASIDE, rank: 6, ...column('accuracy', 'accuracy gap') },
    ...{ name: 'accuracy gap', axis: 'Accuracy gap, training − test' },
  },
  trace: {
    ...{ rank: 7, ...column('curvature', 'tr H') },
    ...{ name: 'Hessian trace', axis: 'Hessian trace tr H', positive: true },
  },
  sharpness: {
    ...{ rank: 8, ...column('curvature', 'λ') },
    ...{ name: 'sharpness λ', axis: 'Sharpness λ', positive: true },
  },
  initialSharpness: { at: 'start', rank: 9, ...column('curvature', 'λ₀') },
  threshold: {
    ...{ at: 'start', rank: 10, ...column('curvature', 'ηₘₐₓ') },
    ...{ name: 'largest stable η', axis: 'Largest stable step ηₘₐₓ', positive: true },
  },
  finalThreshold: column('curvature', 'ηₘₐₓ at the end'),
  batchBound: { at: 'start' },
  frobeniusBound: { at: 'start' },
  risingSteps: ASIDE,
  flowError: ASIDE,
  normalisedStep: ASIDE,
  gradientEntry: ASIDE,
  landscapeMinimum: ASIDE,
  stableIndex: ASIDE,
  hillIndex: ASIDE,
};
