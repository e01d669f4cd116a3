import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose, scoped } from '../../../src/engine/tensors/memory.ts';
import { flatten64, views } from '../../../src/engine/tensors/params.ts';
import type { Result } from '../../../src/lab/records/result.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRun, smallSpec, sources } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const STOP = 'steps: 20';
const run = (method: string, measure: string) => smallRun(method, STOP, measure);

/** gᵀHg/‖g‖² at the end of a run, by the objective itself. */
async function curvatureAlong(method: string, { weights }: Result): Promise<number> {
  const task = await openTask(smallSpec(method, STOP, 'points: 80'), sources);
  const { objective } = task;
  const flat = Float32Array.from(weights.flatMap((w) => [...w]));
  const theta = views(flat, objective.shapes);
  let found = Number.NaN;
  scoped(() => {
    const { gradient } = objective.gradient(theta);
    const [g, Hg] = [gradient, objective.hvp(theta, gradient)].map(flatten64) as [
      Float64Array,
      Float64Array,
    ];
    found = g.reduce((s, x, i) => s + x * Hg[i]!, 0) / g.reduce((s, x) => s + x * x, 0);
    return [];
  });
  dispose(theta);
  task.dispose();
  return found;
}

describe('the normalised step', () => {
  test.each([0.001, 0.01])('of descent at η = %d is ηh − 1 along the gradient', async (rate) => {
    const method = `{ method: gradient-descent, rate: ${rate} }`;
    const result = await run(method, 'normalisedStep: true');
    const h = await curvatureAlong(method, result);
    expect(h).toBeGreaterThan(0.5);
    // The parabola is exact up to third derivatives along the step.
    const alpha = result.scalars.normalisedStep!.value;
    expect(Math.abs((alpha + 1) / (rate * h) - 1)).toBeLessThan(10 * rate + 0.005);
  });

  test('exists on mini-batches and with momentum, not for flows or one example', async () => {
    for (const method of [
      '{ method: sgd, rate: 0.1, batch: 10 }',
      '{ method: heavy-ball, rate: 0.01 }',
    ]) {
      const { normalisedStep } = (await run(method, 'normalisedStep: true')).scalars;
      expect(normalisedStep).toMatchObject({ converged: true, cost: { gradients: 3 } });
      expect(normalisedStep!.stderr).toBeGreaterThan(0);
    }
    for (const method of ['{ method: gradient-flow }', '{ method: sgd, rate: 0.1, batch: 1 }'])
      expect((await run(method, 'normalisedStep: true')).scalars).not.toHaveProperty(
        'normalisedStep',
      );
  });
});

test('histograms hold every entry of every example, most of them inside', async () => {
  const { scalars, arrays, shapes } = await run(
    '{ method: sgd, rate: 0.1, batch: 10 }',
    'gradientHistogram: { bins: 20 }',
  );
  const { edges, counts } = arrays.gradientHistogram!;
  expect(edges).toHaveLength(21);
  expect(edges[20]! / scalars.gradientEntry!.value).toBeCloseTo(4, 12);
  for (const [i, own] of counts.entries()) {
    expect(own).toHaveLength(22);
    const size = shapes[i]!.reduce((a, b) => a * b, 1);
    expect(own.reduce((a, b) => a + b)).toBe(30 * size);
  }
  const all = counts.flat().reduce((a, b) => a + b);
  const outside = counts.reduce((sum, own) => sum + own[0]! + own.at(-1)!, 0);
  // Chebyshev: at most 1/16 of the entries lie beyond four root mean squares.
  expect(outside / all).toBeLessThan(1 / 16);
  expect(scalars.gradientEntry!.cost.gradients).toBe(61);
});

test('tail indices count their draws and lie where their samples do', async () => {
  const { stableIndex, hillIndex } = (
    await run('{ method: sgd, rate: 0.1, batch: 10 }', 'tailIndex: { draws: 256 }')
  ).scalars;
  expect(stableIndex!.cost.gradients).toBe(256 + 31);
  // Means of ten bounded gradients have all moments, so that no index is near that of a Cauchy law.
  expect(stableIndex!.value).toBeGreaterThan(1.5);
  expect(hillIndex!.value).toBeGreaterThan(2);
  expect(stableIndex!.stderr).toBeGreaterThan(0);
});
