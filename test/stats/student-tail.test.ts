import { describe, expect, test } from 'vitest';
import { studentQuantile } from '../../src/stats/student.ts';
import { studentTail } from '../../src/stats/student-tail.ts';
import { expectNear } from '../support/expect-near.ts';

describe('studentTail', () => {
  test('is 1/2 − atan(t)/π at one degree of freedom, and 1/2 − t/(2√(2 + t²)) at two', () => {
    for (const t of [-30, -2, -0.1, 0, 0.5, 1, 7, 1e4]) {
      expectNear(studentTail(t, 1), Math.atan2(1, t) / Math.PI, { rtol: 1e-11 });
      const root = Math.sqrt(2 + t * t);
      // (√(2 + t²) − t)/(2√(2 + t²)), without the cancellation at large t.
      expectNear(studentTail(t, 2), t > 0 ? 1 / (root * (root + t)) : (root - t) / (2 * root), {
        rtol: 1e-11,
      });
    }
  });

  test('undoes the quantile', () => {
    for (const degrees of [1, 3, 4.7, 9, 120])
      for (const p of [0.6, 0.975, 1 - 1e-6])
        expectNear(studentTail(studentQuantile(p, degrees), degrees), 1 - p, { rtol: 1e-9 });
  });

  test('is certain at infinity, and knows nothing of NaN', () => {
    expect(studentTail(Number.POSITIVE_INFINITY, 3)).toBe(0);
    expect(studentTail(Number.NEGATIVE_INFINITY, 3)).toBe(1);
    expect(studentTail(Number.NaN, 3)).toBeNaN();
    expect(() => studentTail(1, 0)).toThrow('invalid degrees; not in (0, ∞): 0');
  });
});
