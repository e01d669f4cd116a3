import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { trace } from '../../../src/probes/trace/hutchinson.ts';
import {
  diagonal,
  operatorOf,
  product,
  randomSymmetric,
  traceOf,
} from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';

const zero = diagonal([0, 0, 0, 0]);

describe('one probe', () => {
  test('has variance 2(‖A‖²_F − Σ aᵢᵢ²)', () => {
    const A = randomSymmetric(40, rng(5));
    const squares = A.reduce(
      (sum, row, i) => sum + row.reduce((s, a, j) => (i === j ? s : s + a * a), 0),
      0,
    );
    const options = { relativeError: 1e-9, maxProbes: 20_000, random: rng(6) };
    const { stderr, cost } = trace(operatorOf(A), options);
    // Var(s²)/σ⁴ ≈ 2/n for the near-normal zᵀAz, so s² is good to 1 % at n = 20,000; three of those.
    expectNear(stderr ** 2 * cost.hvps, 2 * squares, { rtol: 0.03 });
  });

  test('of a diagonal matrix is exact', () => {
    const options = { relativeError: 1e-6, maxProbes: 1000, random: rng(7) };
    const { value, stderr, interval, converged, cost } = trace(
      operatorOf(diagonal([3, -10, 0.25])),
      options,
    );
    expect(value).toBe(-6.75);
    expect(stderr).toBe(0);
    expect(interval).toEqual([-6.75, -6.75]);
    expect(converged).toBe(true);
    expect(cost.hvps).toBe(32);
  });
});

describe('the stopping rule', () => {
  const A = randomSymmetric(30, rng(8)).map((row, i) => row.map((a, j) => (i === j ? a + 10 : a)));
  // Per probe a relative standard deviation of √(2 · 870)/300 = 0.14.
  const run = (maxProbes: number, relativeError: number) => {
    const operator = operatorOf(A);
    const random = rng(9);
    return { ...trace(operator, { relativeError, maxProbes, random }), calls: operator.calls() };
  };

  test('is not met where maxProbes is too small, and all of it is spent', () => {
    const { converged, cost, stderr, value } = run(100, 1e-3);
    expect(converged).toBe(false);
    expect(cost.hvps).toBe(100);
    expect(stderr).toBeGreaterThan(1e-3 * value);
  });

  test.each([2, 31, 32, 33, 48, 50, 1000])('the cost is the products made, %d at most', (most) => {
    const { cost, calls } = run(most, 0.01);
    expect(cost.hvps).toBe(calls);
    expect(cost.hvps).toBeLessThanOrEqual(most);
    expect(cost.gradients).toBe(0);
    expect(cost.seconds).toBeGreaterThanOrEqual(0);
  });

  test('takes four times the probes for half the error', () => {
    const ratio = run(100_000, 0.005).cost.hvps / run(100_000, 0.01).cost.hvps;
    // Stops near (0.14/r)² = 200 and 800 probes; their estimated spreads are good to 5 and 3 %.
    expectNear(ratio, 4, { rtol: 0.2 });
  });

  test('does not trust fewer than 32 probes', () => {
    // zᵀAz = ±2 has trace 0; two equal signs out of two would look exact.
    const flip = [Float64Array.of(0, 1), Float64Array.of(1, 0)];
    const options = { relativeError: 0.1, maxProbes: 2 };
    const lucky = Array.from({ length: 20 }, (_, seed) =>
      trace(operatorOf(flip), { ...options, random: rng(seed) }),
    ).filter((e) => e.stderr === 0);
    expect(lucky.length).toBeGreaterThan(0);
    for (const e of lucky) expect(e.converged).toBe(false);
  });

  test('depends on the seed and on nothing else', () => {
    const at = (seed: number) =>
      trace(operatorOf(A), { relativeError: 0.01, maxProbes: 500, random: rng(seed) }).value;
    expect(at(1)).toBe(at(1));
    expect(at(1)).not.toBe(at(2));
  });
});

describe('edge cases of the trace', () => {
  const options = { relativeError: 0.05, maxProbes: 500, random: rng(10) };

  test('the zero operator has trace 0, exactly', () => {
    const { value, stderr, interval, converged } = trace(operatorOf(zero), options);
    expect({ value, stderr, interval, converged }).toEqual({
      value: 0,
      stderr: 0,
      interval: [0, 0],
      converged: true,
    });
  });

  test('a negative definite operator has a negative trace within its interval', () => {
    const A = randomSymmetric(20, rng(11)).map((r, i) => r.map((a, j) => a - (i === j ? 30 : 0)));
    const { value, interval, converged } = trace(operatorOf(A), options);
    expect(value).toBeLessThan(0);
    expect(converged).toBe(true);
    expect(interval![0]).toBeLessThanOrEqual(traceOf(A));
    expect(interval![1]).toBeGreaterThanOrEqual(traceOf(A));
  });

  test('an operator that is not finite stops at the first evaluation, not converged', () => {
    const operator = operatorOf(diagonal([1, Number.NaN]));
    const { value, converged, cost } = trace(operator, options);
    expect(value).toBeNaN();
    expect(converged).toBe(false);
    expect(cost.hvps).toBe(32);
  });

  test('refuses a relative error not in (0, ∞) and fewer than 2 probes', () => {
    const A = operatorOf(zero);
    for (const relativeError of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => trace(A, { ...options, relativeError })).toThrow(
        `invalid relativeError; not in (0, ∞): ${relativeError}`,
      );
    for (const maxProbes of [1, 0, 2.5, Number.NaN])
      expect(() => trace(A, { ...options, maxProbes })).toThrow(
        `invalid maxProbes; not an integer in [2, 2⁵³): ${maxProbes}`,
      );
    expect(A.calls()).toBe(0);
  });

  test('probes are signs, so that the diagonal costs no variance', () => {
    const seen = new Set<number>();
    const spy = {
      dim: 3,
      matvec: (v: ArrayLike<number>) => {
        for (let i = 0; i < v.length; i++) seen.add(v[i]!);
        return product(diagonal([1, 2, 3]), v);
      },
      dispose() {},
    };
    trace(spy, options);
    expect([...seen].sort()).toEqual([-1, 1]);
  });
});
