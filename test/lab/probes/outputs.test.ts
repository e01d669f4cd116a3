import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Estimate } from '../../../src/core/estimate.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import { numbered } from '../../../src/lab/probes/numbered.ts';
import { defineProbe } from '../../../src/lab/probes/probe.ts';
import { probeNames, probes } from '../../../src/lab/probes/registry.ts';
import type { Result } from '../../../src/lab/records/result.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { factsOf } from '../../../src/lab/spec/output.ts';
import { ndarray } from '../../../src/problems/data/npy.ts';
import { writeNpz } from '../../../src/problems/data/npz.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { smallRun, sources } from '../../support/small-run.ts';
import { only } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const folder = scratchFolder();

/** Every probe, as cheap as its options allow where its defaults are dear. */
const everything = [
  ...['trace: true', 'sharpness: true', 'threshold: { steps: 5, width: 0.5 }'],
  ...['eigenvalues: true', 'density: { maxProbes: 2, tolerance: 0.5 }', 'hutchPlusPlus: true'],
  ...['xtrace: true', 'exactTrace: true', 'layerTraces: true', 'gradientNoise: true'],
  ...['layerSharpness: true', 'sharpnessGradient: true'],
  'frobenius: { of: [hessian, gaussNewton, residual, fisher, empiricalFisher, gradientCovariance] }',
  ...['hessianDiagonal: { maxProbes: 20 }', 'gaussNewtonDiagonal: true'],
  'matrices: { of: [gaussNewton, residual, fisher, empiricalFisher, gradientCovariance] }',
  ...['twoBatch: true', 'batchSharpness: true', 'layerNoise: true', 'tailIndex: { draws: 256 }'],
  ...['gradientHistogram: true', 'normalisedStep: true', 'rises: { steps: 2, restarts: 2 }'],
  ...[
    'kernel: { examples: 5 }',
    'kernelPrediction: { tests: 2 }',
    'landscape: { points: 3 }',
    'barrier: { maxIntervals: 16 }',
  ],
  ...['finalThreshold: { steps: 5, width: 0.5 }', 'stabilityBounds: { draws: 5 }'],
  ...[
    'testHalves: true',
    'marker: true',
    'plainLoss: true',
    'weightNorm: true',
    'gradientSquared: true',
    'invariantDrift: true',
  ],
  ...['batchSizeTests: true', 'coupledBatch: true', 'takeuchi: true'],
  'stepNoise: { relativeError: 0.5 }, stepBias: { draws: 20 }',
  'gradientNoiseInteraction: true, gradientMass: { top: 2 }, stepLossChange: true',
  'batchEigenvalue: { relativeError: 0.5, tolerance: 0.1 }',
  'secondMomentContraction: { tolerance: 0.1 }',
  'meanSquareGrowth: { particles: 2, steps: 20, settle: 0 }',
  'batchSharpnessRatio: { relativeError: 0.5 }, gaussNewtonBatchSharpness: { relativeError: 0.5 }',
  'stepCosine: true',
  'directionalSharpness: true',
  'confusion: true',
  'secant: true, nuclearNorm: true',
  'startPlane: { points: 3, looks: 3 }',
  ...['weightHistograms: true', 'gradientHistograms: true'],
  'trajectoryPlane: { points: 3, every: 1 }',
  ...['finalStabilityBounds: { draws: 5 }', 'stepLoss: true', 'along: { sharpness: { every: 5 } }'],
].join(', ');

describe('the record of a run with every probe', () => {
  let result: Result;
  beforeAll(async () => {
    const spec = only(`
data: { name: glyphs, train: 30, test: 20, marker: 0.5 }
network: { kind: mlp, hidden: [6] }
methods: [{ method: sgd, rate: 0.1, batch: 10 }]
stop: { steps: 5 }
measure: { ${everything} }`);
    const sgd = await execute(spec, sources);
    // What SGD has none of.
    const scaled = await smallRun(
      '{ method: adam, rate: 0.01 }',
      'steps: 5',
      'preconditionedSharpness: true',
    );
    const pushed = await smallRun(
      '{ method: heavy-ball, rate: 0.01, batch: 10 }',
      'steps: 5',
      'momentumBatchSharpness: { maxBatches: 32 }',
    );
    const aware = await smallRun('{ method: sam, rate: 0.01 }', 'steps: 5', 'samEdge: true');
    const central = await smallRun(
      '{ method: central-flow, rate: 0.01 }',
      'steps: 5',
      'centralAverages: true',
    );
    // What no network has.
    const walkers = await execute(
      only(`
data: { name: double-well, walkers: 5 }
methods: [{ method: langevin, temperature: 1, dt: 0.1 }]
stop: { steps: 50 }
measure: { trace: false, sharpness: false, threshold: false, stationaryVariance: true, occupancy: true, totalVariation: true, passage: true }`),
      sources,
    );
    const sampler = await execute(
      only(`
data: { name: springs, walkers: 2, train: 20 }
methods: [{ method: sgd, rate: 0.1, batch: 2, sampling: with-replacement }]
stop: { steps: 200 }
measure: { trace: false, sharpness: false, threshold: false, laplaceDivergence: true, stationaryHistogram: { bins: 5 }, meanSquareThreshold: true }`),
      sources,
    );
    const line = (n: number) =>
      ndarray(
        Float64Array.from({ length: n }, (_, i) => i),
        [n, 1],
      );
    writeFileSync(join(folder, 'line.npz'), writeNpz({ x: line(20), y: line(20) }));
    const onValues = parseExperiment(
      `
data: { name: npz, path: line.npz, targets: values, train: 10, test: 2 }
network: { kind: linear }
methods: [{ method: gradient-descent, rate: 0.1 }]
stop: { steps: 5 }
measure: { trace: false, sharpness: false, threshold: false, determination: true }`,
      ...(['line', join(folder, 'line.yaml')] as const),
    );
    const regression = await execute(
      onValues.specs[0]!,
      fileSources({ cacheDir: folder, baseDir: folder }),
    );
    const relu = await execute(
      only(`
data: { name: glyphs, train: 30, test: 20 }
network: { kind: mlp, hidden: [6], activation: relu }
methods: [{ method: gradient-descent, rate: 0.1 }]
stop: { steps: 5 }
measure: { trace: false, sharpness: false, threshold: false, rescaled: { maxProbes: 2 } }`),
      sources,
    );
    result = {
      ...sgd,
      scalars: {
        ...relu.scalars,
        ...regression.scalars,
        ...pushed.scalars,
        ...scaled.scalars,
        ...aware.scalars,
        ...central.scalars,
        ...walkers.scalars,
        ...sampler.scalars,
        ...sgd.scalars,
      },
      outputs: {
        ...relu.outputs,
        ...regression.outputs,
        ...pushed.outputs,
        ...scaled.outputs,
        ...aware.outputs,
        ...central.outputs,
        ...walkers.outputs,
        ...sampler.outputs,
        ...sgd.outputs,
      },
    };
  });

  test.each(probeNames)('holds each output that %s declares', (name) => {
    const keys = Object.keys(result.scalars);
    for (const declared of Object.keys(probes[name].outputs)) {
      const own = keys.filter((key) => factsOf({ [declared]: {} }, key) !== undefined);
      expect(own.length, declared).toBeGreaterThan(0);
    }
  });

  test('says of each of its scalars what it is', () => {
    const { scalars, outputs } = result;
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(scalars).sort());
    for (const [key, card] of Object.entries(outputs)) expect(card.key).toBe(key);
    const ofStart = Object.keys(outputs).filter((key) => outputs[key]!.at === 'start');
    expect(ofStart.sort()).toEqual(
      ['batchBound', 'frobeniusBound', 'initialSharpness', 'threshold'].sort(),
    );
  });

  test('is plain JSON, curves and grids by the probe that gave them', () => {
    const { arrays, outputs } = result;
    expect(JSON.parse(JSON.stringify({ arrays, outputs }))).toEqual({ arrays, outputs });
    expect(Object.keys(arrays)).toEqual([
      ...['density', 'confusion', 'hessianDiagonal', 'gaussNewtonDiagonal'],
      ...['gradientNoise', 'gradientHistogram', 'landscape', 'barrier', 'startPlane'],
      ...['trajectoryPlane', 'weightHistograms', 'gradientHistograms'],
    ]);
    const { dim, lambda, density, cumulative } = arrays.density!;
    expect(dim).toBe(result.facts.parameters);
    expect([density.length, cumulative.length]).toEqual([lambda.length, lambda.length]);
    expect(arrays.gradientNoise!.norms).toHaveLength(30);
    expect(arrays.landscape!.axes.map(({ label }) => label)).toEqual(
      [1, 2].map((k) => `Random direction ${k}`),
    );
  });
});

test('a column of the series along the run has a card, whatever is measured at the end', async () => {
  const along = 'along: { trace: { every: 5, relativeError: 0.9 } }';
  const { scalars, series, outputs } = await smallRun(
    ...(['{ method: sgd, rate: 0.1, batch: 10 }', 'steps: 5', along] as const),
  );
  expect(scalars).not.toHaveProperty('trace');
  expect(series).toHaveProperty('trace');
  expect(outputs.trace).toMatchObject({ name: 'Hessian trace', positive: true, rank: 7 });
});

test.each([
  ['{ method: gradient-flow }', 'flowError: true', 'flowError'],
  ['{ method: gradient-descent, rate: 0.1 }', 'stepLoss: true', 'risingSteps'],
])('what the lab measures itself of %s has a card too', async (method, measure, key) => {
  const { scalars, outputs } = await smallRun(method, 'steps: 5', measure);
  expect(scalars).toHaveProperty(key);
  expect(outputs[key]).toMatchObject({ key, at: 'end', associated: false });
});

const one: Estimate = {
  ...{ value: 1, stderr: 0, converged: true },
  cost: { gradients: 0, hvps: 0, seconds: 0 },
};
const entry = { about: '', sources: { none: 'a test' }, cost: '', form: '', options: {} };

test('a probe must measure what it declares, and nothing else: the compiler refuses both', () => {
  const outputs = { trace: {}, 'layerTrace#': {} };
  const fine = defineProbe({
    ...entry,
    outputs,
    measure: () => ({ scalars: { trace: one, ...numbered([{ layerTrace: one }]) } }),
  });
  const more = defineProbe({
    ...entry,
    outputs,
    // @ts-expect-error sharpness is measured but not declared
    measure: () => ({ scalars: { trace: one, sharpness: one } }),
  });
  const less = defineProbe({
    ...entry,
    outputs,
    // @ts-expect-error trace is declared but not measured
    measure: () => ({ scalars: numbered([{ layerTrace: one }]) }),
  });
  for (const { outputs: declared } of [fine, more, less]) expect(declared).toBe(outputs);
});

test('estimates of layers are numbered from 1, layer by layer', () => {
  const [two, three] = [
    { ...one, value: 2 },
    { ...one, value: 3 },
  ];
  const found = numbered([
    { gradientNorm: one, distance: two },
    { gradientNorm: three, distance: one },
  ]);
  expect(Object.entries(found).map(([key, { value }]) => [key, value])).toEqual([
    ['gradientNorm1', 1],
    ['distance1', 2],
    ['gradientNorm2', 3],
    ['distance2', 1],
  ]);
});
