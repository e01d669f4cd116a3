import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import type { LossName } from '../../../src/problems/supervised/loss-names.ts';
import { losses } from '../../../src/problems/supervised/loss-names.ts';
import { recipe } from '../../../src/report/arms/recipe.ts';
import { product } from '../../support/dense-matrices.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { jacobiEigenvalues } from '../../support/jacobi-eigenvalues.ts';
import { matricesOf } from '../../support/network-matrices.ts';
import { expectToResume } from '../../support/resumed.ts';
import { oracleAt, type Small } from '../../support/small-network.ts';
import { sources } from '../../support/small-run.ts';
import { type NetworkRun, only, specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const path = fileURLToPath(new URL('../../cli/numpy/data.npz', import.meta.url));
const ETA = 0.3;
const text = (network: string, keys = '') => `
data: { name: npz, path: ${path}, train: 30, test: 12 }
network: { hidden: [5], ${network} }
precision: double
methods: [{ method: gradient-descent, rate: ${ETA} }]
stop: { steps: 20 }
measure: { sharpness: { tolerance: 1.0e-7 }, trace: false, threshold: false, plainLoss: true }
${keys}`;

/** The network of a run with its examples, as the oracle knows it, at the initial weights. */
async function twinOf(spec: NetworkRun): Promise<Small> {
  const task = await openTask(spec, sources);
  const { data, net } = task.supervised!;
  const theta = flatten64(task.theta0);
  task.dispose();
  return {
    ...{ name: net.label, network: net, loss: spec.loss as LossName, theta, labels: data.labels! },
    x: data.x as Float32Array,
    twin: {
      ...{ kind: 'mlp', inputShape: [1, 6, 1], hidden: [5], activation: 'tanh' },
      ...{ outputs: 3, classes: 3, parametrisation: 'standard', scale: 1 },
    },
  };
}

const plus = (a: Float64Array, b: ArrayLike<number>, by = 1) => a.map((x, i) => x + by * b[i]!);
const flat = (weights: readonly ArrayLike<number>[]) =>
  Float64Array.from(weights.flatMap((w) => Array.from(w)));
const dot = (a: Float64Array, b: Float64Array) => a.reduce((s, x, i) => s + x * b[i]!, 0);

/** k steps of descent by the gradient of the model g + M(θ − θ*) from θ₀, and the model's loss there. */
function modelled(
  small: Small,
  matrix: 'hessian' | 'gaussNewton',
  theta0: Float64Array,
  k: number,
) {
  const { loss: L, gradient: g } = oracleAt(small, small.theta);
  const M = matricesOf(small)[matrix];
  const delta = (theta: Float64Array) => plus(theta, small.theta, -1);
  let theta = theta0;
  for (let i = 0; i < k; i++) theta = plus(theta, plus(g, product(M, delta(theta))), -ETA);
  const d = delta(theta);
  return { theta, loss: L + dot(g, d) + dot(d, product(M, d)) / 2, M };
}

function descended(small: Small, k: number): Float64Array {
  let { theta } = small;
  for (let i = 0; i < k; i++) theta = plus(theta, oracleAt(small, theta).gradient, -ETA);
  return theta;
}

const models = [
  ['quadratic-taylor', 'hessian'],
  ['gauss-newton', 'gaussNewton'],
] as const;

describe.each(models)('model: %s', (model, matrix) => {
  test.each(losses)(
    'trains L + gᵀδ + ½ δᵀMδ with the dense matrix of the initial weights in float64: %s',
    async (loss) => {
      const spec = only(text(`model: ${model}`, `loss: ${loss}`));
      const small = await twinOf(spec);
      const { weights, facts, scalars } = await execute(spec, sources);
      const by = modelled(small, matrix, small.theta, 20);
      const moved = Math.hypot(...plus(by.theta, small.theta, -1));
      expect(moved).toBeGreaterThan(0.3);
      expect(Math.hypot(...plus(by.theta, flat(weights), -1)) / moved).toBeLessThan(1e-12);
      expect(Math.abs(facts.loss / by.loss - 1)).toBeLessThan(1e-12);
      expect(scalars.trainLoss!.value).toBe(facts.loss);
      const lambda = jacobiEigenvalues(by.M).at(-1)!;
      for (const name of ['initialSharpness', 'sharpness'])
        expect(Math.abs(scalars[name]!.value / lambda - 1)).toBeLessThan(1e-6);
      // Outputs are the network's own, and so is the loss that a test loss is held against.
      const own = oracleAt(small, by.theta).loss;
      expect(Math.abs(scalars.plainLoss!.value / own - 1)).toBeLessThan(1e-12);
      expect(scalars.lossGap!.value).toBe(scalars.testLoss!.value - scalars.plainLoss!.value);
      expect(Math.abs(own / facts.loss - 1)).toBeGreaterThan(1e-4);
    },
  );

  test('expandedAt: start is about the weights where the network itself had come to', async () => {
    const start = `start: { method: { method: gradient-descent, rate: ${ETA} }, stop: { steps: 7 } }`;
    const spec = only(text(`model: ${model}, expandedAt: start`, start));
    const small = await twinOf(spec);
    const at = { ...small, theta: descended(small, 7) };
    const { weights, facts } = await execute(spec, sources);
    const by = modelled(at, matrix, at.theta, 20);
    expect(Math.hypot(...plus(by.theta, flat(weights), -1))).toBeLessThan(1e-11);
    expect(Math.abs(facts.initialLoss / oracleAt(at, at.theta).loss - 1)).toBeLessThan(1e-12);
    expect(facts.start!.steps).toBe(7);
    // Without the key the start trains the model about the initial weights.
    const other = await execute(only(text(`model: ${model}`, start)), sources);
    const same = modelled(small, matrix, small.theta, 27);
    expect(Math.hypot(...plus(same.theta, flat(other.weights), -1))).toBeLessThan(1e-11);
  });
});

test.each(models)(
  '%s of outputs that are centred and multiplied has the gradient of its network at θ*',
  async (model) => {
    const keys = 'centred: true, outputScale: 2';
    const step = 'stop: { steps: 1 }';
    const [network, replaced] = await Promise.all(
      ['network', model].map((name) =>
        execute(only(text(`model: ${name}, ${keys}`).replace(/stop: .*/, step)), sources),
      ),
    );
    expect(replaced!.facts.initialLoss).toBe(network!.facts.initialLoss);
    const off = plus(flat(replaced!.weights), flat(network!.weights), -1);
    expect(Math.hypot(...off)).toBeLessThan(1e-14);
  },
);

test('a run on a model about the end of its start goes on from anywhere to the same bytes', async () => {
  const start = 'start: { method: { method: sgd, rate: 0.1, batch: 5 }, stop: { steps: 7 } }';
  await expectToResume(only(text('model: gauss-newton, expandedAt: start', start)), 3);
});

test('models are an axis; linearised: true is one of them, and with squared error gauss-newton is the same', async () => {
  const specs = specsOf(
    text('model: [network, linearised, quadratic-taylor, gauss-newton]', 'seeds: 1'),
  );
  expect(specs[0]).toEqual(only(text('activation: tanh')));
  const [network, linear, taylor, newton] = await Promise.all(
    specs.map((spec) => execute(spec, sources)),
  );
  const sugar = await execute(only(text('linearised: true')), sources);
  expect(sugar.weights).toEqual(linear!.weights);
  expect(Math.hypot(...plus(flat(newton!.weights), flat(linear!.weights), -1))).toBeLessThan(1e-12);
  for (const one of [linear, taylor])
    expect(Math.hypot(...plus(flat(one!.weights), flat(network!.weights), -1))).toBeGreaterThan(
      1e-3,
    );
  expect(recipe(specs.slice(2).map((spec) => ({ spec })))).toContain(
    'trained by the second-order Taylor model of its loss at its initial weights',
  );
});

test('every measure of a network runs on a model of its loss, on mini-batches too', async () => {
  const asked = [
    ...['matrices', 'eigenvalues', 'density', 'hutchPlusPlus', 'xtrace', 'exactTrace'],
    ...['layerTraces', 'weightNorm', 'gradientSquared', 'gradientNoise', 'twoBatch', 'testHalves'],
    ...['batchSharpness', 'stepNoise', 'stepBias', 'layerNoise', 'rises', 'kernel', 'landscape'],
    ...['barrier', 'startPlane', 'stabilityBounds', 'normalisedStep', 'stepCosine', 'threshold'],
  ];
  const sgd = 'methods: [{ method: sgd, rate: 0.1, batch: 5 }]\nstop: { steps: 12 }';
  const keys = `${sgd}\nmeasure: { ${asked.map((name) => `${name}: true`).join(', ')} }`;
  const spec = only(
    text('model: quadratic-taylor')
      .replace(/methods:[\s\S]*/, keys)
      .replace('double', 'single'),
  );
  const { scalars } = await execute(spec, sources);
  const small = await twinOf(spec);
  const H = matricesOf(small).hessian;
  const trace = H.reduce((sum, row, i) => sum + row[i]!, 0);
  // The Hessian of the model is that of the initial weights, and its matrices are those of the network where it is.
  expect(Math.abs(scalars.exactTrace!.value / trace - 1)).toBeLessThan(1e-4);
  expect(scalars.gaussNewtonTrace).toBeDefined();
  expect(scalars.normalisedStep).toBeUndefined();
  for (const name of ['noiseTrace', 'batchSharpness', 'stepCosine', 'samSharpness', 'threshold'])
    expect(Number.isFinite(scalars[name]!.value), name).toBe(true);
});
