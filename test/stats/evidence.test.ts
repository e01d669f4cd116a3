import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { evidenceOf } from '../../src/stats/evidence.ts';
import { studentInterval } from '../../src/stats/student.ts';

describe('p-values and intervals tell the same', () => {
  const stream = rng(3).fork('evidence');
  const cases = Array.from({ length: 300 }, () => {
    const n = 2 + Math.floor(5 * stream.uniform());
    const centre = 0.3 * stream.normal();
    return {
      values: stream.normals(n).map((z) => centre + 0.1 * z),
      slack: stream.uniform() < 0.5 ? 0 : 0.05 * stream.uniform(),
      nothing: stream.uniform() < 0.5 ? 0 : 0.1,
      margin: 0.3,
      level: [0.5, 0.8, 0.95, 0.99][Math.floor(4 * stream.uniform())]!,
    };
  });

  test('at every level', () => {
    const seen = { apart: 0, within: 0 };
    for (const { values, slack, nothing, margin, level } of cases) {
      const found = evidenceOf([...values], { slack, nothing, margin });
      const n = values.length;
      const [low, high] = studentInterval(found.mean, found.sd! / Math.sqrt(n), n - 1, level);
      const apart = low - slack > nothing || high + slack < -nothing;
      const within = low - slack > -margin && high + slack < margin;
      expect(found.apart! < 1 - level).toBe(apart);
      expect(found.within! < 1 - level).toBe(within);
      seen.apart += Number(apart);
      seen.within += Number(within);
    }
    expect(Math.min(seen.apart, seen.within)).toBeGreaterThan(40);
  });
});

test('p is the tail of Student’s t, by its closed form with one degree of freedom', () => {
  // T = 3 at n = 2: p = 2 (1/2 − arctan(3)/π).
  const { apart } = evidenceOf([2, 4], { margin: 1 });
  expect(apart! / (1 - (2 * Math.atan(3)) / Math.PI)).toBeCloseTo(1, 9);
});

test('without an interval there is no p; a bracket alone has no chance in it', () => {
  expect(evidenceOf([1], { margin: 1 })).toMatchObject({ apart: null, within: null });
  expect(evidenceOf([1, 1], { margin: 1 })).toMatchObject({ apart: null, within: null });
  expect(evidenceOf([1, 1], { margin: 2, slack: 0.5 })).toMatchObject({ apart: 0, within: 0 });
  expect(evidenceOf([1, 1], { margin: 1, slack: 1.5 })).toMatchObject({ apart: 1, within: 1 });
});
