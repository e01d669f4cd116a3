import { describe, expect, test } from 'vitest';
import { erf, erfc, erfcFraction, erfSeries, normalDensity, normalDistribution } from './normal.ts';

// [z, erf z, erfc z] from 40-digit arithmetic, rounded to doubles.
const table = [
  [0.1, 0.11246291601828488, 0.8875370839817152],
  [0.5, 0.5204998778130465, 0.4795001221869535],
  [1, 0.8427007929497149, 0.15729920705028513],
  [1.9, 0.9927904292352575, 0.00720957076474253],
  [2, 0.9953222650189527, 0.004677734981047266],
  [2.5, 0.999593047982555, 0.0004069520174449589],
  [3, 0.9999779095030014, 2.209049699858544e-5],
  [5, 0.9999999999984626, 1.537459794428035e-12],
] as const;

describe('the normal distribution', () => {
  test.each(table)('erf(%d) agrees with 40-digit arithmetic to 1e-15', (z, value, complement) => {
    expect(Math.abs(erf(z) - value)).toBeLessThan(1e-15);
    expect(Math.abs(erf(-z) + value)).toBeLessThan(1e-15);
    expect(Math.abs(erfc(z) - complement)).toBeLessThan(1e-15);
    expect(Math.abs(erfc(-z) - (1 + value))).toBeLessThan(1e-15);
  });

  // e^(−z²) turns the rounding of z² (25 · 1.1e-16) into a relative error, so not 1e-15 here.
  test.each(table.filter(([z]) => z >= 2))(
    'the tail erfc(%d) is relatively exact',
    (z, _, tail) => {
      expect(Math.abs(erfc(z) / tail - 1)).toBeLessThan(1e-14);
    },
  );

  test('the series and the continued fraction agree where both converge', () => {
    for (let z = 1.5; z <= 3; z += 1 / 64)
      expect(Math.abs(1 - erfSeries(z) - erfcFraction(z))).toBeLessThan(1e-15);
  });

  test('Φ has the density φ as its slope, and Φ(x) + Φ(−x) = 1', () => {
    const eps = 1e-5;
    for (let x = -4; x <= 4; x += 0.125) {
      const slope = (normalDistribution(x + eps) - normalDistribution(x - eps)) / (2 * eps);
      // Truncation ε²/6 · |φ″| ≤ 1e-11, rounding 2e-16/ε = 2e-11.
      expect(Math.abs(slope - normalDensity(x))).toBeLessThan(1e-10);
      expect(Math.abs(normalDistribution(x) + normalDistribution(-x) - 1)).toBeLessThan(1e-15);
    }
  });

  test('Φ(0) is a half and Φ(−∞), Φ(∞) are 0 and 1', () => {
    expect(normalDistribution(0)).toBe(0.5);
    expect(normalDistribution(-40)).toBe(0);
    expect(normalDistribution(40)).toBe(1);
  });
});
