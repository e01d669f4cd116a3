import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearScale, logScale, type Scale, tickText } from '../../../src/live/plot/scale.ts';

const isWhole = (scale: Scale, values: readonly number[]) => {
  const { ticks, at } = scale;
  expect(ticks.length).toBeGreaterThanOrEqual(2);
  expect(ticks.length).toBeLessThanOrEqual(12);
  for (const [i, tick] of ticks.entries()) {
    if (i > 0) expect(tick).toBeGreaterThan(ticks[i - 1]!);
    expect(at(tick)).toBeGreaterThanOrEqual(-1e-6);
    expect(at(tick)).toBeLessThanOrEqual(1 + 1e-6);
  }
  for (const value of values) {
    expect(at(value)).toBeGreaterThanOrEqual(-1e-6);
    expect(at(value)).toBeLessThanOrEqual(1 + 1e-6);
  }
};

test('a linear axis holds all its numbers, between ticks that ascend', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((x) => Math.abs(x) > 1e-6);
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
      isWhole(linearScale(values), values);
    }),
  );
});

test('a logarithmic axis holds all its positive numbers', () => {
  const value = fc.double({ min: -8, max: 8, noNaN: true }).map((x) => 10 ** x);
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
      isWhole(logScale([...values, 0, -1, Number.NaN]), values);
    }),
  );
});

test('axes without numbers are axes', () => {
  isWhole(linearScale([]), [0, 1]);
  isWhole(logScale([Number.NaN, 0]), []);
});

test.each([
  [0, '0'],
  [-2.5, '−2.5'],
  [0.001, '0.001'],
  [1e-5, '10⁻⁵'],
  [3e7, '3 × 10⁷'],
])('the tick %d is written %s', (value, text) => {
  expect(tickText(value)).toBe(text);
});
