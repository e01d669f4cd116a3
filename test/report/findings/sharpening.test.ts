import { describe, expect, test } from 'vitest';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { armsAndSentences, findingsOf } from '../../support/findings-of.ts';
import { flow, gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

/** A run whose λ, or another quantity, is `levels` at the times 0, 1, 2, …, each known to a share of `error`. */
const along = (
  method: MethodSpec,
  seed: number,
  levels: readonly number[],
  error = 0,
  quantity = 'sharpness',
): Run =>
  run(
    spec(method, seed),
    {},
    {
      series: {
        time: levels.map((_, i) => i),
        trainLoss: levels.map(() => 1),
        [quantity]: levels,
        [`${quantity}Stderr`]: levels.map((x) => error * x),
      },
    },
  );
const of = (runs: readonly Run[]) => armsAndSentences(findingsOf(runs).sharpening)[0];

test('descent is held against 2/η over the second half of its time', () => {
  // 2/η = 10; the second half of [0, 4] are the times 2, 3, 4.
  const found = of(
    [0, 1, 2].map((seed) => along(gd(0.2), seed, [1, 99, 11.1, 11.2, 11.3 + 0.3 * seed])),
  )!;
  expect(found).toMatchObject({ kind: 'edge', n: 3 });
  expect(found.ratio).toBeCloseTo(Math.cbrt(1.12 * 1.13 * 1.14), 12);
  expect(found.sentence).toBe(
    'Over the second half of its training time λ of GD η = 0.2 was 1.13 × [1.11, 1.16] its edge 2/η on average (n = 3 seeds): above it.',
  );
});

describe('a method is held against the edge that it has', () => {
  const levels = (at: number) => [0, 1, 2].map((seed) => [1, at, at * (1 + 0.01 * seed), at]);
  const told = (method: MethodSpec, at: number, quantity: string) =>
    of(levels(at).map((own, seed) => along(method, seed, own, 0, quantity)));

  const mine: readonly [MethodSpec, string, number, string][] = [
    [
      { method: 'heavy-ball', rate: 0.1, momentum: 0.9 },
      ...([
        'sharpness',
        38,
        'λ of heavy ball η = 0.1 was 1 × [0.993, 1.02] its edge (2 + 2β)/η',
      ] as const),
    ],
    [
      { method: 'nesterov', rate: 0.1, momentum: 0.5 },
      ...([
        'sharpness',
        15,
        'λ of Nesterov η = 0.1 was 1 × [0.993, 1.02] its edge (2 + 2β)/((1 + 2β)η)',
      ] as const),
    ],
    [
      { method: 'adam', rate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      ...([
        'preconditionedSharpness',
        380,
        'λ(P⁻¹H) of Adam η = 0.1 was 1 × [0.993, 1.02] its edge (2 + 2β₁)/((1 − β₁)η)',
      ] as const),
    ],
    [
      { method: 'rmsprop', rate: 0.1, alpha: 0.99, epsilon: 1e-8 },
      ...([
        'preconditionedSharpness',
        20,
        'λ(P⁻¹H) of RMSProp η = 0.1 was 1 × [0.993, 1.02] its edge 2/η',
      ] as const),
    ],
    [
      sgd(4),
      ...([
        'batchSharpness',
        20,
        'the batch sharpness of SGD B = 4, η = 0.1 was 1 × [0.993, 1.02] its edge of stochastic stability 2/η',
      ] as const),
    ],
  ];
  test.each(mine)('%j', (method, quantity, value, sentence) => {
    const found = told(method, value, quantity)!;
    expect(found).toMatchObject({ kind: 'edge', quantity });
    expect(found.sentence).toContain(sentence);
    expect(found.sentence).toMatch(/: at it within 5 %\.$/);
  });

  const none: readonly (readonly [MethodSpec, string])[] = [
    [sgd(4), 'sharpness'],
    [{ method: 'adam', rate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, 'sharpness'],
    [{ method: 'rmsprop', rate: 0.1, alpha: 0.99, epsilon: 1e-8 }, 'sharpness'],
    [
      { method: 'heavy-ball', rate: 0.1, momentum: 0.9, batch: 4, sampling: 'shuffled' },
      'sharpness',
    ],
    [
      { method: 'gradient-descent', rate: 0.1, schedule: { kind: 'cosine', steps: 9 } },
      'sharpness',
    ],
    [gd(0.1), 'batchSharpness'],
  ];
  test.each(none)('%j says nothing of its %s', (method, quantity) => {
    expect(told(method, 20, quantity)).toBeUndefined();
  });
});

test('errors of λ widen the interval', () => {
  const found = of([0, 1, 2].map((seed) => along(gd(0.2), seed, [1, 1, 10.2, 10.2], 0.03)))!;
  expect(found.interval![0]).toBeCloseTo(1.02 * Math.exp(-0.03), 12);
  expect(found.interval![1]).toBeCloseTo(1.02 * Math.exp(0.03), 12);
  expect(found.sentence).toMatch(/: cannot be told from it\.$/);
});

test('at its edge is what lies within 5 % of it for certain', () => {
  const found = of([0, 1, 2].map((seed) => along(gd(0.2), seed, [1, 1, 9.9 + 0.1 * seed, 10])))!;
  expect(found.sentence).toMatch(/: at it within 5 %\.$/);
});

test('two runs of one seed are one seed', () => {
  const again = (of: Run): Run => ({ ...of, id: `${of.id}-again` });
  const one = along(gd(0.2), 0, [1, 20]);
  expect(of([one, again(one)])!.n).toBe(1);
});

test('a λ within its residual of 0 is no start to rise from', () => {
  expect(of([0, 1].map((seed) => along(flow, seed, [1e-9, 2e-9], 3)))).toBeUndefined();
});

test('a flow is held against its start, in the geometric mean', () => {
  const found = of([along(flow, 0, [4, 1, 8]), along(flow, 1, [4, 1, 32])])!;
  expect(found).toMatchObject({ kind: 'rise', n: 2 });
  expect(found.ratio).toBeCloseTo(4, 12);
  expect(found.sentence).toContain('cannot tell');
  expect(of([0, 1, 2].map((seed) => along(flow, seed, [4, 8 + seed])))!.sentence).toMatch(
    /its value at the start \(n = 3 seeds\): it rose\.$/,
  );
});

test('one seed has no interval, and runs without λ along them say nothing', () => {
  expect(of([along(gd(0.2), 0, [1, 10])])).toMatchObject({ interval: null, n: 1 });
  expect(of([along(gd(0.2), 0, [1, 10])])!.sentence).toMatch(
    /\(n = 1 seed\): one seed, so no interval and no verdict\.$/,
  );
  expect(of([run(spec(gd(0.2), 0), {})])).toBeUndefined();
});
