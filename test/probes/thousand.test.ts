import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { openEngine } from '../../src/engine/backend.ts';
import type { LinearOperator } from '../../src/linalg/operator.ts';
import { hessians } from '../../src/probes/operators/hessian.ts';
import { density } from '../../src/probes/spectrum/density.ts';
import { eigenpairs } from '../../src/probes/spectrum/eigenvalues.ts';
import { cumulative } from '../../src/probes/spectrum/quadrature.ts';
import { sharpness } from '../../src/probes/spectrum/sharpness.ts';
import { hutchPlusPlus } from '../../src/probes/trace/hutch-plus-plus.ts';
import { trace } from '../../src/probes/trace/hutchinson.ts';
import { xtrace } from '../../src/probes/trace/xtrace.ts';
import { denseEigenvalues } from '../support/dense-eigenvalues.ts';
import { largestEntry, product, traceOf } from '../support/dense-matrices.ts';
import { expectNear } from '../support/expect-near.ts';
import { expectNoLeaks } from '../support/expect-no-leaks.ts';
import {
  denseHessian,
  descended,
  smallCnn,
  smallMlp,
  withProblem,
} from '../support/small-network.ts';

expectNoLeaks();

const images = { input: [4, 4, 1], channels: [8, 12] } as const;
const points = [
  { small: smallMlp('tanh', 'squared-error', 22, 8), eta: 0.1, steps: 0 },
  { small: smallMlp('tanh', 'cross-entropy', 22, 8), eta: 0.5, steps: 60 },
  { small: smallMlp('relu', 'squared-error', 22, 8), eta: 0.1, steps: 40 },
  { small: smallMlp('relu', 'cross-entropy', 22, 8), eta: 0.1, steps: 40 },
  { small: smallCnn('tanh', 'squared-error', 6, images), eta: 0.1, steps: 40 },
  { small: smallCnn('relu', 'cross-entropy', 6, images), eta: 0.1, steps: 0 },
].map(({ small, eta, steps }) => {
  const theta = descended(small, eta, steps);
  const A = denseHessian(small, theta);
  return {
    name: `${small.name}, P = ${theta.length}`,
    small,
    theta,
    A,
    truth: denseEigenvalues(A),
  };
});

/** −A, whose largest algebraic eigenvalue is that at the other end. */
const turned = (A: LinearOperator): LinearOperator => ({
  dim: A.dim,
  matvec: (v) => A.matvec(v).map((x) => -x),
  dispose() {},
});

describe.each(['native', 'wasm'] as const)('on the %s engine', (engine) => {
  beforeAll(async () => {
    await openEngine(engine);
  });

  describe.each(points)('the Hessian of $name', ({ small, theta, A, truth }) => {
    const size = largestEntry(A);
    const [least, most] = [truth[0]!, truth.at(-1)!];
    const withHessian = (body: (H: LinearOperator) => void) =>
      withProblem(small, theta, (objective, at) => {
        const kind = hessians(objective);
        const H = kind.at(at);
        body(H);
        H.dispose();
        kind.dispose();
      });

    test('is that of the oracle, of more than 1,000 parameters', () => {
      expect(truth.length).toBeGreaterThan(1000);
      withHessian((H) => {
        const v = rng(3).signs(H.dim);
        const exact = product(A, v);
        const error = H.matvec(v).map((x, i) => Math.abs(x - exact[i]!));
        expect(error.reduce((a, b) => Math.max(a, b))).toBeLessThan(1e-4 * size);
      });
    });

    test('has its eigenvalues at both ends, in order, to 1e-3', () => {
      withHessian((H) => {
        const options = { top: 10, bottom: 3, tolerance: 1e-3, maxProducts: 300, random: rng(4) };
        const { top, bottom } = eigenpairs(H, options);
        expect([top.length, bottom.length]).toEqual([10, 3]);
        expect([...top, ...bottom].every(({ value }) => value.converged)).toBe(true);
        for (const [i, { value }] of top.entries())
          expectNear(value.value, truth.at(-1 - i)!, { rtol: 1e-3 });
        for (const [i, { value }] of bottom.entries())
          expectNear(value.value, truth[i]!, { rtol: 1e-3 });
      });
    });

    test('and turned upside down, the largest algebraic one wherever −λ_min > λ_max', () => {
      withHessian((H) => {
        // Of H or of −H, that in which the other end is larger in magnitude.
        const [on, exact, other] = most > -least ? [turned(H), -least, most] : [H, most, -least];
        expect(other).toBeGreaterThan(exact);
        const found = [
          sharpness(on, { tolerance: 1e-3, maxIterations: 300, random: rng(5) }),
          eigenpairs(on, { top: 1, tolerance: 1e-3, maxProducts: 300, random: rng(5) }).top[0]!
            .value,
        ];
        for (const { value, converged } of found) {
          expect(converged).toBe(true);
          expectNear(value, exact, { rtol: 1e-3 });
        }
      });
    });

    test('has a spectral density whose distribution is within 0.05', () => {
      const weights = Array.from(truth, () => 1 / truth.length);
      const exact = { nodes: [...truth], weights, residuals: [] };
      withHessian((H) => {
        const found = density(H, {
          ...{ tolerance: 0.05, maxProbes: 12, maxIterations: 200, random: rng(6) },
        });
        expect(found.converged).toBe(true);
        const distance = found.lambda.map((x, i) =>
          Math.abs(found.cumulative[i]! - cumulative(exact, x, found.width)),
        );
        expect(distance.reduce((a, b) => Math.max(a, b))).toBeLessThan(0.05);
      });
    });

    test('has its trace within the intervals of the three estimators', () => {
      const exact = traceOf(A);
      withHessian((H) => {
        for (const estimator of [trace, hutchPlusPlus, xtrace]) {
          const { value, stderr } = estimator(H, {
            ...{ relativeError: 0.05, maxProbes: 96, random: rng(7) },
          });
          expect(Math.abs(value - exact)).toBeLessThan(4 * stderr);
        }
      });
    });
  });
});
