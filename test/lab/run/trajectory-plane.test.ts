import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { thinnedPath } from '../../../src/probes/landscape/thinned-path.ts';
import { expectNear } from '../../support/expect-near.ts';
import { sources } from '../../support/small-run.ts';
import { only } from '../../support/standard-experiment.ts';

beforeAll(() => openEngine('native'));

const run = (text: string, measure: string) =>
  execute(
    only(`${text}\nmeasure: { trace: false, sharpness: false, threshold: false, ${measure} }`),
    sources,
  );

test('on a quadratic of two weights path and losses are those of the closed form', async () => {
  const [h, eta, start] = [[2, 0.5], 0.1, [1, -2]] as const;
  const { arrays, scalars } = await run(
    'data: { name: quadratic, eigenvalues: [2, 0.5], start: [1, -2] }\nprecision: double\nmethods: [{ method: gradient-descent, rate: 0.1 }]\nstop: { steps: 12 }',
    'trajectoryPlane: { every: 3, looks: 10, points: 5 }',
  );
  const { path, losses, axes } = arrays.trajectoryPlane!;
  expectNear(scalars.trajectoryShare!.value, 1, { rtol: 1e-12 });
  const at = (step: number) => start.map((x, j) => x * (1 - eta * h[j]!) ** step);
  const truth = [0, 3, 6, 9, 12].map(at);
  expect(path).toHaveLength(5);
  const away = truth.map((theta) => theta.map((x, j) => x - truth[4]![j]!));
  // Another basis of the same plane: lengths and angles are the same.
  for (let i = 0; i < 5; i++)
    for (let k = 0; k < 5; k++) {
      const inner = (x: readonly number[], y: readonly number[]) => x[0]! * y[0]! + x[1]! * y[1]!;
      expectNear(inner(path[i]!, path[k]!), inner(away[i]!, away[k]!), { atol: 1e-12 });
    }
  // c ↦ θ is linear: solved from two places of the path.
  const [[a, b], [c, d]] = [path[0]!, path[2]!] as [[number, number], [number, number]];
  const back = (x: number, y: number) => {
    const [s, t] = [(x * d - y * c) / (a * d - b * c), (a * y - b * x) / (a * d - b * c)];
    return [0, 1].map((j) => truth[4]![j]! + s * away[0]![j]! + t * away[2]![j]!);
  };
  for (const [j, y] of axes[1]!.at.entries())
    for (const [i, x] of axes[0]!.at.entries()) {
      const theta = back(x, y);
      const loss = 0.5 * (h[0] * theta[0]! ** 2 + h[1] * theta[1]! ** 2);
      expectNear(losses[j]![i]!, loss, { rtol: 1e-9, atol: 1e-12 });
    }
});

test('a run on a line has no plane', async () => {
  const { arrays, scalars } = await run(
    'data: { name: quadratic, eigenvalues: [2] }\nmethods: [{ method: gradient-descent, rate: 0.1 }]\nstop: { steps: 12 }',
    'trajectoryPlane: { every: 3 }',
  );
  expect(scalars).not.toHaveProperty('trajectoryShare');
  expect(arrays).not.toHaveProperty('trajectoryPlane');
});

describe('a path that is thinned', () => {
  test('keeps points at equal distances in steps, at most so many', () => {
    const path = thinnedPath(2, 5);
    for (let step = 0; step <= 50; step++) path.add(step, Float64Array.of(step));
    expect(path.points.map(([step]) => step)).toEqual([0, 16, 32, 48]);
    expect(path.spacing).toBe(16);
  });

  test('goes on from what it saved', () => {
    const [one, other] = [thinnedPath(1, 4), thinnedPath(1, 4)];
    for (let step = 0; step < 7; step++) one.add(step, Float64Array.of(step));
    other.restore(one.save());
    for (let step = 7; step < 20; step++)
      for (const path of [one, other]) path.add(step, Float64Array.of(step));
    expect(other.save()).toEqual(one.save());
  });
});
