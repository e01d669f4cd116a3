import { expect, test } from 'vitest';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { armsAndSentences, findingsOf } from '../../support/findings-of.ts';
import { gd, run, spec } from '../../support/synthetic-runs.ts';

const only = (runs: readonly Run[]) => {
  const { stability } = findingsOf(runs);
  expect(stability).toHaveLength(1);
  return armsAndSentences(stability)[0]!;
};

/** Three seeds whose η_max λ₀ / 2 are these. */
const of = (ratios: readonly number[]) =>
  only(
    [8, 10, 12.5].slice(0, ratios.length).map((lambda, seed) =>
      run(spec(gd(0.1), seed), {
        initialSharpness: lambda,
        threshold: (2 * ratios[seed]!) / lambda,
      }),
    ),
  );

test('the threshold is held against 2/λ₀ of the same seed', () => {
  const stability = of([1.48, 1.5, 1.52]);
  expect(stability.ratio).toBeCloseTo(Math.cbrt(1.48 * 1.5 * 1.52), 12);
  expect(stability.sentence).toMatch(/: above 2\/λ₀\.$/);
});

test.each([
  [[1.02, 1.021, 1.022], 'above 2/λ₀, by less than 5 %'],
  [[0.99, 1, 1.01], 'equal to 2/λ₀ within 5 %'],
  [[0.9, 1, 1.1], 'cannot be told from 2/λ₀'],
  [[0.5, 0.51, 0.52], 'below 2/λ₀'],
  [[1.5], 'one seed, so no interval and no verdict'],
  [[1.5, 1.5, 1.5], 'all 3 seeds agree to rounding, so no interval and no verdict'],
])('thresholds of %j × 2/λ₀: %s', (ratios, verdict) => {
  expect(of(ratios).sentence).toContain(`): ${verdict}.`);
});

test('brackets widen what seeds alone would call certain', () => {
  const runs = [8, 10, 12.5].map((lambda, seed) => {
    const one = run(spec(gd(0.1), seed), { initialSharpness: lambda, threshold: 2.02 / lambda });
    const [eta, reach] = [2.02 / lambda, (0.05 * 2.02) / lambda];
    const bounds = [eta - reach, eta + reach] as const;
    const threshold = { ...one.scalars.threshold!, stderr: reach, bounds };
    return { ...one, scalars: { ...one.scalars, threshold } };
  });
  const stability = only(runs);
  // Seeds agree on 1.01; each η_max may be 5 % less or more, and the farther end in the logarithm counts both ways.
  expect(stability.basis).toBe('measurement');
  expect(stability.interval![0]).toBeCloseTo(1.01 * 0.95, 9);
  expect(stability.interval![1]).toBeCloseTo(1.01 / 0.95, 9);
  expect(stability.sentence).toContain('cannot be told from 2/λ₀');
});

test('one seed has no verdict, but the bracket of its threshold', () => {
  const one = run(spec(gd(0.1), 0), { initialSharpness: 10, threshold: 0.2 });
  const ends = [0.196, 0.204] as const;
  const threshold = { ...one.scalars.threshold!, stderr: 0.004, interval: ends, bounds: ends };
  const stability = only([{ ...one, scalars: { ...one.scalars, threshold } }]);
  expect(stability).toMatchObject({ interval: null, outcome: 'cannot tell' });
  expect(stability.sentence).toMatch(
    /: one seed, so no interval and no verdict; its own error leaves \[0\.98, 1\.02\] for this seed\.$/,
  );
});

test('heavy ball is held against (2 + 2β)/λ₀, and a method without an edge of λ against nothing', () => {
  const with3 = (method: MethodSpec) =>
    [8, 10, 12.5].map((lambda, seed) =>
      run(spec(method, seed), {
        initialSharpness: lambda,
        threshold: ((1 + 0.01 * seed) * 3) / lambda,
      }),
    );
  const found = only(with3({ method: 'heavy-ball', rate: 0.1, momentum: 0.5 }));
  expect(found.formula).toBe('(2 + 2β)/λ₀');
  expect(found.ratio).toBeCloseTo(Math.cbrt(1.01 * 1.02), 12);
  expect(found.sentence).toMatch(
    /^The largest stable η of heavy ball is 1\.01 × \[.*\] the value \(2 \+ 2β\)\/λ₀ at its initial weights .*: equal to \(2 \+ 2β\)\/λ₀ within 5 %\.$/,
  );
  for (const method of [
    { method: 'adam', rate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    { method: 'heavy-ball', rate: 0.1, momentum: 0.5, batch: 4, sampling: 'shuffled' },
  ] as const)
    expect(findingsOf(with3(method)).stability).toEqual([]);
});
