import type { RunSpec } from '../../src/lab/experiment/run-spec.ts';
import { only } from './standard-experiment.ts';

/** What a run trains by, and what is recorded of it. */
interface Case {
  readonly method: string;
  readonly stop?: string;
  readonly measure?: string;
  readonly more?: string;
}

/** Evaluates every step, so that a run can be left at any of them. */
const each = 'every: 1, points: 20';
/** What files measure unless they are told not to. */
const off = 'trace: false, sharpness: false, threshold: false';

/** Every method, in some of its forms. */
export const methodCases: Readonly<Record<string, Case>> = {
  'gradient descent': { method: '{ method: gradient-descent, rate: 0.2 }' },
  'gradient descent by a schedule': {
    method:
      '{ method: gradient-descent, rate: 0.2, schedule: { kind: cosine, steps: 50, warmUp: 5 } }',
  },
  sgd: { method: '{ method: sgd, rate: 0.2, batch: 7 }' },
  'sgd without replacement': {
    method: '{ method: sgd, rate: 0.2, batch: 7, sampling: without-replacement }',
  },
  'sgd with replacement': {
    method: '{ method: sgd, rate: 0.2, batch: 7, sampling: with-replacement }',
  },
  'sgd in stages, averaged': {
    method: '{ method: sgd, rate: 0.1, batch: 3, stages: { 20: 8 }, average: 2 }',
  },
  'sgd with noise': { method: '{ method: sgd, rate: 0.1, batch: 5, gradientNoise: 0.01 }' },
  'sgd on flipped labels': { method: '{ method: sgd, rate: 0.1, batch: 5, labelFlips: 0.3 }' },
  'sgd on skewed shards, late': {
    method:
      '{ method: sgd, rate: 0.05, batch: 3, shards: { workers: 3, alpha: 0.5 }, delay: { kind: uniform, most: 4 } }',
  },
  'heavy ball': { method: '{ method: heavy-ball, rate: 0.05, momentum: 0.9 }' },
  'nesterov on mini-batches': {
    method: '{ method: nesterov, rate: 0.02, momentum: 0.9, batch: 6 }',
  },
  adam: { method: '{ method: adam, rate: 0.01, batch: 6 }' },
  'adamw on mini-batches': { method: '{ method: adamw, rate: 0.01, batch: 6, weightDecay: 0.3 }' },
  'sam on mini-batches, clipped': {
    method: '{ method: sam, rate: 0.1, batch: 6, momentum: 0.5, clip: 0.2 }',
  },
  lion: { method: '{ method: lion, rate: 0.001, batch: 6 }' },
  muon: { method: '{ method: muon, rate: 0.01, batch: 6 }' },
  rmsprop: { method: '{ method: rmsprop, rate: 0.005 }' },
  'gradient flow': { method: '{ method: gradient-flow, tolerance: 0.001 }' },
  'gradient flow by Dormand and Prince': {
    method: '{ method: gradient-flow, solver: dormand-prince, tolerance: 0.0001 }',
  },
  'gradient flow by Bogacki and Shampine': {
    method: '{ method: gradient-flow, solver: bogacki-shampine, tolerance: 0.0001 }',
  },
  'modified flow': { method: '{ method: modified-flow, rate: 0.1, tolerance: 0.001 }' },
  'shuffled flow': { method: '{ method: shuffled-flow, rate: 0.1, batch: 10, tolerance: 0.001 }' },
  'momentum flow': {
    method: '{ method: momentum-flow, rate: 0.1, momentum: 0.9, tolerance: 0.001 }',
  },
  'central flow': { method: '{ method: central-flow, rate: 0.005 }' },
  'central flow of RMSProp': { method: '{ method: rmsprop-central-flow, rate: 0.00002 }' },
  svag: { method: '{ method: svag, rate: 0.1, batch: 5, amplification: 2 }' },
  langevin: { method: '{ method: langevin, temperature: 0.001, dt: 0.1 }' },
  'stochastic flow': { method: '{ method: stochastic-flow, rate: 0.1, batch: 5, dt: 0.1 }' },
};

/** Everything else that a run remembers. */
export const recordingCases: Readonly<Record<string, Case>> = {
  'double precision with what a solver carries': {
    method: '{ method: adam, rate: 0.01, batch: 6 }',
    measure: `${each}, snapshots: [0, 0.05, 0.123], trainOutputs: true`,
    more: 'precision: double',
  },
  'losses of steps and probes on the way': {
    method: '{ method: gradient-descent, rate: 0.4 }',
    measure:
      'points: 12, every: 9, stepLoss: true, sharpness: true, along: { sharpness: { every: 11 }, trace: { points: 4 }, weightNorm: { time: 1.7 } }',
  },
  'eigenvectors that go from point to point': {
    method: '{ method: gradient-descent, rate: 0.4 }',
    measure:
      'points: 12, along: { sharpness: { every: 7, warm: true }, eigenvalues: { every: 11, top: 1, bottom: 0, tolerance: 0.1, warm: true } }',
  },
  'a target that is looked for step by step under noise': {
    method: '{ method: sgd, rate: 0.3, batch: 5 }',
    stop: 'loss: 0.15, steps: 3000',
    measure: 'points: 30, trace: true',
    more: 'match: loss',
  },
  'a target of descent': {
    method: '{ method: heavy-ball, rate: 0.1, momentum: 0.9 }',
    stop: 'loss: 0.05, steps: 2000',
    measure: 'points: 30',
    more: 'match: loss',
  },
  'a flow that is brought back to its target': {
    method: '{ method: gradient-flow, tolerance: 0.01 }',
    stop: 'loss: 0.25, steps: 2000',
    measure: 'points: 30, snapshots: [0, 0.3, 1, 2]',
  },
  'a start': {
    method: '{ method: sgd, rate: 0.1, batch: 5 }',
    measure: `${each}, weightNorm: true`,
    more: 'start: { method: { method: gradient-descent, rate: 0.3 }, stop: { steps: 40 } }',
  },
  'probes at the end': {
    method: '{ method: gradient-descent, rate: 0.3 }',
    measure:
      'points: 8, trace: true, sharpness: true, gradientNoise: true, landscape: true, gradientHistograms: { every: 4, looks: 5, bins: 4 }',
  },
  'a posterior that is watched': {
    method: '{ method: langevin, temperature: 0.02, dt: 0.2 }',
    stop: 'steps: 300',
    measure: 'points: 20, laplaceDivergence: { every: 3 }',
    more: 'data: { name: linear-regression, dimensions: 3, train: 50 }',
  },
  'walkers that are watched': {
    method: '{ method: langevin, temperature: 0.4, dt: 0.02 }',
    stop: 'time: 4',
    measure:
      'points: 20, stationaryVariance: { every: 3 }, occupancy: true, totalVariation: { bins: 10 }, passage: { every: 5 }, stationaryHistogram: { bins: 10 }, startPlane: { points: 3, looks: 30 }, weightHistograms: { every: 3, looks: 10, bins: 8 }, trajectoryPlane: { points: 3, every: 1, looks: 8 }',
    more: 'data: { name: two-wells, curvature: 4, other: 1, top: 4, walkers: 40 }',
  },
};

const network =
  'data: { name: glyphs, train: 30, test: 20 }\nnetwork: { kind: mlp, hidden: [6] }\n';

/** The run of a case. */
export const specOf = ({ method, stop = 'steps: 60', measure = each, more = '' }: Case): RunSpec =>
  only(
    `${more.startsWith('data:') ? '' : network}${more}\nmethods: [${method}]\nstop: { ${stop} }\nmeasure: { ${withDefaults(measure)} }`,
  );

/** Nothing is measured that is not asked for. */
const withDefaults = (measure: string) =>
  [
    measure,
    ...off.split(', ').filter((one) => !new RegExp(`(^|, )${one.split(':')[0]}: `).test(measure)),
  ].join(', ');
