import { expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { growingHistogram } from '../../../src/probes/noise/growing-histogram.ts';

/** Counts between given edges, by comparing every number with every edge. */
const counted = (xs: Float64Array, edges: readonly number[]) =>
  edges.slice(1).map((high, i) => xs.filter((x) => edges[i]! <= x && x < high).length);

const groupsAt = (k: number) => {
  const random = rng(k).fork('numbers');
  // Ever wider, so that bins have to grow more than once.
  return [10, 0.1].map((scale) => random.normals(300).map((x) => scale * 3 ** k * x));
};

test('has the counts that its last bins would have had from the start', () => {
  const histogram = growingHistogram(16);
  const all = [0, 1, 2, 3].map(groupsAt);
  for (const groups of all) histogram.add(groups);
  const edges = histogram.edges();
  expect(edges[8]).toBe(0);
  expect(Math.log2(edges.at(-1)!) % 1).toBe(0);
  expect(histogram.counts()).toEqual(all.flat().map((xs) => counted(xs, edges)));
  for (const counts of histogram.counts()) expect(counts.reduce((a, b) => a + b)).toBe(300);
});

test('goes on from what was saved, forgets every second time, and counts no numbers that are none', () => {
  const [whole, first] = [growingHistogram(8), growingHistogram(8)];
  for (const k of [0, 1, 2, 3]) whole.add(groupsAt(k));
  for (const k of [0, 1]) first.add(groupsAt(k));
  const second = growingHistogram(8);
  second.restore(structuredClone(first.save()));
  for (const k of [2, 3]) second.add(groupsAt(k));
  expect(second.counts()).toEqual(whole.counts());
  second.halve();
  const kept = whole.counts();
  expect(second.counts()).toEqual([...kept.slice(0, 2), ...kept.slice(4, 6)]);
  const odd = growingHistogram(4);
  odd.add([Float64Array.of(0, 0)]);
  odd.add([Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, -4, 3, 4)]);
  expect(odd.edges()).toEqual([-8, -4, 0, 4, 8]);
  expect(odd.counts()).toEqual([
    [0, 0, 2, 0],
    [0, 1, 1, 1],
  ]);
  expect(() => growingHistogram(6)).toThrow('invalid bins; not a multiple of 4: 6');
});
