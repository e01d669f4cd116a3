import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { holm } from '../../src/stats/holm.ts';
import { type Family, type FamilySteps, holmOverFamilies } from '../../src/stats/holm-families.ts';
import { studentTail } from '../../src/stats/student-tail.ts';
import { expectNear } from '../support/expect-near.ts';

const alone = (p: number): Family => ({ p, behind: [], weight: 1 });
const rejected = (steps: readonly FamilySteps[]) =>
  steps.map(({ first, behind }) => [first.rejected, ...behind.map((one) => one.rejected)]);

describe('Holm over families', () => {
  test('is Holm’s procedure where every family is one test', () => {
    const stream = rng(1).fork('families');
    for (let i = 0; i < 200; i++) {
      const ps = Array.from({ length: 1 + (i % 7) }, () => 0.1 * stream.uniform() ** 3);
      const plain = holm(
        ps,
        ps.map(() => 0.05),
      );
      expect(holmOverFamilies(ps.map(alone), 0.05).map(({ first }) => first.rejected)).toEqual(
        plain.map((one) => one.rejected),
      );
    }
  });

  test('asks what stands behind a test only once it is rejected, and holds its share until all of it is', () => {
    // Shares of 5 %: 0.025 each while both are open.
    expect(
      rejected(holmOverFamilies([{ p: 0.03, behind: [1e-9], weight: 1 }, alone(0.9)], 0.05)),
    ).toEqual([[false, false], [false]]);
    // Behind the first 0.02 fails at 0.0125 and 0.025 after 1e-4; the family keeps its share, and 0.04 fails.
    const open = holmOverFamilies(
      [{ p: 1e-4, behind: [1e-4, 0.03], weight: 1 }, alone(0.04)],
      0.05,
    );
    expect(rejected(open)).toEqual([[true, true, false], [false]]);
    const done = holmOverFamilies(
      [{ p: 1e-4, behind: [1e-4, 0.02], weight: 1 }, alone(0.04)],
      0.05,
    );
    expect(rejected(done)).toEqual([[true, true, true], [true]]);
    expect(done[1]!.first.at).toBe(0.05);
  });

  test('makes one false rejection or more in 5 of 100, whichever hypotheses are true', () => {
    const [stream, trials, n] = [rng(7).fork('families'), 4000, 4];
    const p = (mean: number) => {
      const xs = stream.normals(n).map((z) => z + mean);
      const centre = xs.reduce((a, b) => a + b) / n;
      const sd = Math.sqrt(xs.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (n - 1));
      return 2 * studentTail(Math.abs(centre) / (sd / Math.sqrt(n)), n - 1);
    };
    for (const truth of [
      [[0, 0, 0], [0], [0, 0]],
      [[9, 0, 9], [0], [9, 9]],
      [[9, 0, 0, 0], [9], [9]],
    ]) {
      let wrong = 0;
      for (let trial = 0; trial < trials; trial++) {
        const families = truth.map(([first, ...behind], i) => ({
          p: p(first!),
          behind: behind.map(p),
          weight: i + 1,
        }));
        const steps = rejected(holmOverFamilies(families, 0.05));
        if (steps.some((own, i) => own.some((one, j) => one && truth[i]![j] === 0))) wrong++;
      }
      expect(wrong / trials).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / trials));
    }
  });

  test('gives shares by weight', () => {
    // Of 5 %: 0.0375 and 0.0125; then all of it to the one that is left.
    const steps = holmOverFamilies([{ ...alone(0.03), weight: 3 }, alone(0.04)], 0.05);
    const shares = steps.map(({ first: { at } }) => at);
    expectNear(shares[0]!, 0.0375, { rtol: 1e-12 });
    expectNear(shares[1]!, 0.05, { rtol: 1e-12 });
    expect(rejected(steps)).toEqual([[true], [true]]);
  });

  test('refuses a p that is none, and knows no families', () => {
    expect(() => holmOverFamilies([alone(Number.NaN)], 0.05)).toThrow(
      'invalid p; not a number: NaN',
    );
    expect(holmOverFamilies([], 0.05)).toEqual([]);
  });
});
