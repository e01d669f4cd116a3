import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import type { Result } from '../../../src/lab/records/result.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { ndarray } from '../../../src/problems/data/npy.ts';
import { writeNpz } from '../../../src/problems/data/npz.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const folder = scratchFolder();
const save = (name: string, arrays: Parameters<typeof writeNpz>[0]) =>
  writeFileSync(join(folder, name), writeNpz(arrays));

/** Least squares in float64: n examples of d numbers that float32 does not hold, without biases. */
const [n, d] = [24, 3];
const x = rng(1)
  .normals(n * d)
  .map((z) => z + 0.1);
const y = rng(2).normals(n);
const start = rng(3).normals(d);
const examples = { x: ndarray(x, [n, d]), y: ndarray(y) };
save('data.npz', {
  ...{ x_train: examples.x, y_train: examples.y },
  ...{ x_test: examples.x, y_test: examples.y },
});
save('start.npz', { w: ndarray(start, [d, 1]) });

async function run(
  method: string,
  stop: string,
  { precision = 'double', init = 'start.npz', measure = '' } = {},
): Promise<Result> {
  const text = `
data: { name: npz, path: data.npz, targets: values, scale: none, train: ${n}, test: ${n} }
network: { kind: linear, bias: false, init: ${init} }
precision: ${precision}
methods: [${method}]
seeds: 1
stop: { ${stop} }
measure: { points: 50, trace: false, sharpness: false, threshold: false, ${measure} }
`;
  const { specs } = parseExperiment(text, 'line', join(folder, 'line.yaml'));
  return execute(specs[0]!, fileSources({ cacheDir: folder, baseDir: folder, offline: true }));
}

/** L(w) = 1/(2n) Σᵢ (xᵢᵀw − yᵢ)² and its gradient. */
function slope(w: Float64Array) {
  const gradient = new Float64Array(d);
  let loss = 0;
  for (let i = 0; i < n; i++) {
    let r = -y[i]!;
    for (let j = 0; j < d; j++) r += x[i * d + j]! * w[j]!;
    loss += r ** 2 / (2 * n);
    for (let j = 0; j < d; j++) gradient[j]! += (r * x[i * d + j]!) / n;
  }
  return { loss, gradient };
}

function descent(eta: number, steps: number) {
  let w = start;
  for (let k = 0; k < steps; k++) {
    const { gradient } = slope(w);
    w = w.map((wj, j) => wj - eta * gradient[j]!);
  }
  return w;
}

const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (ai, i) => Math.abs(ai - b[i]!)));
const gradientDescent = '{ method: gradient-descent, rate: 0.01 }';

describe('a thousand steps of gradient descent on a quadratic', () => {
  const w = descent(0.01, 1000);
  const { loss } = slope(w);

  test('end in double precision where float64 JavaScript does, to 1e-12', async () => {
    const { weights, series, facts, scalars } = await run(gradientDescent, 'steps: 1000');
    expect(weights[0]).toBeInstanceOf(Float64Array);
    expect(apart(weights[0]!, w)).toBeLessThan(1e-12);
    for (const found of [facts.loss, series.trainLoss!.at(-1)!, series.testLoss!.at(-1)!])
      expect(Math.abs(found / loss - 1)).toBeLessThan(1e-12);
    expect(Math.abs(scalars.trainLoss!.value / loss - 1)).toBeLessThan(1e-12);
    expect(Math.abs(facts.initialLoss / slope(start).loss - 1)).toBeLessThan(1e-12);
  });

  test('and in single precision do not, by far', async () => {
    const { weights } = await run(gradientDescent, 'steps: 1000', { precision: 'single' });
    expect(weights[0]).toBeInstanceOf(Float32Array);
    expect(apart(weights[0]!, w)).toBeGreaterThan(1e-9);
  });
});

test('weights come out of a file and go into one bit for bit, and a run goes on from there', async () => {
  const measure = 'snapshots: [0, 0.2]';
  const whole = await run(gradientDescent, 'steps: 40', { measure });
  const [first, half] = whole.snapshots;
  expect(first!.theta).toEqual(start);
  save('half.npz', { w: ndarray(half!.theta, [d, 1]) });
  const rest = await run(gradientDescent, 'steps: 20', { init: 'half.npz', measure });
  expect(rest.snapshots[0]!.theta).toEqual(half!.theta);
  expect(rest.snapshots[0]!.outputs).toEqual(half!.outputs);
  expect(half!.outputs).toBeInstanceOf(Float64Array);
  expect(rest.weights).toEqual(whole.weights);
});

test('a flow keeps its order four below the floor of float32', async () => {
  // The flow itself, by steps so small that their error is a tenth of the smallest here at most.
  const end = (dt: number) =>
    run(`{ method: gradient-flow, solver: rk4, dt: ${dt} }`, 'time: 2').then((r) => r.weights[0]!);
  const exact = await end(0.005);
  const errors: number[] = [];
  for (const dt of [0.1, 0.05, 0.025]) errors.push(apart(await end(dt), exact));
  expect(errors[0]!).toBeLessThan(1e-5);
  expect(errors.at(-1)!).toBeLessThan(1e-8);
  const orders = errors.slice(1).map((e, i) => Math.log2(errors[i]! / e));
  for (const order of orders) expect(Math.abs(order - 4)).toBeLessThan(0.2);
});

test('a flow under error control keeps to tolerances that float32 cannot', async () => {
  const flow = (tolerance: number) =>
    run(`{ method: gradient-flow, solver: dormand-prince, tolerance: ${tolerance} }`, 'time: 2', {
      measure: 'flowError: true',
    });
  const { scalars, weights } = await flow(1e-9);
  const exact = (await flow(1e-12)).weights[0]!;
  const off = Math.hypot(...exact.map((w, j) => w - weights[0]![j]!));
  expect(off).toBeLessThan(1e-8);
  const { value } = scalars.flowError!;
  expect(value / off).toBeGreaterThan(0.5);
  expect(value / off).toBeLessThan(2);
});
