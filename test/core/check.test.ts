import { expect, test } from 'vitest';
import { decay, fraction, integerAtLeast, nonNegative, positive } from '../../src/core/check.ts';

const atLeastTwo = (name: string, value: number) => integerAtLeast(name, value, 2);

test.each([
  ['positive', positive, [1e-300, 3]],
  ['nonNegative', nonNegative, [0, 3]],
  ['integerAtLeast', atLeastTwo, [2, 7]],
  ['fraction', fraction, [0, 0.5, 1]],
  ['decay', decay, [0, 0.999]],
] as const)('%s returns what is in its range', (_, check, values) => {
  for (const value of values) expect(check('x', value)).toBe(value);
});

test.each([
  ['positive', positive, 'in (0, ∞)', [0, -1, Number.POSITIVE_INFINITY, Number.NaN]],
  ['nonNegative', nonNegative, 'in [0, ∞)', [-1e-300, Number.POSITIVE_INFINITY, Number.NaN]],
  ['integerAtLeast', atLeastTwo, 'an integer in [2, 2⁵³)', [1, 2.5, 2 ** 53, Number.NaN]],
  ['fraction', fraction, 'in [0, 1]', [-1e-300, 1.0000001, Number.NaN]],
  ['decay', decay, 'in [0, 1)', [-1e-300, 1, Number.NaN]],
] as const)('%s refuses what is not, NaN among it', (_, check, what, values) => {
  for (const value of values) {
    expect(() => check('eta', value)).toThrow(new RangeError(`invalid eta; not ${what}: ${value}`));
  }
});
