import { beforeAll, describe, expect, test } from 'vitest';
import type { Estimate } from '../../../src/core/estimate.ts';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { alignment, noiseCurvature } from '../../../src/probes/noise/noise-curvature.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { operatorOf } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { dot, meanOf, subtract } from '../../support/moments.ts';
import {
  denseHessian,
  exampleGradients,
  oracleAt,
  smallMlp,
  withProblem,
} from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const small = smallMlp('tanh', 'cross-entropy', 4, 20);
const g = exampleGradients(small);
const mean = meanOf(g);
const { hvp } = oracleAt(small, small.theta);
/** (gᵢ − ḡ)ᵀ H (gᵢ − ḡ) */
const forms = g.map((v) => dot(subtract(v, mean), hvp(subtract(v, mean))));
const exact = forms.reduce((a, b) => a + b, 0) / forms.length;

describe('tr(HC)', () => {
  test('over all examples is exact', () => {
    const found = withProblem(small, small.theta, (objective, theta) => {
      const H = hessian(objective, theta);
      const options = { mean, examples: 20, random: rng(1) };
      const out = noiseCurvature(objective, H, theta, options);
      H.dispose();
      return out;
    });
    expectNear(found.value, exact, { rtol: 1e-4 });
    expect(found.stderr).toBe(0);
    expect(found.cost.hvps).toBe(20);
  });

  test('over some of them is unbiased, with the standard error of a sample without replacement', () => {
    const H = operatorOf(denseHessian(small));
    const found = withProblem(small, small.theta, (objective, theta) =>
      Array.from({ length: 80 }, (_, seed) =>
        noiseCurvature(objective, H, theta, { mean, examples: 12, random: rng(seed) }),
      ),
    );
    const values = found.map(({ value }) => value);
    const centre = values.reduce((a, b) => a + b, 0) / values.length;
    const spread = Math.sqrt(
      values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1),
    );
    expect(Math.abs(centre - exact)).toBeLessThan((3 * spread) / Math.sqrt(values.length));
    // Of the mean square of the reported errors; a standard deviation from 80 values is good to 8 %.
    const reported = Math.sqrt(found.reduce((s, e) => s + e.stderr ** 2, 0) / found.length);
    expectNear(reported, spread, { rtol: 0.24 });
    const hits = found.filter(({ interval }) => interval![0] <= exact && exact <= interval![1]);
    expect(hits.length).toBeGreaterThan(0.86 * found.length);
  });

  test('takes 2 … n examples', () => {
    const H = operatorOf(denseHessian(small));
    withProblem(small, small.theta, (objective, theta) => {
      for (const examples of [1, 21])
        expect(() =>
          noiseCurvature(objective, H, theta, { mean, examples, random: rng(1) }),
        ).toThrow('invalid examples');
    });
  });
});

describe('alignment', () => {
  const estimate = (value: number, stderr: number): Estimate => ({
    value,
    stderr,
    cost: { gradients: 1, hvps: 2, seconds: 0 },
    converged: true,
  });

  test('is P tr(AC)/(tr A tr C): 1 for isotropic noise', () => {
    // A = diag(1, 2, 6), C = 2 I: tr(AC) = 18.
    const found = alignment(estimate(18, 0), {
      dim: 3,
      traceA: estimate(9, 0),
      traceC: estimate(6, 0),
    });
    expect(found.value).toBe(1);
    expect(found.stderr).toBe(0);
    expect(found.converged).toBe(true);
    expect(found.cost).toEqual({ gradients: 3, hvps: 6, seconds: 0 });
  });

  test('adds relative errors in quadrature, and is not converged near tr A = 0', () => {
    const parts = { dim: 3, traceA: estimate(9, 0.36), traceC: estimate(6, 0) };
    const found = alignment(estimate(18, 0.54), parts);
    expectNear(found.stderr, 0.05, { rtol: 1e-12 });
    const flat = alignment(estimate(18, 0.54), { ...parts, traceA: estimate(0.5, 0.36) });
    expect(flat.converged).toBe(false);
  });

  test('has an error where the curvature that noise meets is 0, and no value without noise', () => {
    const parts = { dim: 3, traceA: estimate(9, 0), traceC: estimate(6, 0) };
    expectNear(alignment(estimate(0, 0.9), parts).stderr, 0.05, { rtol: 1e-12 });
    const silent = alignment(estimate(0, 0), { ...parts, traceC: estimate(0, 0) });
    expect(silent.value).toBeNaN();
    expect(silent.converged).toBe(false);
  });
});
