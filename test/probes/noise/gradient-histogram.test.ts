import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { gradientHistogram } from '../../../src/probes/noise/gradient-histogram.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { exampleGradients, smallCnn, smallMlp, withProblem } from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const edges = [-0.1, -0.001, 0, 0.001, 0.02, 0.4];

test.each([smallMlp('relu', 'squared-error', 4, 530), smallCnn('tanh', 'cross-entropy', 8)])(
  'counts every entry of every example by the oracle: $name',
  (small) => {
    const found = withProblem(small, small.theta, (objective, theta) => {
      const probe = gradientHistogram(objective, edges);
      const { counts } = probe.at(theta);
      probe.dispose();
      return counts;
    });
    const g = exampleGradients(small);
    let from = 0;
    for (const [a, shape] of small.network.shapes.entries()) {
      const to = from + shape.reduce((x, y) => x * y, 1);
      const expected = new Float64Array(edges.length + 1);
      for (const v of g)
        for (const x of v.subarray(from, to)) expected[edges.filter((e) => x > e).length]! += 1;
      // Entries that round-off could carry over an edge.
      const near = g
        .flatMap((v) => [...v.subarray(from, to)])
        .filter((x) => edges.some((e) => e !== 0 && Math.abs(x - e) < 1e-6)).length;
      const apart = expected.reduce((most, x, i) => Math.max(most, Math.abs(x - found[a]![i]!)), 0);
      expect(apart).toBeLessThanOrEqual(near);
      expect(found[a]!.reduce((x, y) => x + y, 0)).toBe(g.length * (to - from));
      from = to;
    }
  },
);

test('refuses edges that do not ascend', () => {
  withProblem(smallMlp('tanh', 'squared-error', 3, 4), new Float64Array(97), (objective) => {
    expect(() => gradientHistogram(objective, [0, 0])).toThrow(
      'invalid edges; not ascending: 0, 0',
    );
    expect(() => gradientHistogram(objective, [])).toThrow('invalid edges');
  });
});
