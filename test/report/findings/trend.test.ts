import { expect, test } from 'vitest';
import { findingsOf, numbersAndSentence } from '../../support/findings-of.ts';
import { run, sgd, spec } from '../../support/synthetic-runs.ts';

test('a power law in B is found with its exponent, and falls when B is mirrored', () => {
  const batches = [4, 16, 64];
  const runs = (power: number) =>
    [0, 1, 2].flatMap((seed) =>
      batches.map((b) =>
        run(spec(sgd(b), seed), { trace: 100 * b ** (power * (1 + 0.01 * seed)) }),
      ),
    );
  const rising = findingsOf(runs(0.25)).trends[0]!.evidence;
  // The three exponents are 0.25 × (1, 1.01, 1.02): their mean is 0.2525.
  expect(rising.slope.mean).toBeCloseTo(0.2525, 10);
  expect(rising.tau).toBe(1);
  expect(rising.outcome).toBe('rises');
  expect(findingsOf(runs(-0.25)).trends[0]!.evidence.outcome).toBe('falls');
});

test('one seed gives no verdict, however clearly it rises', () => {
  const runs = [4, 16, 64].map((b) => run(spec(sgd(b), 0), { trace: b }));
  const [trend] = findingsOf(runs).trends.map(numbersAndSentence);
  expect(trend).toMatchObject({ outcome: 'cannot tell', slope: { n: 1, interval: null } });
  expect(trend!.sentence).toMatch(
    /within seeds 1; n = 1 seed\): one seed, so no interval and no verdict\.$/,
  );
});

test('a metric that is nowhere told from 0 has no trend', () => {
  const runs = [0, 1].flatMap((seed) =>
    [4, 16, 64].map((b) => {
      const one = run(spec(sgd(b), seed), { trace: 1e-9 * b * (1 + seed) });
      return { ...one, scalars: { trace: { ...one.scalars.trace!, stderr: 1e-7 } } };
    }),
  );
  expect(findingsOf(runs).trends).toEqual([]);
});
