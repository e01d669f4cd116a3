import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { holm } from '../../src/stats/holm.ts';
import { studentTail } from '../../src/stats/student-tail.ts';

describe('holm', () => {
  test('holds the k-th smallest p against α/(m − k + 1), and stops at the first that fails', () => {
    // Holm 1979, §2: of four tests at 5 % the levels are 0.0125, 0.0167, 0.025, 0.05.
    const steps = holm([0.01, 0.04, 0.03, 0.005], [0.05, 0.05, 0.05, 0.05]);
    expect(steps.map(({ rejected }) => rejected)).toEqual([true, false, false, true]);
    expect(steps.map(({ at }) => at)).toEqual([0.05 / 3, 0.025, 0.025, 0.0125]);
  });

  test('takes tests with levels of their own in the order of p/α, and counts one without a p', () => {
    expect(holm([0.02, 0.001, Number.NaN], [0.1, 0.01, 0.05])).toEqual([
      { rejected: true, at: 0.05 },
      { rejected: true, at: 0.01 / 3 },
      { rejected: false, at: 0.05 },
    ]);
  });

  test('rejects a true hypothesis among many false ones in 5 of 100, and no more', () => {
    const [stream, trials, n] = [rng(5), 4000, 4];
    let wrong = 0;
    for (let trial = 0; trial < trials; trial++) {
      // Three hypotheses of mean 0: the last two are true.
      const ps = [4, 0, 0].map((mean) => {
        const xs = stream.normals(n).map((z) => z + mean);
        const centre = xs.reduce((a, b) => a + b) / n;
        const sd = Math.sqrt(xs.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (n - 1));
        return 2 * studentTail(Math.abs(centre) / (sd / Math.sqrt(n)), n - 1);
      });
      const [, b, c] = holm(ps, [0.05, 0.05, 0.05]);
      if (b!.rejected || c!.rejected) wrong++;
    }
    expect(wrong / trials).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / trials));
    // Without the steps it would be 3.3 %: the first hypothesis mostly leaves its share to the others.
    expect(wrong / trials).toBeGreaterThan(0.037);
  });

  test('refuses lists of different lengths', () => {
    expect(() => holm([0.1], [])).toThrow('invalid pairs; not of equal length: 1 and 0');
  });
});
