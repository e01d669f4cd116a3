import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { twoBatch } from '../../../src/probes/noise/two-batch.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { dot, everyBatchOfTwo, meanOf, scatter } from '../../support/moments.ts';
import { descended, exampleGradients, smallMlp, withProblem } from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const relativeError = 0.1;

test('over every pair of mini-batches of two, the means are tr C, ‖∇L‖² and B_simple', () => {
  const small = smallMlp('tanh', 'cross-entropy', 3, 4);
  const every = everyBatchOfTwo(4);
  const pairs = every.length ** 2;
  // Pair j is the j-th of all ordered pairs.
  const drawn = (k: number) => {
    const j = Math.floor(k / 2);
    return every[k % 2 === 0 ? Math.floor(j / every.length) : j % every.length]!;
  };
  const found = withProblem(small, small.theta, (objective, theta) =>
    twoBatch(objective, theta, { batches: drawn, pairs, relativeError }, 'double'),
  );
  const g = exampleGradients(small);
  const square = dot(meanOf(g), meanOf(g));
  expectNear(found.trace.value, scatter(g), { rtol: 1e-10 });
  expectNear(found.gradientSquared.value, square, { rtol: 1e-10 });
  expectNear(found.noiseScale.value, scatter(g) / square, { rtol: 1e-10 });
  expect(found.trace.cost.gradients).toBe(2 * pairs);
});

describe('400 pairs along a run', () => {
  const n = 120;
  const small = smallMlp('tanh', 'cross-entropy', 12, n);

  test.each([0, 10, 40, 80])('give the noise scale within 15 percent: step %d', (steps) => {
    const at = descended(small, 0.5, steps);
    const g = exampleGradients(small, at);
    const exact = scatter(g) / dot(meanOf(g), meanOf(g));
    const draw = batches(n, 100, 'with-replacement', rng(5).fork('pairs'));
    const { noiseScale, trace } = withProblem(small, at, (objective, theta) =>
      twoBatch(objective, theta, { batches: draw, pairs: 400, relativeError }),
    );
    expectNear(noiseScale.value, exact, { rtol: 0.15 });
    expect(noiseScale.converged).toBe(true);
    const [low, high] = noiseScale.interval!;
    expect(low <= exact && exact <= high).toBe(true);
    expectNear(trace.value, scatter(g), { rtol: 3 * (trace.stderr / trace.value) });
  });
});

describe('few pairs of small mini-batches', () => {
  const small = smallMlp('tanh', 'cross-entropy', 3, 20);
  const g = exampleGradients(small);
  const exact = { trace: scatter(g), gradientSquared: dot(meanOf(g), meanOf(g)) };
  const seeds = 80;

  test('have intervals that cover, and standard errors that are the spread over seeds', () => {
    const found = withProblem(small, small.theta, (objective, theta) =>
      Array.from({ length: seeds }, (_, seed) =>
        twoBatch(objective, theta, {
          batches: batches(20, 2, 'with-replacement', rng(seed)),
          pairs: 40,
          relativeError,
        }),
      ),
    );
    for (const key of ['trace', 'gradientSquared'] as const) {
      const estimates = found.map((one) => one[key]);
      const hits = estimates.filter(
        ({ interval }) => interval![0] <= exact[key] && exact[key] <= interval![1],
      );
      expect(hits.length).toBeGreaterThanOrEqual(0.88 * seeds);
      const mean = estimates.reduce((s, e) => s + e.value, 0) / seeds;
      const spread = Math.sqrt(estimates.reduce((s, e) => s + (e.value - mean) ** 2, 0) / seeds);
      const reported = estimates.reduce((s, e) => s + e.stderr, 0) / seeds;
      expectNear(reported, spread, { rtol: 0.25 });
      expect(Math.abs(mean - exact[key])).toBeLessThan((3 * spread) / Math.sqrt(seeds));
    }
  });

  test('are not converged where noise hides the gradient', () => {
    // At the minimum of a mean the gradient is nothing but noise.
    const at = descended(small, 0.5, 3000);
    const { noiseScale, trace } = withProblem(small, at, (objective, theta) =>
      twoBatch(objective, theta, {
        batches: batches(20, 2, 'with-replacement', rng(1)),
        pairs: 50,
        relativeError: 0.5,
      }),
    );
    expect(trace.converged).toBe(true);
    expect(noiseScale.converged).toBe(false);
  });
});

test('refuses fewer than two pairs, an error that is none, and pairs of two sizes', () => {
  withProblem(smallMlp('tanh', 'squared-error', 3, 4), new Float64Array(97), (objective, theta) => {
    const drawn = () => Int32Array.of(0, 1);
    expect(() => twoBatch(objective, theta, { batches: drawn, pairs: 1, relativeError })).toThrow(
      'invalid pairs',
    );
    expect(() =>
      twoBatch(objective, theta, { batches: drawn, pairs: 2, relativeError: 0 }),
    ).toThrow('invalid relativeError');
    const uneven = (k: number) => new Int32Array(1 + (k % 2));
    expect(() => twoBatch(objective, theta, { batches: uneven, pairs: 2, relativeError })).toThrow(
      'invalid batches; not of one size: 1 and 2',
    );
  });
});
