import peer from '@stdlib/stats-base-dists-normal-quantile';
import { describe, expect, test } from 'vitest';
import { normalCdf, normalQuantile } from '../../src/core/normal.ts';
import { expectNear } from '../support/expect-near.ts';

describe('normalQuantile', () => {
  // The peer inverts erfc by another method, accurate to 1e-14 away from the lower tail.
  test.each([1e-3, 0.07, 0.08, 0.5000001, 0.6, 0.924, 0.926, 0.975, 0.999, 1 - 1e-9])(
    'agrees with an independent implementation at p = %d',
    (p) => expectNear(normalQuantile(p), peer(p, 0, 1), { rtol: 1e-13 }),
  );

  test.each([1e-4, 1e-10, 1e-11, 1e-12, 1e-20, 1e-100, 1e-300])(
    'has the tail probability %d beyond it, by continued fraction',
    (p) => {
      // dQ/Q ≈ z² dz/z, so an error of 1e-15 in z is z² times larger here; z² < 1400.
      const z = -normalQuantile(p);
      expectNear(upperTail(z), p, { rtol: 4e-15 * z * z });
    },
  );

  test('is 1.959963984540054 at p = 0.975', () => {
    expectNear(normalQuantile(0.975), 1.959963984540054, { rtol: 1e-15 });
  });

  test('is ±∞ at the ends and 0 in the middle', () => {
    expect([0, 0.5, 1].map(normalQuantile)).toEqual([-Infinity, 0, Infinity]);
  });

  test.each([-1e-9, 1.0000001, Number.NaN])('is NaN at p = %d', (p) => {
    expect(normalQuantile(p)).toBeNaN();
  });
});

describe('normalCdf', () => {
  // Φ(z) from tables to the digits given: Abramowitz & Stegun 1964, table 26.1.
  test.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [2, 0.97724986805182],
    [3, 0.9986501019683699],
    [-1, 0.158655253931457],
  ])('of %d is %d', (z, p) => expectNear(normalCdf(z), p, { atol: 2e-15 }));

  test('undoes the quantile', () => {
    // The series is good to 1e-15 absolute, the quantile to 1e-15 relative.
    for (let i = 1; i < 200; i++) {
      expectNear(normalCdf(normalQuantile(i / 200)), i / 200, { atol: 2e-15 });
    }
  });

  test('is 0 and 1 far out, and NaN for NaN', () => {
    expect([-Infinity, -9, 9, Infinity, Number.NaN].map(normalCdf)).toEqual([
      0,
      0,
      1,
      1,
      Number.NaN,
    ]);
  });
});

// Q(z) = φ(z) / (z + 1/(z + 2/(z + 3/(z + …)))); Abramowitz & Stegun 1964, eq. 26.2.14.
function upperTail(z: number): number {
  let below = z;
  for (let k = 400; k > 0; k--) below = z + k / below;
  return Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI) / below;
}
