import { describe, expect, test } from 'vitest';
import { shareText, significant, withError } from '../../src/core/format.ts';

describe('significant', () => {
  test.each([
    [0.0832, 3, '0.0832'],
    [382, 3, '382'],
    [381.96, 3, '382'],
    [0.083249, 3, '0.0832'],
    [1.2e-5, 3, '1.2 × 10⁻⁵'],
    [-1.2e-5, 3, '−1.2 × 10⁻⁵'],
    [0.9996, 3, '1'],
    [0.001, 3, '0.001'],
    [0.0009996, 3, '0.001'],
    [0.00099, 3, '9.9 × 10⁻⁴'],
    [1.5, 3, '1.5'],
    [100, 3, '100'],
    [60000, 3, '60000'],
    [12345, 3, '12345'],
    [999_999, 6, '999999'],
    [1_234_567, 3, '1.23 × 10⁶'],
    [2e120, 3, '2 × 10¹²⁰'],
    [0, 3, '0'],
    [-0, 3, '0'],
    [-2.5, 1, '−3'],
    [Math.PI, 8, '3.1415927'],
    [Number.NaN, 3, 'NaN'],
    [Number.POSITIVE_INFINITY, 3, '∞'],
    [Number.NEGATIVE_INFINITY, 3, '−∞'],
  ])('of %d to %d digits is %s', (x, digits, text) => expect(significant(x, digits)).toBe(text));

  test.each([0, 18, 1.5, Number.NaN])('refuses %d digits', (digits) => {
    expect(() => significant(1, digits)).toThrow(
      `invalid digits; not an integer in [1, 17]: ${digits}`,
    );
  });
});

describe('withError', () => {
  test.each([
    [382.3, 14.2, '382 ± 14'],
    [0.08321, 0.00113, '0.0832 ± 0.0011'],
    [1.2e-5, 1.5e-6, '(1.20 ± 0.15) × 10⁻⁵'],
    [-1.2e-5, 1.5e-6, '(−1.20 ± 0.15) × 10⁻⁵'],
    [38_211, 1432, '38200 ± 1400'],
    [1.25, 0.0996, '1.25 ± 0.10'],
    [0, 0.5, '0.00 ± 0.50'],
    [-0.001, 0.5, '0.00 ± 0.50'],
    [3, 14.2, '3 ± 14'],
    [1.234e6, 5600, '(1.2340 ± 0.0056) × 10⁶'],
    [2, 0, '2'],
    [2 / 3, 0, '0.6667'],
    [2, Number.POSITIVE_INFINITY, '2 ± ∞'],
    [2, Number.NaN, '2 ± NaN'],
    [Number.NaN, 1, 'NaN'],
    [0.5, 1e-20, '0.5 ± 1 × 10⁻²⁰'],
  ])('of %d and %d is %s', (value, stderr, text) => expect(withError(value, stderr)).toBe(text));
});

test.each([
  [0, '0 %'],
  [0.182, '18.2 %'],
  [0.9994, '99.9 %'],
  [1, 'a factor of 2'],
  [20.37, 'a factor of 21.4'],
])('a share of %d is %s', (share, text) => {
  expect(shareText(share)).toBe(text);
});

test('a share below 0 is refused', () => {
  expect(() => shareText(-0.1)).toThrow(RangeError);
  expect(() => shareText(Number.NaN)).toThrow(RangeError);
});
