import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { linearRegression } from '../../../src/problems/toys/linear-regression.ts';
import { logistic } from '../../../src/problems/toys/logistic.ts';
import { derivatives, dot, EXACT } from '../../support/derivatives-in-float64.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const n = 20;
const d = 3;
const x = rng(1)
  .fork('x')
  .normals(n * d);
const w = Float64Array.of(0.4, -0.9, 1.3);
const rows = Int32Array.of(3, 17, 3, 8);
const row = (i: number) => x.subarray(i * d, (i + 1) * d);

/** Σ over rows of a weight times xᵢ, over their number. */
const average = (of: Int32Array, weight: (i: number) => number) => {
  const total = new Float64Array(d);
  for (const i of of) row(i).forEach((xk, k) => void (total[k]! += (weight(i) * xk) / of.length));
  return total;
};
const all = Int32Array.from({ length: n }, (_, i) => i);

describe('linear regression', () => {
  const y = rng(1).fork('y').normals(n);

  test.each([
    ['all rows', undefined],
    ['a mini-batch', rows],
  ])('is ½ the mean squared residual over %s', (_, batch) => {
    const toy = linearRegression(x, y);
    const found = derivatives(toy.objective, w, batch);
    toy.dispose();
    const of = batch ?? all;
    const residual = (i: number) => dot(row(i), w) - y[i]!;
    const value = of.reduce((total, i) => total + residual(i) ** 2, 0) / (2 * of.length);
    expect(Math.abs(found.value / value - 1)).toBeLessThan(EXACT);
    expect(relativeError(found.gradient, average(of, residual))).toBeLessThan(EXACT);
    if (batch === undefined) expect(relativeError(found.hessian, toy.hessian)).toBeLessThan(EXACT);
  });

  test('has no slope at its solution', () => {
    const toy = linearRegression(x, y);
    const { gradient } = derivatives(toy.objective, toy.solution());
    toy.dispose();
    expect(Math.hypot(...gradient)).toBeLessThan(EXACT);
  });

  test('refuses dependent columns, and values that do not make rows', () => {
    const toy = linearRegression(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 1));
    expect(() => toy.solution()).toThrow('invalid x; column 1 is a combination of those before it');
    toy.dispose();
    expect(() => linearRegression(Float64Array.of(1, 2, 3), Float64Array.of(1, 1))).toThrow(
      'invalid x; 3 values do not make 2 rows',
    );
  });
});

describe('logistic regression', () => {
  const labels = Array.from(all, (i) => (i % 3 === 0 ? 1 : -1));
  const loss = (i: number, at: Float64Array) => Math.log1p(Math.exp(-labels[i]! * dot(row(i), at)));

  test.each([
    ['all rows', undefined],
    ['a mini-batch', rows],
  ])('is the mean of log(1 + e^{−y xᵀw}) over %s', (_, batch) => {
    const toy = logistic(x, labels);
    const found = derivatives(toy.objective, w, batch);
    toy.dispose();
    const of = batch ?? all;
    const value = of.reduce((total, i) => total + loss(i, w), 0) / of.length;
    const slope = (i: number) => -labels[i]! / (1 + Math.exp(labels[i]! * dot(row(i), w)));
    expect(Math.abs(found.value / value - 1)).toBeLessThan(EXACT);
    expect(relativeError(found.gradient, average(of, slope))).toBeLessThan(EXACT);
    if (batch === undefined)
      expect(relativeError(found.hessian, toy.hessian(w))).toBeLessThan(EXACT);
  });

  test('stays finite for margins that overflow exp', () => {
    const toy = logistic(Float64Array.of(1), [-1]);
    const found = derivatives(toy.objective, Float64Array.of(1000));
    toy.dispose();
    expect(found).toEqual({
      value: 1000,
      gradient: Float64Array.of(1),
      hessian: Float64Array.of(0),
    });
  });

  test('refuses a label that is not ±1', () => {
    expect(() => logistic(x, [...labels.slice(1), 0])).toThrow('invalid label 19; not 1 or -1: 0');
  });
});
