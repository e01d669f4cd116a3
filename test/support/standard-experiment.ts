import { expect } from 'vitest';
import { parseExperiment } from '../../src/lab/experiment/read.ts';
import type { RunSpec } from '../../src/lab/experiment/run-spec.ts';

/** A run that trains a network on a dataset. */
export type NetworkRun = Extract<RunSpec, { readonly network: object }>;

/** The standard recipe, written out by hand. */
export const standard: NetworkRun = {
  data: { name: 'mnist', train: 500, test: 2000, centre: true, labelNoise: 0, randomLabels: false },
  network: {
    kind: 'mlp',
    hidden: [32, 32],
    activation: 'tanh',
    parametrisation: 'standard',
    scale: 1,
  },
  loss: 'squared-error',
  method: { method: 'gradient-descent', rate: 0.1 },
  seed: 0,
  stop: { loss: 0.02, steps: 100_000 },
  measure: {
    points: 80,
    snapshots: [],
    trace: { relativeError: 0.03, maxProbes: 2000 },
    sharpness: { tolerance: 1e-3, maxIterations: 200 },
    threshold: { width: 0.05, steps: 200 },
  },
};

export const descent = 'methods: [{ method: gradient-descent, rate: 0.1 }]\n';
export const parse = (text: string, sets: readonly string[] = [], seeds?: number) =>
  parseExperiment(text, 'my', 'experiments/my.yaml', { sets, seeds });
/** The runs of a file that trains networks. */
export const specsOf = (text: string, sets: readonly string[] = []) =>
  parse(text, sets).specs as readonly NetworkRun[];
export const only = (text: string, sets: readonly string[] = []) => {
  const specs = specsOf(`${text}\nseeds: 1`, sets);
  expect(specs).toHaveLength(1);
  return specs[0]!;
};
