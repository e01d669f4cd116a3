import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { trace } from '../../../src/probes/trace/hutchinson.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { summary, variance } from '../../../src/stats/summary.ts';
import { denseOf, operatorOf, traceOf } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { denseHessian, descended, smallMlp } from '../../support/small-network.ts';

// Of the cross-entropy problem the trace at the start is 1/4 of one probe's standard deviation, since
// positive and negative curvature cancel, and an estimate takes thousands; after 60 steps, about 80.
const squared = smallMlp('tanh', 'squared-error');
const entropy = smallMlp('tanh', 'cross-entropy');
const networks = [
  { name: squared.name, small: squared, theta: squared.theta, relativeError: 0.03 },
  { name: entropy.name, small: entropy, theta: descended(entropy, 0.5, 60), relativeError: 0.02 },
].map((c) => ({ ...c, A: denseHessian(c.small, c.theta) }));

describe.each(networks)(
  'the trace of the Hessian of $name',
  ({ small, theta, A, relativeError }) => {
    const exact = traceOf(A);
    const estimates = Array.from({ length: 200 }, (_, seed) =>
      trace(operatorOf(A), { relativeError, maxProbes: 4000, random: rng(seed) }),
    );

    beforeAll(async () => {
      await openEngine('native');
    });

    test('the 95 % interval contains the exact trace for 90–99 % of 200 seeds', () => {
      const hits = estimates.filter(
        ({ interval }) => interval![0] <= exact && exact <= interval![1],
      );
      expect(hits.length).toBeGreaterThanOrEqual(180);
      expect(hits.length).toBeLessThanOrEqual(198);
    });

    test('every estimate meets the request and says so', () => {
      for (const { value, stderr, converged, cost } of estimates) {
        expect(converged).toBe(true);
        expect(stderr).toBeLessThanOrEqual(relativeError * Math.abs(value));
        expect(cost.hvps).toBeLessThan(4000);
      }
    });

    test('the mean over seeds is within 3 of its standard errors of the exact trace', () => {
      const { mean, stderr } = summary(estimates.map((e) => e.value));
      expect(Math.abs(mean - exact)).toBeLessThan(3 * stderr);
      // Nor is the test empty: that standard error is small.
      expect(stderr).toBeLessThan(0.01 * Math.abs(exact));
    });

    test('the spread over seeds is the reported standard error', () => {
      const spread = Math.sqrt(variance(estimates.map((e) => e.value)));
      const { mean: reported } = summary(estimates.map((e) => e.stderr));
      // A standard deviation from 200 values is good to 1/√400 = 5 %; three of those.
      expectNear(reported, spread, { rtol: 0.15 });
    });

    test("the engine's operator is that dense matrix to 1e-4", () => {
      const { objective, dispose: free } = problem(small.network, small.loss, small, 10);
      const at = unflatten(theta, small.network.shapes);
      const operator = hessian(objective, at);
      const dense = denseOf(operator.dim, operator.matvec);
      let error = 0;
      let size = 0;
      for (const [i, row] of A.entries())
        for (const [j, a] of row.entries()) {
          error += (dense[i]![j]! - a) ** 2;
          size += a ** 2;
        }
      expect(Math.sqrt(error / size)).toBeLessThan(1e-4);
      expectNear(traceOf(dense), exact, { rtol: 1e-4 });
      operator.dispose();
      dispose(at);
      free();
    });

    test('the estimate through the engine is the one through the dense matrix', () => {
      const { objective, dispose: free } = problem(small.network, small.loss, small, 10);
      const at = unflatten(theta, small.network.shapes);
      const operator = hessian(objective, at);
      const options = { relativeError, maxProbes: 32, random: rng(0) };
      const engine = trace(operator, options);
      const dense = trace(operatorOf(A), options);
      // The same 32 probes; products agree to 1e-4 of ‖A z‖, whose share of zᵀAz is below 10.
      expectNear(engine.value, dense.value, { rtol: 1e-3 });
      expect(engine.cost.hvps).toBe(32);
      operator.dispose();
      dispose(at);
      free();
    });
  },
);
