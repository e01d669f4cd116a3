import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { symmetricEigen } from '../../../src/linalg/symmetric-eigen.ts';
import type { OperatorFamily } from '../../../src/probes/operators/family.ts';
import { hessians } from '../../../src/probes/operators/hessian.ts';
import { batchEigenvalue } from '../../../src/probes/stability/batch-eigenvalue.ts';
import { type Matrix, operatorOf, randomSymmetric } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { everyBatchOfTwo } from '../../support/moments.ts';
import { denseHessian, onRows, smallMlp, withProblem } from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const lanczos = { tolerance: 1e-6, maxIterations: 100 };
const average = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
const largest = (A: Matrix) => symmetricEigen(A).values.at(-1)!;

describe.each(['cross-entropy', 'squared-error'] as const)('%s', (loss) => {
  const small = smallMlp('tanh', loss, 3, 4);
  const every = everyBatchOfTwo(4);
  const exact = average(every.map((rows) => largest(denseHessian(onRows(small, rows)))));

  test.each(['single', 'double'] as const)(
    'over every mini-batch of two it is the mean of dense eigenvalues, in %s precision',
    (precision) => {
      const found = withProblem(small, small.theta, (objective, theta) => {
        const family = hessians(objective, precision);
        const options = { ...lanczos, relativeError: 1e-9, maxBatches: 16, random: rng(1) };
        const one = batchEigenvalue(family, theta, { ...options, batches: (k) => every[k]! });
        family.dispose();
        return one;
      });
      expectNear(found.value, exact, { rtol: precision === 'double' ? 1e-9 : 1e-4 });
      expect(found.value).toBeGreaterThan(largest(denseHessian(small)));
      expect(found.converged).toBe(false);
      expect(found.cost.hvps).toBeGreaterThan(16 * 4);
    },
  );
});

const n = 6;
const matrices = Array.from({ length: n }, (_, i) => randomSymmetric(5, rng(7).fork('H', i)));
const meanMatrix = (rows: ArrayLike<number>): Matrix =>
  matrices[0]!.map((row, a) =>
    row.map((_, b) => average(Array.from(rows, (i) => matrices[i]![a]![b]!))),
  );
/** Stored matrices in place of a network's Hessians. */
const stored: OperatorFamily = {
  at: (_, rows) => operatorOf(meanMatrix(rows!)),
  dispose() {},
};

test('the intervals of 200 seeds cover the exact mean', () => {
  const exact = average(everyBatchOfTwo(n).map((rows) => largest(meanMatrix(rows))));
  const hits = Array.from({ length: 200 }, (_, seed) => {
    const { interval, converged } = batchEigenvalue(stored, [], {
      ...{ ...lanczos, relativeError: 0.1, maxBatches: 400, random: rng(seed) },
      batches: batches(n, 2, 'with-replacement', rng(seed).fork('drawn')),
    });
    expect(converged).toBe(true);
    return interval![0] <= exact && exact <= interval![1];
  }).filter(Boolean).length;
  expect(hits).toBeGreaterThanOrEqual(180);
  expect(hits).toBeLessThanOrEqual(198);
});

test('has not converged where Lanczos has not, whose residual is in its bounds', () => {
  const options = { tolerance: 1e-9, maxIterations: 2, relativeError: 0.5, maxBatches: 64 };
  const { value, bounds, stderr, converged } = batchEigenvalue(stored, [], {
    ...{ ...options, random: rng(3) },
    batches: batches(n, 2, 'with-replacement', rng(3).fork('drawn')),
  });
  expect(converged).toBe(false);
  expect(bounds![1] - value).toBeGreaterThan(0.1 * value);
  expect(stderr).toBeGreaterThan(bounds![1] - value);
});
