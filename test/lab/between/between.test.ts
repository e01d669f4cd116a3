import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { type Between, measureBetween } from '../../../src/lab/between/between.ts';
import type { Ends } from '../../../src/lab/between/ends.ts';
import { methodAsked } from '../../../src/lab/experiment/probe-request.ts';
import { methodOf } from '../../../src/lab/methods/registry.ts';
import { probes } from '../../../src/lab/probes/registry.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { oracle } from '../../oracle/oracle.ts';
import { denseEigenvalues } from '../../support/dense-eigenvalues.ts';
import { denseOf } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { sources } from '../../support/small-run.ts';
import { only } from '../../support/standard-experiment.ts';

const data = fileURLToPath(new URL('../../cli/numpy/data.npz', import.meta.url));
const spec = only(`
data: { name: npz, path: ${data}, train: 30, test: 12 }
network: { kind: mlp, hidden: [5], activation: tanh }
loss: cross-entropy
precision: double
methods: [{ method: gradient-descent, rate: 0.5 }]
stop: { steps: 1 }`);

const P = 53;
const twin = {
  ...({ kind: 'mlp', inputShape: [1, 6, 1], hidden: [5], activation: 'tanh' } as const),
  ...({ classes: 3, parametrisation: 'standard' } as const),
};
let [a, b, c]: Float64Array[] = [];
const mix = (t: number) => a!.map((x, i) => x + t * (b![i]! - x));

let ends: Ends;
let found: Between;
beforeAll(async () => {
  await openEngine('native');
  const task = await openTask(spec, sources);
  const { x, labels } = task.supervised!.data;
  const trained = (start: Float64Array) => {
    let theta = start;
    for (let k = 0; k < 300; k++) {
      const { gradient } = oracle(twin, 'cross-entropy', theta, Float64Array.from(x), labels!);
      theta = theta.map((w, i) => w - 0.5 * gradient[i]!);
    }
    return theta;
  };
  [a, c] = ['a', 'c'].map((name) => trained(rng(8).fork(name).normals(P)));
  b = reordered(a!).map((w, i) => w + 0.02 * Math.sin(i));
  ends = { task, method: methodOf(spec.method), points: [a!, b, c!] };
  const asked = { gap: probes.gap.read({}), sharpness: probes.sharpness.read({ tolerance: 1e-6 }) };
  found = measureBetween(ends, {
    similarity: true,
    line: { from: -0.5, to: 1.5, points: 5, asked },
    plane: { points: 4 },
    curve: {
      ...{ kind: 'bezier', steps: 150, places: 8, points: 3, asked: { gap: asked.gap } },
      method: methodAsked('{ method: adam, rate: 0.05 }', '--method'),
    },
  });
});
afterAll(() => ends.task.dispose());

/** Outputs and hidden layer of every test example, written out in float64. */
function passes(theta: Float64Array): { hidden: number[][]; outputs: number[][] } {
  const { testX } = ends.task.supervised!.data;
  const affine = (x: readonly number[], at: number, m: number) =>
    Array.from({ length: m }, (_, j) =>
      x.reduce((sum, xi, i) => sum + xi * theta[at + i * m + j]!, theta[at + x.length * m + j]!),
    );
  const rows = Array.from({ length: 12 }, (_, i) => [...testX.slice(6 * i, 6 * i + 6)]);
  const hidden = rows.map((x) => affine(x, 0, 5).map(Math.tanh));
  return { hidden, outputs: hidden.map((h) => affine(h, 35, 3)) };
}

describe('along the line, from beyond one run to beyond the other,', () => {
  const at = (k: number) => mix(-0.5 + k / 2);
  const truth = (theta: Float64Array, part: 'train' | 'test') => {
    const { x, labels, testX, testTargets } = ends.task.supervised!.data;
    const inputs = part === 'train' ? x : testX;
    const classes = part === 'train' ? labels : testTargets.labels;
    return oracle(twin, 'cross-entropy', theta, Float64Array.from(inputs), classes!);
  };

  test('training and test loss are those of the oracle', () => {
    expect(found.line!.at).toEqual([-0.5, 0, 0.5, 1, 1.5]);
    for (const [k, { trainLoss, testLoss }] of found.line!.scalars.entries()) {
      expectNear(trainLoss!.value, truth(at(k), 'train').loss, { rtol: 1e-11 });
      expectNear(testLoss!.value, truth(at(k), 'test').loss, { rtol: 1e-11 });
      expect(testLoss!.stderr).toBeGreaterThan(0);
    }
  });

  test('λ is the largest eigenvalue of the dense Hessian', () => {
    for (const [k, { sharpness }] of found.line!.scalars.entries()) {
      const dense = denseEigenvalues(denseOf(P, truth(at(k), 'train').hvp));
      expectNear(sharpness!.value, Math.max(...dense), { rtol: 1e-5 });
    }
  });

  test('the barrier is that of a fine scan', () => {
    const L = (t: number) => truth(mix(t), 'train').loss;
    let highest = 0;
    for (let i = 0; i <= 100; i++) {
      const t = i / 100;
      highest = Math.max(highest, L(t) - (1 - t) * L(0) - t * L(1));
    }
    const { value, stderr } = found.line!.barrier;
    expectNear(value, highest, { atol: stderr + 1e-3 });
  });
});

describe('weights and functions', () => {
  test('are as far apart as a pass written out says', () => {
    const { weights, layers, functions } = found.similarity!;
    const apart = (from: number, to: number) =>
      Math.hypot(...Array.from({ length: to - from }, (_, i) => a![from + i]! - b![from + i]!));
    expectNear(weights.distance, apart(0, P), { rtol: 1e-12 });
    expect(layers).toHaveLength(2);
    expectNear(layers[0]!.distance, apart(0, 35), { rtol: 1e-12 });
    expectNear(layers[1]!.distance, apart(35, P), { rtol: 1e-12 });
    const [f, g] = [passes(a!).outputs, passes(b!).outputs];
    const square = f.reduce(
      (s, fi, i) => s + fi.reduce((q, v, k) => q + (v - g[i]![k]!) ** 2, 0),
      0,
    );
    expectNear(functions!.outputDistance.value, Math.sqrt(square / 12), { rtol: 1e-11 });
    const top = (row: readonly number[]) => row.indexOf(Math.max(...row));
    const same = f.filter((fi, i) => top(fi) === top(g[i]!)).length;
    expectNear(functions!.agreement!.value, same / 12, { rtol: 1e-14 });
  });

  test('have the CKA of centred Gram matrices, of the hidden layer and the outputs', () => {
    const [one, other] = [passes(a!), passes(b!)];
    for (const [k, part] of (['hidden', 'outputs'] as const).entries()) {
      const { cka, plainCka, layer, width } = found.similarity!.functions!.representations[k]!;
      expect([layer, width]).toEqual([['hidden layer 1', 'outputs'][k], [5, 3][k]]);
      const [x, y] = [one[part], other[part]];
      expectNear(plainCka, ckaOfGrams(x, y, doublyCentred), { rtol: 1e-10 });
      expectNear(cka.value, ckaOfGrams(x, y, uCentred), { rtol: 1e-10 });
      // The jackknife, leaving out each example in turn.
      const without = x.map((_, i) => {
        const left = (rows: number[][]) => rows.filter((__, j) => j !== i);
        return ckaOfGrams(left(x), left(y), uCentred);
      });
      const mean = without.reduce((s, v) => s + v, 0) / 12;
      const spread = without.reduce((s, v) => s + (v - mean) ** 2, 0);
      expectNear(cka.stderr, Math.sqrt((11 / 12) * spread), { rtol: 1e-8 });
    }
  });

  test('have the CKA of centred Gram matrices, of every layer of A with every layer of B', () => {
    const [one, other] = [passes(a!), passes(b!)];
    const parts = ['hidden', 'outputs'] as const;
    const { layers: names, cka, plainCka } = found.similarity!.functions!.across!;
    expect(names).toEqual(['hidden layer 1', 'outputs']);
    for (const [i, part] of parts.entries())
      for (const [j, of] of parts.entries()) {
        expectNear(cka[i]![j]!.value, ckaOfGrams(one[part], other[of], uCentred), { rtol: 1e-10 });
        expectNear(plainCka[i]![j]!, ckaOfGrams(one[part], other[of], doublyCentred), {
          rtol: 1e-10,
        });
      }
  });
});

test('the plane holds the three runs at their losses', () => {
  const { points, axes, losses } = found.plane!;
  const L = (theta: Float64Array) => {
    const { x, labels } = ends.task.supervised!.data;
    return oracle(twin, 'cross-entropy', theta, Float64Array.from(x), labels!).loss;
  };
  expect(points).toHaveLength(3);
  // A corner of the grid by the coordinates of the three points: θ = a + r(b − a) + s(c − a).
  const [x, y] = [axes[0]!.at[2]!, axes[1]!.at[1]!];
  const s = y / points[2]![1];
  const r = (x - s * points[2]![0]) / points[1]![0];
  const theta = a!.map((ai, i) => ai + r * (b![i]! - ai) + s * (c![i]! - ai));
  expectNear(losses[1]![2]!, L(theta), { rtol: 1e-10 });
});

test('the trained curve begins and ends at the runs, and is lower than the straight way', () => {
  const { curve, line } = found;
  expect(curve!.at).toEqual([0, 0.5, 1]);
  for (const [k, on] of [
    [0, 1],
    [2, 3],
  ])
    expectNear(curve!.scalars[k!]!.trainLoss!.value, line!.scalars[on!]!.trainLoss!.value, {
      rtol: 1e-12,
    });
  expectNear(curve!.straight.value, line!.barrier.value, { rtol: 1e-12 });
  expect(line!.barrier.value).toBeGreaterThan(0.1);
  expect(curve!.meanLoss[1]).toBeLessThan(curve!.meanLoss[0] / 2);
  const greatest = (barrier: { value: number; interval?: readonly [number, number] }) =>
    barrier.interval![1];
  expect(greatest(curve!.barrier)).toBeLessThan(line!.barrier.value / 4);
  expect(curve!.cost.gradients).toBeGreaterThanOrEqual(8);
  expect(curve!.plane!.path).toHaveLength(65);
});

/** The same function with its hidden neurons in another order and their signs turned: another minimum, with a hill on the way. */
function reordered(theta: Float64Array): Float64Array {
  const out = theta.slice();
  for (let j = 0; j < 5; j++) {
    const from = (j + 2) % 5;
    for (let i = 0; i <= 6; i++) out[i * 5 + j] = -theta[i * 5 + from]!;
    for (let k = 0; k < 3; k++) out[35 + j * 3 + k] = -theta[35 + from * 3 + k]!;
  }
  return out;
}

test('three weights on a line, and a curve that diverges, are refused in one line', () => {
  const onLine = { ...ends, points: [a!, b!, mix(0.3)] };
  expect(() => measureBetween(onLine, { plane: { points: 2 } })).toThrow(
    'the weights of the three lie on a line, and span no plane: name three runs',
  );
  const method = methodAsked('{ method: gradient-descent, rate: 1.0e+9 }', '--method');
  const curve = { kind: 'chain', steps: 60, places: 4, points: 2, asked: {}, method } as const;
  const measured = () => measureBetween(ends, { curve });
  expect(measured).toThrow(InputError);
  expect(measured).toThrow('give a lower rate with --method');
});

type Matrix = number[][];

function ckaOfGrams(x: Matrix, y: Matrix, centred: (K: Matrix) => Matrix): number {
  const gram = (rows: Matrix) =>
    rows.map((p) => rows.map((q) => p.reduce((s, v, k) => s + v * q[k]!, 0)));
  const [K, L] = [centred(gram(x)), centred(gram(y))];
  const inner = (A: Matrix, B: Matrix) =>
    A.reduce((s, row, i) => s + row.reduce((q, v, j) => q + v * B[i]![j]!, 0), 0);
  return inner(K, L) / Math.sqrt(inner(K, K) * inner(L, L));
}

function doublyCentred(K: Matrix): Matrix {
  const n = K.length;
  const rows = K.map((row) => row.reduce((s, v) => s + v, 0) / n);
  const all = rows.reduce((s, v) => s + v, 0) / n;
  return K.map((row, i) => row.map((v, j) => v - rows[i]! - rows[j]! + all));
}

function uCentred(K: Matrix): Matrix {
  const n = K.length;
  const off = K.map((row, i) => row.map((v, j) => (i === j ? 0 : v)));
  const rows = off.map((row) => row.reduce((s, v) => s + v, 0));
  const all = rows.reduce((s, v) => s + v, 0) / ((n - 1) * (n - 2));
  return off.map((row, i) =>
    row.map((v, j) => (i === j ? 0 : v - (rows[i]! + rows[j]!) / (n - 2) + all)),
  );
}
