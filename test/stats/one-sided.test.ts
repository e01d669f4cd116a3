import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { holds, misses, range } from '../../src/core/range.ts';
import { evidenceOf, meanEdges } from '../../src/stats/one-sided.ts';
import { summary } from '../../src/stats/summary.ts';

describe('evidenceOf', () => {
  test('is at most 5 % exactly where the interval of 95 % lies inside, or outside', () => {
    const stream = rng(7);
    const ranges = [
      range(-0.5, 0.6),
      range(Number.NEGATIVE_INFINITY, 0.4),
      range(0.2, Number.POSITIVE_INFINITY),
    ];
    const seen = new Set<string>();
    for (let trial = 0; trial < 900; trial++) {
      const xs = [...stream.normals(5)].map((z) => 0.3 * z + (trial % 3) - 1);
      const { interval } = summary(xs);
      for (const one of ranges) {
        const { inside, outside } = evidenceOf(one, meanEdges(xs, xs));
        expect(inside <= 0.05).toBe(holds(one, interval));
        expect(outside <= 0.05).toBe(misses(one, interval));
        seen.add(`${inside <= 0.05} ${outside <= 0.05}`);
      }
    }
    expect(seen.size).toBe(3);
  });

  test('tells nothing above by lower ends at −∞, and below by upper ones at ∞', () => {
    const [low, high] = [
      [1, Number.NEGATIVE_INFINITY],
      [1, Number.POSITIVE_INFINITY],
    ];
    const edges = meanEdges(low, high);
    expect([edges.above(-100), edges.below(100)]).toEqual([1, 1]);
  });
});
