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
  /** Whether it belongs to the initial weights, so that how the run ended has no bearing on it. */
  readonly atStart: boolean;
}

/** A metric by its key; one that has no words of its own goes by its key. */
export const metricOf = (key: string): Metric => ({
  ...{ key, name: key, axis: key, positive: false, atStart: false },
  ...METRICS[key],
});

/** What was measured of the points where these runs ended, the metrics with words of their own first. */
export function metricsAtEnd(runs: readonly Run[]): readonly Metric[] {
  const keys = [...new Set(runs.flatMap((run) => Object.keys(run.scalars)))];
  const named = Object.keys(METRICS);
  const order = (key: string) => named.indexOf(key) + 1 || named.length + 1;
  return keys
    .filter((key) => !UNRANKED.has(key))
    .map(metricOf)
    .filter(({ atStart }) => !atStart)
    .sort((a, b) => order(a.key) - order(b.key));
}

/** What the report says of the scalars that it has words for, in the order in which it shows them. */
const METRICS: Readonly<Record<string, Partial<Metric>>> = {
  trace: { name: 'Hessian trace', axis: 'Hessian trace tr H', positive: true },
  sharpness: { name: 'sharpness λ', axis: 'Sharpness λ', positive: true },
  lossGap: { name: 'loss gap', axis: 'Loss gap, test − training' },
  accuracyGap: { name: 'accuracy gap', axis: 'Accuracy gap, training − test' },
  threshold: {
    ...{ name: 'largest stable η', axis: 'Largest stable step ηₘₐₓ' },
    ...{ positive: true, atStart: true },
  },
  initialSharpness: { atStart: true },
  batchBound: { atStart: true },
  frobeniusBound: { atStart: true },
};

/** What says how a run did or how it was measured, rather than how sharp the place is where it ended. */
const UNRANKED: ReadonlySet<string> = new Set(
  ['train', 'test']
    .flatMap((set) => [`${set}Loss`, `${set}Accuracy`])
    .concat('lossGap', 'accuracyGap', 'risingSteps', 'flowError', 'normalisedStep')
    .concat('gradientEntry', 'landscapeMinimum', 'stableIndex', 'hillIndex'),
);
