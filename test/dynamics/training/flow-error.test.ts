import { beforeAll, describe, expect, test } from 'vitest';
import { gradientFlow } from '../../../src/dynamics/methods/descent.ts';
import { adaptiveSolvers } from '../../../src/dynamics/solvers/registry.ts';
import { endpointError } from '../../../src/dynamics/training/flow-error.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { sqrt, sum } from '../../../src/engine/tensors/operations.ts';
import { objectiveOf } from '../../../src/problems/supervised/objective-of.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  distance,
  endOf,
  initial,
  smallProblem,
  withWeights,
} from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const solvers = Object.keys(adaptiveSolvers) as (keyof typeof adaptiveSolvers)[];

describe.each(solvers)('the endpoint of flow by %s', (solver) => {
  test.each([1e-3, 1e-5])(
    'on a quadratic has the error that is reported, at tolerance %d',
    (tolerance) => {
      const q = quadratic([3, 1, 0.3], [1, 2, -1]);
      const theta0 = Float64Array.of(1, 2, 3);
      const options = { time: 2, precision: 'double' } as const;
      const flow = (t: number) => gradientFlow(q.objective, t, solver);
      const end = endOf(flow(tolerance), q.objective, theta0, options);
      const error = distance(end, q.flow(theta0, 2));
      const estimate = withWeights(theta0, q.objective.shapes, (theta) =>
        endpointError(flow, theta, { ...options, tolerance }),
      );
      q.dispose();
      expect(estimate.converged).toBe(true);
      // The ratio of the two errors is a power of the tolerance only as dt → 0.
      expect(estimate.value / error).toBeGreaterThan(0.6);
      expect(estimate.value / error).toBeLessThan(1.6);
      expect(estimate.stderr).toBe((estimate.interval![1] - estimate.interval![0]) / 2);
      expect(estimate.cost.gradients).toBeGreaterThan(10);
    },
  );
});

test('the endpoint error of a tanh network is that against a far tighter flow, within its interval', () => {
  const { objective, dispose } = smallProblem();
  const options = { time: 5, precision: 'double' } as const;
  const flow = (t: number) => gradientFlow(objective, t, 'bogacki-shampine');
  const truth = endOf(flow(1e-9), objective, initial(), options);
  const error = distance(endOf(flow(1e-4), objective, initial(), options), truth);
  const { interval, cost } = withWeights(initial(), objective.shapes, (theta) =>
    endpointError(flow, theta, { ...options, tolerance: 1e-4 }),
  );
  dispose();
  expect(error).toBeGreaterThan(interval![0]);
  expect(error).toBeLessThan(interval![1]);
  expect(cost.hvps).toBe(0);
});

test('a flow that cannot reach the time has no endpoint error', () => {
  const cliff = objectiveOf(([theta]) => sum(sqrt(theta!)), [[1]]);
  const estimate = withWeights(Float64Array.of(1), cliff.shapes, (theta) =>
    endpointError((t) => gradientFlow(cliff, t, 'dormand-prince'), theta, {
      tolerance: 1e-4,
      time: 2,
    }),
  );
  expect(estimate.converged).toBe(false);
  expect(estimate.value).toBeNaN();
});
