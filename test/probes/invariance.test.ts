import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { openEngine } from '../../src/engine/backend.ts';
import { dispose } from '../../src/engine/tensors/memory.ts';
import { unflatten } from '../../src/engine/tensors/params.ts';
import type { LinearOperator } from '../../src/linalg/operator.ts';
import {
  averageSharpness,
  secondOrderAverage,
} from '../../src/probes/flatness/expected-sharpness.ts';
import { type LossFunction, lossAt } from '../../src/probes/flatness/loss-at.ts';
import type { Scaling } from '../../src/probes/flatness/region.ts';
import { relativeFlatness } from '../../src/probes/flatness/relative-flatness.ts';
import { ballSharpness, boxSharpness } from '../../src/probes/flatness/sam-sharpness.ts';
import { gradientNoise } from '../../src/probes/noise/gradient-noise.ts';
import type { OperatorFamily } from '../../src/probes/operators/family.ts';
import { hessians } from '../../src/probes/operators/hessian.ts';
import { sharpness } from '../../src/probes/spectrum/sharpness.ts';
import { exactTrace } from '../../src/probes/trace/diagonal.ts';
import type { Problem } from '../../src/problems/supervised/problem.ts';
import { problem } from '../../src/problems/supervised/problem.ts';
import { denseEigenvalues } from '../support/dense-eigenvalues.ts';
import { traceOf } from '../support/dense-matrices.ts';
import { expectNear } from '../support/expect-near.ts';
import { offsets, rescaled, rescaledNeuron } from '../support/rescaled-network.ts';
import { denseHessian, descended, oracleAt, smallMlp } from '../support/small-network.ts';

// Trained, so that biases are not 0. α is a power of two only so that nothing rests on rounding.
const small = smallMlp('relu', 'squared-error');
const { shapes } = small.network;
const theta = descended(small, 0.3, 80);
const alpha = 4;
const layer = 1;
const moved = rescaled(theta, shapes, layer, alpha);

describe('a relu network with layer 2 multiplied by 4 and layer 3 divided by it', () => {
  let on: Problem;
  let at: LossFunction;
  let curvatures: OperatorFamily;
  beforeAll(async () => {
    await openEngine('native');
    on = problem(small.network, small.loss, small, 10);
    at = lossAt(on.objective, 'double');
    curvatures = hessians(on.objective, 'double');
  });
  afterAll(() => {
    at.dispose();
    curvatures.dispose();
    on.dispose();
  });
  const withHessian = <T>(x: Float64Array, body: (H: LinearOperator) => T): T => {
    const held = unflatten(x, shapes);
    const H = curvatures.at(held);
    const out = body(H);
    H.dispose();
    dispose(held);
    return out;
  };

  const search = { steps: 60, restarts: 3, tolerance: 1e-3, random: rng(7) };
  const sampling = { sigma: 0.05, relativeError: 0.1, maxPairs: 64, random: rng(8) };
  const probing = { relativeError: 0.1, maxProbes: 64, random: rng(9) };
  const ball = (x: Float64Array, scaling: Scaling) =>
    ballSharpness(at, x, { radius: 0.1, scaling, ...search });
  const average = (x: Float64Array, scaling: Scaling) =>
    averageSharpness(at, x, { scaling, ...sampling }).value;
  const second = (x: Float64Array, scaling: Scaling) =>
    withHessian(x, (H) => secondOrderAverage(H, x, { sigma: 0.05, scaling, ...probing }).value);
  const flatness = (x: Float64Array, array: number) =>
    withHessian(x, (H) => relativeFlatness(H, x, shapes, array, probing).value);

  test('is the same function, at another point', () => {
    expectNear(oracleAt(small, moved).loss, oracleAt(small, theta).loss, { rtol: 1e-12 });
    expect(Math.hypot(...moved.map((m, i) => m - theta[i]!))).toBeGreaterThan(1);
    // Nor is a bias 0 everywhere, which would hide how it scales.
    const [, , , b2, W3] = offsets(shapes);
    expect(theta.subarray(b2, W3).some((b) => Math.abs(b) > 1e-3)).toBe(true);
  });

  test('keeps its adaptive sharpness, first order and largest', () => {
    const [before, after] = [ball(theta, 'adaptive'), ball(moved, 'adaptive')];
    expectNear(after.firstOrder.value, before.firstOrder.value, { rtol: 1e-6 });
    expectNear(after.largest.value, before.largest.value, { rtol: 1e-3 });
    expect(before.largest.value).toBeGreaterThan(1.01 * before.firstOrder.value);
    expect(before.largest.cost.gradients).toBe(after.largest.cost.gradients);
  });

  test('keeps its adaptive mean rise, sampled and to second order', () => {
    expectNear(average(moved, 'adaptive'), average(theta, 'adaptive'), { rtol: 1e-3 });
    expectNear(second(moved, 'adaptive'), second(theta, 'adaptive'), { rtol: 1e-3 });
  });

  test('keeps its relative flatness in every layer', () => {
    for (const array of [0, 2, 4])
      expectNear(flatness(moved, array), flatness(theta, array), { rtol: 1e-3 });
  });

  test('changes its mean rise to second order as its blocks do: 1/α² and α²', () => {
    const H = denseHessian(small, theta);
    const ends = offsets(shapes);
    const blocks = shapes.map((_, i) =>
      H.slice(ends[i], ends[i + 1]).reduce((sum, row, k) => sum + row[ends[i]! + k]!, 0),
    );
    const factors = [1, 1, alpha ** -2, alpha ** -2, alpha ** 2, 1];
    const predicted = (0.05 ** 2 / 2) * blocks.reduce((sum, tr, i) => sum + tr * factors[i]!, 0);
    const before = (0.05 ** 2 / 2) * blocks.reduce((sum, tr) => sum + tr, 0);
    const estimate = withHessian(moved, (H) =>
      secondOrderAverage(H, moved, {
        sigma: 0.05,
        scaling: 'euclidean',
        ...probing,
        relativeError: 0.03,
        maxProbes: 2000,
      }),
    );
    expectNear(estimate.value, predicted, { atol: 4 * estimate.stderr });
    expect(Math.abs(predicted - before)).toBeGreaterThan(20 * estimate.stderr);
  });

  /** What each entry of θ is multiplied by, from the shapes alone. */
  const factors = Float64Array.from(
    shapes.flatMap((shape, i) =>
      new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(
        [1, 1, alpha, alpha, 1 / alpha, 1][i]!,
      ),
    ),
  );

  test('changes λ, tr H and tr C as D⁻¹HD⁻¹ and D⁻¹g say, D the factors of the weights', () => {
    const scaledRows = denseHessian(small, theta).map((row, i) =>
      row.map((h, j) => h / (factors[i]! * factors[j]!)),
    );
    const largest = withHessian(
      moved,
      (H) => sharpness(H, { tolerance: 1e-6, maxIterations: 400, random: rng(3) }).value,
    );
    const truth = denseEigenvalues(scaledRows);
    expectNear(largest, truth.at(-1)!, { rtol: 1e-6 });
    expect(largest).toBeGreaterThan(2 * denseEigenvalues(denseHessian(small, theta)).at(-1)!);
    expectNear(withHessian(moved, exactTrace).value, traceOf(scaledRows), { rtol: 1e-9 });
    const probe = gradientNoise(on.objective, 'double');
    const [before, after] = [theta, moved].map((x) => {
      const held = unflatten(x, shapes);
      const found = probe.at(held);
      dispose(held);
      return found;
    });
    probe.dispose();
    const expected = before!.variance.reduce((sum, c, i) => sum + c / factors[i]! ** 2, 0);
    expectNear(after!.trace.value, expected, { rtol: 1e-9 });
    expect(Math.abs(expected / before!.trace.value - 1)).toBeGreaterThan(0.2);
  });

  test('changes its euclidean ball and its box as the slopes of its blocks do, to first order', () => {
    const slope = oracleAt(small, theta).gradient.map((g, i) => g / factors[i]!);
    const tiny = 1e-7;
    const rise = ballSharpness(at, moved, { radius: tiny, scaling: 'euclidean', ...search });
    expectNear(rise.firstOrder.value, tiny * Math.hypot(...slope), { rtol: 1e-3 });
    expectNear(rise.largest.value, tiny * Math.hypot(...slope), { rtol: 1e-3 });
    const box = boxSharpness(at, moved, { epsilon: tiny, ...search });
    const reach = slope.reduce((sum, g, i) => sum + Math.abs(g) * (Math.abs(moved[i]!) + 1), 0);
    const base = oracleAt(small, moved).loss;
    expectNear(box.value, (100 * tiny * reach) / (1 + base), { rtol: 1e-3 });
    const before = oracleAt(small, theta).gradient;
    expect(Math.abs(Math.log(Math.hypot(...slope) / Math.hypot(...before)))).toBeGreaterThan(0.2);
  });

  test('changes its euclidean ball, box and mean rise at finite radii too', () => {
    const ratio = (f: (x: Float64Array) => number) => f(moved) / f(theta);
    const box = (x: Float64Array) => boxSharpness(at, x, { epsilon: 1e-2, ...search }).value;
    for (const change of [
      ratio((x) => ball(x, 'euclidean').largest.value),
      ratio((x) => average(x, 'euclidean')),
      ratio(box),
    ])
      expect(Math.abs(Math.log(change))).toBeGreaterThan(Math.log(1.2));
  });

  test('with one neuron rescaled keeps all but the flatness of the layer after', () => {
    const one = rescaledNeuron(theta, shapes, layer, 3, alpha);
    expectNear(oracleAt(small, one).loss, oracleAt(small, theta).loss, { rtol: 1e-12 });
    expectNear(ball(one, 'adaptive').largest.value, ball(theta, 'adaptive').largest.value, {
      rtol: 1e-3,
    });
    expectNear(average(one, 'adaptive'), average(theta, 'adaptive'), { rtol: 1e-3 });
    // Other probes: R depends on the weights of the neuron. So within errors, from many of them.
    const precise = (x: Float64Array, array: number) =>
      withHessian(x, (H) =>
        relativeFlatness(H, x, shapes, array, { ...probing, relativeError: 0.01, maxProbes: 4000 }),
      );
    const change = (array: number) => {
      const [a, b] = [precise(one, array), precise(theta, array)];
      return Math.abs(a.value - b.value) / Math.hypot(a.stderr, b.stderr);
    };
    expect(change(2)).toBeLessThan(4);
    expect(change(4)).toBeGreaterThan(8);
  });
});
