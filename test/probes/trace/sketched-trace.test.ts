import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import type { LinearOperator } from '../../../src/linalg/operator.ts';
import { blockTraces } from '../../../src/probes/trace/block-traces.ts';
import { diagonal, exactTrace } from '../../../src/probes/trace/diagonal.ts';
import { hutchPlusPlus } from '../../../src/probes/trace/hutch-plus-plus.ts';
import { trace } from '../../../src/probes/trace/hutchinson.ts';
import { xtrace } from '../../../src/probes/trace/xtrace.ts';
import { summary, variance } from '../../../src/stats/summary.ts';
import * as dense from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { denseHessian, descended, smallMlp } from '../../support/small-network.ts';

const { operatorOf, randomSymmetric, traceOf, withSpectrum } = dense;
const spread = (xs: readonly number[]) => Math.sqrt(variance(xs));
const seeds = Array.from({ length: 200 }, (_, seed) => seed);

const entropy = smallMlp('tanh', 'cross-entropy', 4);
const decaying = withSpectrum(
  Array.from({ length: 80 }, (_, i) => (i + 1) ** -1.5),
  rng(1),
);
const matrices = [
  { name: `the Hessian of ${entropy.name}`, A: denseHessian(entropy, descended(entropy, 0.5, 60)) },
  { name: 'eigenvalues i^−1.5', A: decaying },
  {
    name: 'eigenvalues of both signs',
    A: withSpectrum(
      Array.from({ length: 60 }, (_, i) => 5 * 0.7 ** i - 0.02),
      rng(2),
    ),
  },
];

describe.each([
  ['Hutch++', hutchPlusPlus, 3],
  ['XTrace', xtrace, 2],
] as const)('%s', (_, estimator, each) => {
  describe.each(matrices)('on $name', ({ A }) => {
    const exact = traceOf(A);
    const estimates = seeds.map((seed) =>
      estimator(operatorOf(A), { relativeError: 0.02, maxProbes: 600, random: rng(seed) }),
    );

    test('the 95 % interval contains the trace for 90–99 % of 200 seeds', () => {
      const hits = estimates.filter((e) => e.interval![0] <= exact && exact <= e.interval![1]);
      expect(hits.length).toBeGreaterThanOrEqual(180);
      expect(hits.length).toBeLessThanOrEqual(198);
    });

    test('it is unbiased, and meets the request', () => {
      const { mean, stderr } = summary(estimates.map((e) => e.value));
      expect(Math.abs(mean - exact)).toBeLessThan(3.5 * stderr);
      for (const { converged, stderr, value } of estimates) {
        expect(converged).toBe(true);
        expect(stderr).toBeLessThanOrEqual(0.02 * Math.abs(value));
      }
    });

    test('without a stop, its spread over seeds is near the error it reports', () => {
      const fixed = seeds.map((seed) =>
        estimator(operatorOf(A), {
          relativeError: 1e-300,
          maxProbes: 16 * each,
          random: rng(seed),
        }),
      );
      const { mean: reported } = summary(fixed.map((e) => e.stderr));
      const ratio = reported / spread(fixed.map((e) => e.value));
      expect(ratio).toBeGreaterThan(0.85);
      expect(ratio).toBeLessThan(1.35);
      expect(fixed.every((e) => !e.converged)).toBe(true);
    });
  });

  test("at equal products, its spread is at most a fifth of Hutchinson's on a decaying spectrum", () => {
    const spreadOf = (by: typeof trace) =>
      spread(
        seeds.slice(0, 60).map((seed) => {
          const A = operatorOf(decaying);
          const { value, cost } = by(A, { relativeError: 1e-12, maxProbes: 48, random: rng(seed) });
          expect(cost.hvps).toBe(48);
          expect(A.calls()).toBe(48);
          return value;
        }),
      );
    expect(spreadOf(trace) / spreadOf(estimator)).toBeGreaterThan(5);
  });

  test('is exact on an operator of low rank, and on zero', () => {
    const low = withSpectrum([3, -1, 0.5, ...new Array(37).fill(0)], rng(3));
    const options = { relativeError: 1e-9, maxProbes: 60, random: rng(4) };
    const found = estimator(operatorOf(low), options);
    expectNear(found.value, 2.5, { rtol: 1e-12 });
    // Round-off of products in float64, next to 3 + 1 + 0.5.
    expect(found.stderr).toBeLessThan(1e-11);
    expect(found.converged).toBe(true);
    const zero = estimator(operatorOf(dense.diagonal([0, 0, 0])), options);
    expect(zero).toMatchObject({ value: 0, stderr: 0, interval: [0, 0], converged: true });
  });

  test('of fewer parameters than vectors it is exact', () => {
    const A = randomSymmetric(5, rng(5));
    const found = estimator(operatorOf(A), { relativeError: 1e-6, maxProbes: 100, random: rng(6) });
    expectNear(found.value, traceOf(A), { rtol: 1e-9 });
    expect(found.converged).toBe(true);
  });

  test('an operator that is not finite has no trace, and too few products are not trusted', () => {
    const options = { relativeError: 0.5, random: rng(7) };
    const bad = estimator(operatorOf(dense.diagonal([1, Number.NaN])), {
      ...options,
      maxProbes: 99,
    });
    expect(bad.value).toBeNaN();
    expect(bad.converged).toBe(false);
    const A = operatorOf(decaying);
    const few = estimator(A, { ...options, maxProbes: 15 * each });
    expect(few.converged).toBe(false);
    expect(few.cost.hvps).toBe(A.calls());
    expect(A.calls()).toBe(15 * each);
    const fewest = estimator(A, { ...options, maxProbes: each });
    expect(fewest.stderr).toBe(Number.POSITIVE_INFINITY);
  });

  test('refuses a relative error not in (0, ∞) and too few products', () => {
    const A = operatorOf(decaying);
    const options = { relativeError: 0.1, maxProbes: 48, random: rng(8) };
    for (const relativeError of [0, Number.NaN])
      expect(() => estimator(A, { ...options, relativeError })).toThrow(
        `invalid relativeError; not in (0, ∞): ${relativeError}`,
      );
    expect(() => estimator(A, { ...options, maxProbes: each - 1 })).toThrow(
      `invalid maxProbes; not an integer in [${each}, 2⁵³): ${each - 1}`,
    );
    expect(A.calls()).toBe(0);
  });

  test('an operator may keep the array that it returns', () => {
    const own = new Float64Array(80);
    const keeping: LinearOperator = {
      ...operatorOf(decaying),
      matvec(v) {
        own.set(dense.product(decaying, v));
        return own;
      },
    };
    const options = { relativeError: 0.02, maxProbes: 60, random: rng(9) };
    expect(estimator(keeping, options).value).toBe(estimator(operatorOf(decaying), options).value);
  });
});

describe('traces of blocks', () => {
  const A = randomSymmetric(30, rng(10)).map((row, i) => row.map((a, j) => (i === j ? a + 12 : a)));
  const blocks = [
    { from: 0, to: 8 },
    { from: 8, to: 30 },
  ];

  test('cover the exact ones for 90–99 % of 200 seeds, from one product a probe', () => {
    const runs = seeds.map((seed) => {
      const operator = operatorOf(A);
      const found = blockTraces(operator, blocks, {
        relativeError: 0.03,
        maxProbes: 2000,
        random: rng(seed),
      });
      for (const { cost } of found) expect(cost.hvps).toBe(operator.calls());
      return found;
    });
    for (const [b, { from, to }] of blocks.entries()) {
      const exact = traceOf(A.slice(from, to).map((row) => row.slice(from, to)));
      const hits = runs.filter((r) => r[b]!.interval![0] <= exact && exact <= r[b]!.interval![1]);
      expect(hits.length).toBeGreaterThanOrEqual(180);
      expect(hits.length).toBeLessThanOrEqual(198);
      for (const r of runs) {
        expect(r[b]!.converged).toBe(true);
        expect(r[b]!.stderr).toBeLessThanOrEqual(0.03 * Math.abs(r[b]!.value));
      }
    }
  });

  test('have variance 2(‖A_bb‖²_F − Σ a²_jj) + ‖A_{b,rest}‖²_F per probe', () => {
    const found = blockTraces(operatorOf(A), blocks, {
      relativeError: 1e-9,
      maxProbes: 20_000,
      random: rng(11),
    });
    for (const [b, { from, to }] of blocks.entries()) {
      let expected = 0;
      for (let i = from; i < to; i++)
        for (let j = 0; j < 30; j++)
          if (j !== i) expected += (from <= j && j < to ? 2 : 1) * A[i]![j]! ** 2;
      // Var(s²)/σ⁴ ≈ 2/n for near-normal samples: s² is good to 1 % at n = 20,000; three of those.
      expectNear(found[b]!.stderr ** 2 * 20_000, expected, { rtol: 0.03 });
      expect(found[b]!.converged).toBe(false);
    }
  });

  test('refuse a block outside the operator; stop at once where it is not finite', () => {
    const options = { relativeError: 0.1, maxProbes: 100, random: rng(12) };
    expect(() => blockTraces(operatorOf(A), [{ from: 8, to: 31 }], options)).toThrow(
      'invalid block; not within 0 … 30: 8 … 31',
    );
    const [bad] = blockTraces(
      operatorOf(dense.diagonal([1, Number.NaN])),
      [{ from: 0, to: 2 }],
      options,
    );
    expect(bad!.value).toBeNaN();
    expect(bad!.converged).toBe(false);
    expect(bad!.cost.hvps).toBe(32);
  });
});

describe('the exact trace', () => {
  test('is the sum of the diagonal, entry by entry, from P products or forms', () => {
    const A = randomSymmetric(150, rng(13));
    const operator = operatorOf(A);
    expect([...diagonal(operator)]).toEqual(A.map((row, i) => row[i]));
    const found = exactTrace(operator);
    expectNear(found.value, traceOf(A), { rtol: 1e-13 });
    expect(found).toMatchObject({ converged: true, cost: { hvps: 150 } });
    const sizes = A.reduce((sum, row, i) => sum + Math.abs(row[i]!), 0);
    expectNear(found.stderr, 1e-12 * sizes, { rtol: 1e-9 });
    const most: number[] = [];
    const forms = (vs: readonly Float32Array[]) => {
      most.push(vs.length);
      return vs.map((v) => dense.product(A, v).reduce((sum, x, i) => sum + x * v[i]!, 0));
    };
    expectNear(exactTrace({ ...operator, forms }).value, traceOf(A), { rtol: 1e-13 });
    expect(most).toEqual([64, 64, 22]);
  });
});
