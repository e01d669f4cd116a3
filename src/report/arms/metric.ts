import type { Run } from '../../lab/records/record.ts';
import type { OutputCard } from '../../lab/spec/output.ts';
import { capitalised } from './wording.ts';

/** A scalar that runs are compared by, as their records describe it. */
export interface Metric extends OutputCard {
  /** Whether its probe says no more of it than its key, so that nobody knows whether it is positive by nature. */
  readonly unsaid: boolean;
}

/** Every metric that one of these runs has, by rank; equals keep the order of the records. */
export function metricsIn(runs: readonly Run[]): readonly Metric[] {
  const keys = new Set(runs.flatMap(({ scalars }) => Object.keys(scalars)));
  return [...keys].flatMap((key) => metricOf(runs, key) ?? []).sort((a, b) => a.rank - b.rank);
}

/** A metric by its key; undefined where none of the runs measured it, at its end or along the way. */
export function metricOf(runs: readonly Run[], key: string): Metric | undefined {
  const card = runs.find(({ manifest }) => Object.hasOwn(manifest.outputs, key))?.manifest.outputs[
    key
  ];
  return card && inWords(card);
}

/** With its key in words where the record has no name for it: `kernelDrift` is the kernel drift, `layerTrace1` the layer trace 1. */
function inWords(card: OutputCard): Metric {
  const unnamed = card.name === card.key;
  const words = card.key.replaceAll(/[A-Z]|\d+/g, (part) => ` ${part.toLowerCase()}`).trim();
  return {
    ...card,
    unsaid: unnamed && card.column === undefined,
    name: unnamed ? (card.column?.heading ?? words) : card.name,
    axis: card.axis === card.key ? capitalised(words) : card.axis,
  };
}
