import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import type { Interval } from '../../../src/core/range.ts';
import { gradientFlow } from '../../../src/dynamics/methods/descent.ts';
import { adaptiveSolvers } from '../../../src/dynamics/solvers/registry.ts';
import { type EndpointOptions, endpointError } from '../../../src/dynamics/training/flow-error.ts';
import { train } from '../../../src/dynamics/training/train.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { add, neg, relu, sqrt, sum } from '../../../src/engine/tensors/operations.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import type { Tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { mlp } from '../../../src/problems/networks/mlp.ts';
import { objectiveOf } from '../../../src/problems/supervised/objective-of.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { distance, endOf, lossOf, withWeights } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

type Solver = keyof typeof adaptiveSolvers;
const solvers = Object.keys(adaptiveSolvers) as Solver[];

/** Follows the flow in one precision; where it ends, and what is said of its error. */
function followed(
  objective: Objective,
  theta0: Float64Array,
  {
    solver,
    tolerance,
    time,
    ...precisions
  }: { readonly solver: Solver; readonly of: EndpointOptions['precision'] } & Omit<
    EndpointOptions,
    'steps'
  >,
) {
  const flow = (t: number) => gradientFlow(objective, t, solver);
  return withWeights(theta0, objective.shapes, (theta) => {
    const options = { stop: { time }, loss: lossOf(objective), precision: precisions.of };
    const end = train(flow(tolerance), theta, options);
    const estimate = endpointError(end.theta, flow, theta, {
      ...{ tolerance, time, steps: end.step, precision: precisions.precision },
    });
    const at = flatten64(end.theta);
    dispose(end.theta);
    return { at, estimate, gradients: end.work.gradients };
  });
}

describe.each(solvers)('the endpoint of flow by %s', (solver) => {
  test.each([1e-3, 1e-5])(
    'on a quadratic has the error that is reported, at tolerance %d',
    (tolerance) => {
      const q = quadratic([3, 1, 0.3], [1, 2, -1]);
      const theta0 = Float64Array.of(1, 2, 3);
      const { at, estimate } = followed(q.objective, theta0, {
        ...{ solver, tolerance, time: 2, of: 'double', precision: 'double' },
      });
      const error = distance(at, q.flow(theta0, 2));
      q.dispose();
      expect(estimate.converged).toBe(true);
      expect(error).toBeGreaterThan(estimate.interval![0]);
      expect(error).toBeLessThan(estimate.interval![1]);
      expect(estimate.stderr).toBe((estimate.interval![1] - estimate.interval![0]) / 2);
      expect(estimate.cost.gradients).toBeGreaterThan(10);
    },
  );
});

/** Small smooth networks; where gradients jump, a flow in double precision at 1e-9 may take any number of steps. */
const networks = (['tanh', 'softplus', 'gelu', 'sigmoid'] as const).flatMap((activation) =>
  (['squared-error', 'cross-entropy'] as const).map((loss, i) => ({
    ...{ activation, loss, hidden: [6 + 3 * i], examples: 24, time: 4 - 2 * i },
  })),
);

test('in 90 of 100 flows at least the interval holds the error, float32 rounding included', () => {
  const held: [boolean, string][] = [];
  for (const [k, { activation, loss, hidden, examples, time }] of networks.entries()) {
    const network = mlp({
      ...{ inputs: 5, hidden, activation, outputs: 3, parametrisation: 'standard', scale: 1 },
    });
    const stream = rng(k);
    const images = {
      x: Float32Array.from(stream.fork('x').normals(examples * 5)),
      labels: Int32Array.from({ length: examples }, (_, i) => (i * i + k) % 3),
    };
    const { objective, dispose: free } = problem(network, loss, images, 3);
    const theta0 = Float64Array.from(network.init(stream.fork('init')).flatMap((a) => [...a]));
    const exact = endOf(gradientFlow(objective, 1e-9, 'dormand-prince'), objective, theta0, {
      ...{ time, precision: 'double' },
    });
    for (const solver of solvers)
      for (const tolerance of [1e-2, 1e-3, solver === 'dormand-prince' ? 1e-6 : 1e-4]) {
        const { at, estimate } = followed(objective, theta0, {
          ...{ solver, tolerance, time, of: 'single', precision: 'double' },
        });
        const error = distance(at, exact);
        const off = `${activation}, ${loss}, ${solver} ${tolerance}: ${error / estimate.value}`;
        held.push([within(error, estimate.interval!), off]);
      }
    free();
  }
  const missed = held.flatMap(([holds, of]) => (holds ? [] : [of]));
  expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(held.length / 10);
}, 600_000);

const within = (x: number, [low, high]: Interval) => low <= x && x <= high;

test('where there is no double precision, the rounding of both flows is in the interval', () => {
  const q = quadratic([3, 1, 0.3], [1, 2, -1]);
  const theta0 = Float64Array.of(1, 2, 3);
  const { at, estimate } = followed(q.objective, theta0, {
    ...{ solver: 'dormand-prince', tolerance: 1e-7, time: 2, of: 'single', precision: 'single' },
  });
  const error = distance(at, q.flow(theta0, 2));
  q.dispose();
  expect(within(error, estimate.interval!)).toBe(true);
  expect(estimate.interval![1]).toBeGreaterThan(1e-7);
});

const cliffs: readonly (readonly [string, (x: Tensor) => Tensor])[] = [
  // From 1 it is at 0 after time 2, where sqrt has no derivative.
  ['cannot reach the time', sqrt],
  // It stays at 0 from time 1 on, by steps as short as the tolerance.
  ['stays where its gradient jumps', (x) => add(relu(x), relu(neg(x)))],
];
test.each(cliffs)('a flow that %s has no endpoint error', (_, loss) => {
  const cliff = objectiveOf(([theta]) => sum(loss(theta!)), [[1]]);
  const estimate = withWeights(Float64Array.of(1), cliff.shapes, (theta) =>
    endpointError(theta, (t) => gradientFlow(cliff, t, 'dormand-prince'), theta, {
      ...{ tolerance: 1e-4, time: 3, steps: 10, precision: 'double' },
    }),
  );
  expect(estimate.converged).toBe(false);
  expect(estimate.value).toBeNaN();
});
