import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import type { Scalars } from '../../../src/core/scalars.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { FLATNESS, measureFlatness } from '../../../src/probes/flatness/flatness.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { rescaled } from '../../support/rescaled-network.ts';
import { denseHessian, descended, smallMlp } from '../../support/small-network.ts';

const small = smallMlp('relu', 'squared-error');
const { shapes } = small.network;
const theta = descended(small, 0.3, 80);

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

function measured(x: Float64Array, seed = 1): Scalars {
  const on = problem(small.network, small.loss, small, 10);
  const held = unflatten(x, shapes);
  const H = hessian(on.objective, held, 'double');
  const scalars = measureFlatness(on.objective, H, x, rng(seed), {
    ...FLATNESS,
    precision: 'double',
  });
  H.dispose();
  dispose(held);
  on.dispose();
  return scalars;
}

test('all measures of a network, each with error, cost and verdict, leave nothing behind', () => {
  const scalars = measured(theta);
  expect(Object.keys(scalars)).toEqual([
    'epsilonSharpness',
    'samFirstOrder',
    'samSharpness',
    'adaptiveFirstOrder',
    'adaptiveSharpness',
    'meanRise',
    'meanRiseSecondOrder',
    'adaptiveMeanRise',
    'adaptiveMeanRiseSecondOrder',
    'relativeFlatness1',
    'relativeFlatness2',
    'relativeFlatness3',
  ]);
  for (const { value, stderr, cost } of Object.values(scalars)) {
    expect(value).toBeGreaterThan(0);
    expect(stderr).toBeLessThan(value);
    expect(cost.gradients + cost.hvps).toBeGreaterThan(0);
  }
  expect(scalars.samSharpness!.value).toBeGreaterThanOrEqual(scalars.samFirstOrder!.value);
  // The trace by another road: 2/σ² times the second order of the mean rise.
  const H = denseHessian(small, theta);
  const trace = H.reduce((sum, row, i) => sum + row[i]!, 0);
  const { value, stderr } = scalars.meanRiseSecondOrder!;
  expectNear(value, (FLATNESS.sigma.euclidean ** 2 / 2) * trace, { atol: 4 * stderr });
});

test('rescaling a relu network moves just those that are not invariant', () => {
  const [before, after] = [measured(theta), measured(rescaled(theta, shapes, 0, 8))];
  const moved = Object.keys(before).filter(
    (key) => Math.abs(after[key]!.value / before[key]!.value - 1) > 1e-3,
  );
  expect(moved).toEqual([
    'epsilonSharpness',
    'samFirstOrder',
    'samSharpness',
    'meanRise',
    'meanRiseSecondOrder',
  ]);
});
