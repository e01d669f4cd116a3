import { expect, test } from 'vitest';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import { trendsOf } from '../../support/findings-of.ts';
import { run, sgd, spec } from '../../support/synthetic-runs.ts';

test('a power law in B is found with its exponent, and falls when B is mirrored', () => {
  const batches = [4, 16, 64];
  const runs = (power: number) =>
    [0, 1, 2].flatMap((seed) =>
      batches.map((b) =>
        run(spec(sgd(b), seed), { trace: 100 * b ** (power * (1 + 0.01 * seed)) }),
      ),
    );
  const rising = trendsOf(runs(0.25))[0]!;
  // The three exponents are 0.25 × (1, 1.01, 1.02): their mean is 0.2525.
  expect(rising.slope.mean).toBeCloseTo(0.2525, 10);
  expect(rising.tau).toBe(1);
  expect(rising.outcome).toBe('rises');
  expect(trendsOf(runs(-0.25))[0]!.outcome).toBe('falls');
});

test('one seed gives no verdict, however clearly it rises', () => {
  const runs = [4, 16, 64].map((b) => run(spec(sgd(b), 0), { trace: b }));
  const [trend] = trendsOf(runs);
  expect(trend).toMatchObject({ outcome: 'cannot tell', slope: { n: 1, interval: null } });
  expect(trend!.sentence).toMatch(
    /from end to end, 16 × for the Hessian trace \(n = 1 seed\): one seed, so no interval and no verdict\.$/,
  );
});

test('a metric that is nowhere told from 0 has no trend', () => {
  const runs = [0, 1].flatMap((seed) =>
    [4, 16, 64].map((b) => {
      const one = run(spec(sgd(b), seed), { trace: 1e-9 * b * (1 + seed) });
      return { ...one, scalars: { trace: { ...one.scalars.trace!, stderr: 1e-7 } } };
    }),
  );
  expect(trendsOf(runs)).toEqual([]);
});

test('a trend names the problem and all that its arms have alike though others have not', () => {
  const replaced = (batch: number): MethodSpec =>
    ({ ...sgd(batch), sampling: 'with-replacement' }) as MethodSpec;
  const runs = [false, true].flatMap((randomLabels) =>
    [0, 1].flatMap((seed) =>
      [4, 16, 64].flatMap((b) =>
        [sgd(b), replaced(b)].map((method) => {
          const plain = spec(method, seed);
          return run({ ...plain, data: { ...plain.data, randomLabels } }, { trace: b + seed });
        }),
      ),
    ),
  );
  const found = trendsOf(runs).filter(({ axis }) => axis === 'batch');
  expect(found.map(({ held, problem }) => [held, problem])).toEqual(
    ['true labels', 'random labels'].flatMap((problem) => [['at η = 0.1', problem]]),
  );
});

test('a trend over arms that ended at different losses says at which', () => {
  const runs = [0, 1].flatMap((seed) =>
    [4, 16, 64].map((b) =>
      run(spec(sgd(b), seed, { stop: { epochs: 9 } }), { trace: b + seed, trainLoss: b / 100 }),
    ),
  );
  expect(trendsOf(runs)[0]!.sentence).toMatch(
    /^After 9 epochs, not at equal training loss \(on average 0\.04, 0\.16, 0\.64\), over B = 4, 16, 64 at η = 0\.1, the Hessian trace /,
  );
});
