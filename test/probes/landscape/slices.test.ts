import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { filterNormalised } from '../../../src/probes/landscape/filter-normalised.ts';
import {
  interpolation,
  randomSlice,
  trajectorySlice,
  vectorSlice,
} from '../../../src/probes/landscape/slices.ts';
import { type Problem, problem } from '../../../src/problems/supervised/problem.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { denseHessian, descended, oracleAt, smallMlp } from '../../support/small-network.ts';

const small = smallMlp('tanh', 'squared-error');
const { shapes } = small.network;
const theta = descended(small, 0.5, 60);
const lossAt = (x: Float64Array) => oracleAt(small, x).loss;
const moved = (x: Float64Array, ...steps: readonly (readonly [number, Float64Array])[]) =>
  x.map((xi, i) => steps.reduce((sum, [c, d]) => sum + c * d[i]!, xi));

describe('the landscape of a network', () => {
  let on: Problem;
  beforeAll(async () => {
    await openEngine('native');
    on = problem(small.network, small.loss, small, 10);
    // So that the examples are on the engine before tensors are counted.
    vectorSlice(on.objective, theta, [{ label: 'θ', vector: theta }], { range: 1, points: 2 });
  });
  afterAll(() => on.dispose());
  expectNoLeaks();

  test.each([
    ['single', 1e-5],
    ['double', 1e-12],
  ] as const)(
    'on a random plane is that of the oracle at every point, in %s precision',
    (precision, rtol) => {
      const random = rng(5);
      const slice = randomSlice(on.objective, theta, {
        dimensions: 2,
        range: 1,
        points: 5,
        random,
        precision,
      });
      const [d0, d1] = [0, 1].map((k) => filterNormalised(theta, shapes, random.fork('axis', k)));
      expect(slice.axes.map(({ at }) => at)).toEqual([
        [-1, -0.5, 0, 0.5, 1],
        [-1, -0.5, 0, 0.5, 1],
      ]);
      for (const [j, b] of slice.axes[1]!.at.entries())
        for (const [i, a] of slice.axes[0]!.at.entries())
          expectNear(slice.losses[j]![i]!, lossAt(moved(theta, [a, d0!], [b, d1!])), { rtol });
      expect(slice.cost.gradients).toBe(9);
    },
  );

  test('along a given vector bends as its quadratic form', () => {
    const v = rng(6).normals(theta.length);
    const slice = vectorSlice(on.objective, theta, [{ label: 'v', vector: v }], {
      range: 1e-3,
      points: 3,
      precision: 'double',
    });
    const [[down, here, up]] = slice.losses as [[number, number, number]];
    const H = denseHessian(small, theta);
    const form = H.reduce(
      (sum, row, i) => sum + v[i]! * row.reduce((s, h, j) => s + h * v[j]!, 0),
      0,
    );
    // The fourth derivative is what a second difference leaves out: O(h²).
    expectNear((up + down - 2 * here) / 1e-6, form, { rtol: 1e-3 });
    expect(slice.axes[0]!.label).toBe('v');
  });

  test('on the plane of a trajectory holds its last point, and the projections of the others', () => {
    const path = [0, 5, 10, 20, 40, 60].map((steps) => descended(small, 0.5, steps));
    const slice = trajectorySlice(on.objective, path, { points: 9 });
    expect(slice.path!.length).toBe(6);
    expect(slice.shares[0]! + slice.shares[1]!).toBeGreaterThan(0.9);
    const [x, y] = slice.axes;
    for (const [a, b] of slice.path!) {
      expect(a! > x!.at[0]! && a! < x!.at.at(-1)!).toBe(true);
      expect(b! > y!.at[0]! && b! < y!.at.at(-1)!).toBe(true);
    }
    expect(x!.label).toMatch(/^Principal component 1 \(\d+ % of variance\)$/);
    // Down the trajectory, so the corner at its start is higher than the middle of its end.
    const losses = slice.losses.flat();
    expect(Math.min(...losses)).toBeLessThan(lossAt(path[3]!));
  });

  test("between two points begins and ends with their losses, and its barrier is the oracle's", () => {
    // Two minima of one function: the hidden neurons of layer 1 in another order.
    const other = permuted(theta);
    expectNear(lossAt(other), lossAt(theta), { rtol: 1e-12 });
    const { height, slice } = interpolation(on.objective, theta, other, {
      intervals: 16,
      maxIntervals: 256,
      tolerance: 1e-3,
      precision: 'double',
    });
    const L = slice.losses[0]!;
    expectNear(L[0]!, lossAt(theta), { rtol: 1e-12 });
    expectNear(L.at(-1)!, lossAt(theta), { rtol: 1e-12 });
    let exact = 0;
    for (let i = 0; i <= 500; i++)
      exact = Math.max(exact, lossAt(theta.map((x, k) => x + (i / 500) * (other[k]! - x))));
    expectNear(height.value, exact - lossAt(theta), { atol: height.stderr + 1e-5 });
    expect(height.converged).toBe(true);
    expect(height.value).toBeGreaterThan(0.01);
  });

  test('is refused for a range that is none', () => {
    const given = [{ label: 'v', vector: theta }];
    for (const range of [0, Number.NaN])
      expect(() => vectorSlice(on.objective, theta, given, { range, points: 3 })).toThrow(/range/);
    expect(() => vectorSlice(on.objective, theta, given, { range: 1, points: 1 })).toThrow(
      /points/,
    );
  });
});

/** The same function with the neurons of the first hidden layer in reverse. */
function permuted(x: Float64Array): Float64Array {
  const [inputs, width] = shapes[0] as [number, number];
  const next = shapes[2]![1]!;
  const out = x.slice();
  const bias = inputs * width;
  const W2 = bias + width;
  for (let s = 0; s < width; s++) {
    const from = width - 1 - s;
    for (let t = 0; t < inputs; t++) out[t * width + s] = x[t * width + from]!;
    out[bias + s] = x[bias + from]!;
    for (let t = 0; t < next; t++) out[W2 + s * next + t] = x[W2 + from * next + t]!;
  }
  return out;
}
