import { rng } from '../../src/core/random.ts';
import {
  type IntegrateOptions,
  integrate,
  type Method,
} from '../../src/dynamics/integrate/integrate.ts';
import { dispose, scoped } from '../../src/engine/tensors/memory.ts';
import { flatten64, unflatten } from '../../src/engine/tensors/params.ts';
import { readScalar } from '../../src/engine/tensors/precise.ts';
import type { Precision } from '../../src/engine/tensors/precision.ts';
import type { Params } from '../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../src/objective/objective.ts';
import { mlp } from '../../src/problems/networks/mlp.ts';
import { type Problem, problem } from '../../src/problems/supervised/problem.ts';

const classes = 3;
const inputs = 5;

/** Training examples of the small network. */
export const EXAMPLES = 24;

export const network = mlp({
  inputs,
  hidden: [6],
  activation: 'tanh',
  outputs: classes,
  parametrisation: 'standard',
  scale: 1,
});

/** A smooth problem of 57 weights: a tanh network with squared error on normal inputs. */
export const smallProblem = (precision: Precision = 'single'): Problem =>
  problem(
    network,
    'squared-error',
    {
      x: Float32Array.from(
        rng(3)
          .fork('x')
          .normals(EXAMPLES * inputs),
      ),
      labels: Int32Array.from({ length: EXAMPLES }, (_, i) => (i * i) % classes),
    },
    classes,
    precision,
  );

/** Its initial weights, float32 values. Shape [57]. */
export const initial = (seed = 4): Float64Array =>
  Float64Array.from(network.init(rng(seed)).flatMap((a) => [...a]));

/** Runs `body` with θ as tensors. */
export function withWeights<T>(
  flat: Float64Array,
  shapes: Objective['shapes'],
  body: (theta: Params) => T,
): T {
  const theta = unflatten(flat, shapes);
  try {
    return body(theta);
  } finally {
    dispose(theta);
  }
}

/** θ where the method ends. Shape [P]. */
export const endOf = (
  method: Method,
  objective: Objective,
  theta0: Float64Array,
  options: IntegrateOptions,
): Float64Array => pathOf(method, objective, theta0, options).at(-1)!;

/** θ at the start and after each step. */
export const pathOf = (
  method: Method,
  objective: Objective,
  theta0: Float64Array,
  options: IntegrateOptions,
): Float64Array[] =>
  withWeights(theta0, objective.shapes, (theta) =>
    Array.from(integrate(method, theta, options), (point) => flatten64(point.theta)),
  );

/** The full loss, evaluated op by op. */
export const lossOf =
  (objective: Objective) =>
  (theta: Params): number =>
    scoped(() => readScalar(objective.value(theta)));

/** ‖a − b‖ */
export const distance = (a: Float64Array, b: Float64Array): number =>
  Math.hypot(...a.map((x, i) => x - b[i]!));
