import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { batchSharpness } from '../../../src/probes/noise/batch-sharpness.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { dot, everyBatchOfTwo } from '../../support/moments.ts';
import {
  onRows,
  oracleAt,
  type Small,
  smallCnn,
  smallMlp,
  withProblem,
} from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** g_Bᵀ H_B g_B / ‖g_B‖² of each of these mini-batches, by the oracle. */
const quotients = (small: Small, every: readonly Int32Array[]): number[] =>
  every.map((rows) => {
    const { gradient, hvp } = oracleAt(onRows(small, rows), small.theta);
    return dot(gradient, hvp(gradient)) / dot(gradient, gradient);
  });

const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;

describe.each([smallMlp('tanh', 'cross-entropy', 3, 4), smallCnn('tanh', 'squared-error', 4)])(
  '$name',
  (small) => {
    const every = everyBatchOfTwo(4);
    const exact = quotients(small, every);

    test('over every mini-batch of two it is their mean, with its standard error', () => {
      const options = {
        batches: (k: number) => every[k]!,
        relativeError: 1e-9,
        maxBatches: every.length,
      };
      const found = withProblem(small, small.theta, (objective, theta) =>
        batchSharpness(objective, theta, options, 'double'),
      );
      expectNear(found.value, mean(exact), { rtol: 1e-10 });
      const variance = mean(exact.map((x) => (x - mean(exact)) ** 2));
      expectNear(found.stderr, Math.sqrt(variance / (every.length - 1)), { rtol: 1e-8 });
      expect(found.converged).toBe(false);
      expect(found.cost.hvps).toBe(every.length);
    });

    test('drawn at random it comes within its error, and stops when that is small enough', () => {
      const found = withProblem(small, small.theta, (objective, theta) =>
        batchSharpness(objective, theta, {
          batches: batches(4, 2, 'with-replacement', rng(2)),
          relativeError: 0.05,
          maxBatches: 8000,
        }),
      );
      expect(found.converged).toBe(true);
      expect(found.stderr).toBeLessThanOrEqual(0.05 * Math.abs(found.value));
      expect(Math.abs(found.value - mean(exact))).toBeLessThan(3.5 * found.stderr);
      expect(found.cost.gradients).toBeLessThan(8000);
    });
  },
);

test('on the full batch it is the curvature along the gradient', () => {
  const small = smallMlp('tanh', 'squared-error', 5, 20);
  const all = Int32Array.from({ length: 20 }, (_, i) => i);
  const found = withProblem(small, small.theta, (objective, theta) =>
    batchSharpness(objective, theta, { batches: () => all, relativeError: 0.01, maxBatches: 99 }),
  );
  expectNear(found.value, quotients(small, [all])[0]!, { rtol: 1e-4 });
  expect(found.cost.hvps).toBe(64);
});

test('refuses budgets that are none', () => {
  const small = smallMlp('tanh', 'squared-error', 3, 4);
  withProblem(small, small.theta, (objective, theta) => {
    const drawn = () => Int32Array.of(0, 1);
    expect(() =>
      batchSharpness(objective, theta, { batches: drawn, relativeError: 0.1, maxBatches: 1 }),
    ).toThrow('invalid maxBatches');
    expect(() =>
      batchSharpness(objective, theta, { batches: drawn, relativeError: -1, maxBatches: 9 }),
    ).toThrow('invalid relativeError');
  });
});
