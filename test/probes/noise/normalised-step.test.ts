import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import {
  type EndOfStep,
  normalisedStep,
  parabola,
} from '../../../src/probes/noise/normalised-step.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { dot } from '../../support/moments.ts';
import {
  exampleGradients,
  onRows,
  oracleAt,
  smallCnn,
  smallMlp,
} from '../../support/small-network.ts';

/** Loss and slope with these variances of loss and slope. */
const end = (loss: number, slope: number, [v, w] = [1, 1]): EndOfStep => ({
  loss: { value: loss, variance: v! },
  slope: { value: slope, variance: w! },
});

describe('the parabola along a step', () => {
  // ½ h x² from x = 1 by a step of descent to 1 − ηh.
  test.each([
    [0.5, -0.5],
    [1, 0],
    [1.5, 0.5],
    [2, 1],
    [3, 2],
  ])('has α = ηh − 1 on a quadratic: ηh = %d', (etaH, alpha) => {
    const x = 1 - etaH;
    const found = parabola(end(0.5, -etaH, [2, 3]), end(0.5 * x * x, -etaH * x, [0.1, 5]));
    expectNear(found.alpha.value, alpha, { atol: 1e-12 });
    expectNear(found.slope, -etaH, { rtol: 1e-12 });
    expectNear(found.curvature, etaH ** 2 / 2, { rtol: 1e-12 });
  });

  test('is −1 where it is concave, and below −1 uphill', () => {
    expect(parabola(end(0, -1), end(-2, -3)).alpha.value).toBe(-1);
    // s²/2 + s: slope 1 at 0 and 2 at 1.
    expectNear(parabola(end(0, 1), end(1.5, 2)).alpha.value, -2, { rtol: 1e-12 });
  });

  test('is the weighted least-squares fit: no parabola near it fits better', () => {
    const [start, last] = [end(1, -2, [0.3, 0.7]), end(0.4, 1.1, [1.9, 0.2])];
    const { slope: b, curvature: c } = parabola(start, last);
    const misfit = (a: number, b: number, c: number) =>
      (start.loss.value - a) ** 2 / 0.3 +
      (last.loss.value - a - b - c) ** 2 / 1.9 +
      (start.slope.value - b) ** 2 / 0.7 +
      (last.slope.value - b - 2 * c) ** 2 / 0.2;
    // The best height for given b and c.
    const a = (1 / 0.3 + (0.4 - b - c) / 1.9) / (1 / 0.3 + 1 / 1.9);
    for (const h of [1e-3, -1e-3])
      for (const [da, db, dc] of [
        [h, 0, 0],
        [0, h, 0],
        [0, 0, h],
        [h, -h, h],
      ] as const)
        expect(misfit(a + da, b + db, c + dc)).toBeGreaterThan(misfit(a, b, c));
  });

  test('has the standard error of its α over repeated noise', () => {
    const deviations = [0.02, 0.05, 0.03, 0.06];
    const truth = [1, -1.2, 0.55, 0.3];
    const variances = deviations.map((d) => d * d);
    const found = Array.from({ length: 2000 }, (_, seed) => {
      const z = rng(seed).normals(4);
      const [f0, g0, f1, g1] = truth.map((x, i) => x + deviations[i]! * z[i]!);
      return parabola(
        end(f0!, g0!, [variances[0]!, variances[1]!]),
        end(f1!, g1!, [variances[2]!, variances[3]!]),
      ).alpha;
    });
    const mean = found.reduce((s, e) => s + e.value, 0) / found.length;
    const spread = Math.sqrt(found.reduce((s, e) => s + (e.value - mean) ** 2, 0) / found.length);
    const reported = found.reduce((s, e) => s + e.stderr, 0) / found.length;
    expectNear(reported, spread, { rtol: 0.08 });
  });
});

describe('on a network', () => {
  beforeAll(async () => {
    await openEngine('native');
  });
  expectNoLeaks();

  test.each([smallMlp('tanh', 'cross-entropy', 5, 20), smallCnn('tanh', 'squared-error', 10)])(
    'is the fit to losses and slopes of the oracle: $name',
    (small) => {
      const n = small.labels.length;
      const { gradient } = oracleAt(small, small.theta);
      const to = small.theta.map((x, i) => Math.fround(x - 0.3 * gradient[i]!));
      const step = to.map((x, i) => x - small.theta[i]!);
      const rows = {
        start: Int32Array.from({ length: n / 2 }, (_, i) => 2 * i),
        end: Int32Array.from({ length: n / 2 }, (_, i) => 2 * i + 1),
      };
      const observed = (theta: Float64Array, own: Int32Array): EndOfStep => {
        const part = onRows(small, own);
        const losses = Array.from(own, (row) => oracleAt(onRows(small, [row]), theta).loss);
        const slopes = exampleGradients(part, theta).map((g) => dot(g, step));
        const of = (xs: readonly number[]) => {
          const value = xs.reduce((a, b) => a + b, 0) / xs.length;
          const s2 = xs.reduce((s, x) => s + (x - value) ** 2, 0) / (xs.length - 1);
          return { value, variance: s2 / xs.length };
        };
        return { loss: of(losses), slope: of(slopes) };
      };
      const expected = parabola(observed(small.theta, rows.start), observed(to, rows.end)).alpha;
      const on = problem(small.network, small.loss, small, 10);
      const [first, last] = [small.theta, to].map((at) => unflatten(at, small.network.shapes));
      const found = normalisedStep(on.losses, { from: first!, to: last! }, rows, 'double');
      expectNear(found.value, expected.value, { rtol: 1e-9 });
      expectNear(found.stderr, expected.stderr, { rtol: 1e-9 });
      expect(found.converged).toBe(true);
      dispose([...first!, ...last!]);
      on.dispose();
    },
  );
});
