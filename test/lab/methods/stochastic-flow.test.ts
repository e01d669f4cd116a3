import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { methodOf } from '../../../src/lab/methods/registry.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRun, smallSpec } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const flow = (more: string) =>
  `{ method: stochastic-flow, rate: 1.0e-5, batch: 5, dt: 1.0e-5${more} }`;

test('noise of all three covariances has one trace, and leads elsewhere', async () => {
  const found = await Promise.all(
    ['', ', covariance: diagonal', ', covariance: isotropic'].map((more) =>
      smallRun(flow(more), 'steps: 1', 'stepNoise: { relativeError: 0.02, maxPairs: 3000 }'),
    ),
  );
  // From nearly the same weights.
  const [full, ...others] = found.map(({ scalars }) => scalars.stepNoise!);
  for (const { value, stderr } of others)
    expect(Math.abs(value - full!.value)).toBeLessThan(4 * Math.hypot(stderr, full!.stderr));
  const ends = found.map(({ weights }) => weights.map((w) => [...w]).join());
  expect(new Set(ends).size).toBe(3);
});

test('the covariance of SGD is what is meant, whether it is said or not', () => {
  const spec = (more: string) => smallSpec(flow(more), 'steps: 1', '').method;
  expect(spec(', covariance: full')).toEqual(spec(''));
  expect(spec('')).toHaveProperty('covariance', 'full');
  const diagonal = methodOf(spec(', covariance: diagonal'));
  expect(diagonal.label).toContain('diagonal');
  expect(diagonal.further).toEqual(['zhu2019']);
  expect(methodOf(spec('')).further).toEqual([]);
});
