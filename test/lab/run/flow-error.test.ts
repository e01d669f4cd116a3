import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import type { Result } from '../../../src/lab/records/result.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRun } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const run = (method: string, measure: string) => smallRun(method, 'time: 4', measure);
const weights = (result: Result) => result.weights.flatMap((w) => [...w]);

test.each([
  ['gradient-flow, tolerance: 1.0e-2', 'gradient-flow, tolerance: 1.0e-6'],
  ['momentum-flow, rate: 0.01, tolerance: 1.0e-2', 'momentum-flow, rate: 0.01, tolerance: 1.0e-6'],
])('the error of %s is its distance from a far tighter flow', async (loose, tight) => {
  const measured = await run(`{ method: ${loose} }`, 'flowError: true');
  const exact = weights(await run(`{ method: ${tight} }`, 'points: 80'));
  const { flowError } = measured.scalars;
  const distance = Math.hypot(...weights(measured).map((x, i) => x - exact[i]!));
  expect(distance).toBeGreaterThan(1e-4);
  // The interval takes the order for granted; single precision adds round-off.
  expect(distance).toBeGreaterThan(0.5 * flowError!.interval![0]);
  expect(distance).toBeLessThan(1.5 * flowError!.interval![1]);
  expect(flowError!.converged).toBe(true);
  // Both flows of the estimate are counted beside the run's own.
  expect(measured.facts.cost.gradients).toBeGreaterThan(flowError!.cost.gradients);
});

test('is asked for, and only of flows under error control', async () => {
  for (const [method, measure] of [
    ['{ method: gradient-flow }', 'points: 80'],
    ['{ method: gradient-flow, solver: rk4, dt: 0.1 }', 'flowError: true'],
    ['{ method: gradient-descent, rate: 0.05 }', 'flowError: true'],
  ] as const)
    expect((await run(method, measure)).scalars).not.toHaveProperty('flowError');
});
