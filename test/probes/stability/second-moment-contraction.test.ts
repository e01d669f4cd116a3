import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { squaredHessians } from '../../../src/probes/operators/squared-hessians.ts';
import { secondMomentContraction } from '../../../src/probes/stability/second-moment-contraction.ts';
import { batchVariance } from '../../../src/stats/means/batch-variance.ts';
import { diagonal, type Matrix, operatorOf, product } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { jacobiEigenvalues } from '../../support/jacobi-eigenvalues.ts';
import { everyBatchOfTwo } from '../../support/moments.ts';
import { denseHessian, onRows, smallMlp, withProblem } from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const n = 4;
const every = {
  with: everyBatchOfTwo(n),
  without: everyBatchOfTwo(n).filter(([i, j]) => i !== j),
};
const lanczos = { tolerance: 1e-7, maxIterations: 97, random: rng(5) };

/** The largest eigenvalue of the mean of (I − ηH_B)² over mini-batches, by matrices written out. */
function exactOf(hessians: readonly Matrix[], eta: number): number {
  const P = hessians[0]!.length;
  const total = Array.from({ length: P }, () => new Float64Array(P));
  for (const H of hessians) {
    const A = H.map((row, i) => row.map((x, j) => Number(i === j) - eta * x));
    for (const [i, row] of A.entries())
      for (const [j, x] of product(A, row).entries()) total[i]![j]! += x / hessians.length;
  }
  return jacobiEigenvalues(total).at(-1)!;
}

describe.each(['cross-entropy', 'squared-error'] as const)('%s', (loss) => {
  const small = smallMlp('tanh', loss, 3, n);

  test.each(['with', 'without'] as const)(
    'is the dense value over every mini-batch of two, drawn %s replacement, in both precisions',
    (replacement) => {
      const hessians = every[replacement].map((rows) => denseHessian(onRows(small, rows)));
      const kappa = batchVariance(n, 2, replacement);
      for (const eta of [0.1, 1.5]) {
        const exact = exactOf(hessians, eta);
        for (const precision of ['single', 'double'] as const)
          withProblem(small, small.theta, (objective, theta) => {
            const H = hessian(objective, theta, precision);
            const S = squaredHessians(objective, theta, precision);
            const found = secondMomentContraction(H, S, { eta, kappa, ...lanczos });
            expectNear(found.value, exact, { rtol: precision === 'double' ? 1e-9 : 1e-5 });
            expect(found.interval![0]).toBeLessThanOrEqual(exact * (1 + 1e-12));
            expect(found.interval![1]).toBeGreaterThanOrEqual(exact * (1 - 1e-12));
            H.dispose();
            S.dispose();
          });
      }
    },
  );
});

test('without noise it is (1 − ηλ)² of the eigenvalue furthest from 1/η, and counts four HVPs a product', () => {
  const H = operatorOf(diagonal([3, 1, 0.5]));
  const squared = operatorOf(diagonal([9, 1, 0.25]));
  const options = { ...lanczos, maxIterations: 3 };
  const found = secondMomentContraction(H, squared, { eta: 0.8, kappa: 0.3, ...options });
  expectNear(found.value, 1.4 ** 2, { rtol: 1e-12 });
  expect(found.converged).toBe(true);
  expect(found.cost.hvps).toBe(4 * squared.calls());
});

test('refuses a rate that is none, and a share above 1', () => {
  const H = operatorOf(diagonal([1, 2]));
  expect(() => secondMomentContraction(H, H, { eta: 0, kappa: 0.5, ...lanczos })).toThrow(
    'invalid eta',
  );
  expect(() => secondMomentContraction(H, H, { eta: 1, kappa: 1.5, ...lanczos })).toThrow(
    'invalid kappa',
  );
});
