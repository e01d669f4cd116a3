import { rng } from '../core/random.ts';
import { dispose } from '../engine/tensors/memory.ts';
import { unflatten } from '../engine/tensors/params.ts';
import type { Precision } from '../engine/tensors/precision.ts';
import type { Params } from '../engine/tensors/tensor.ts';
import type { NetworkObjective } from '../objective/objective.ts';
import { mlp } from '../problems/networks/mlp.ts';
import type { LossName } from '../problems/supervised/loss-names.ts';
import { problem } from '../problems/supervised/problem.ts';
import { type Dense, dense } from './tanh-network.ts';

const sizes = { inputs: 4, hidden: 6, outputs: 3 } as const;
const network = mlp({ ...sizes, hidden: [sizes.hidden], activation: 'tanh' });
/** Examples that it is trained on. */
export const EXAMPLES = 12;
const x = Float32Array.from(
  rng(1)
    .fork('x')
    .normals(EXAMPLES * sizes.inputs),
);
const labels = Int32Array.from({ length: EXAMPLES }, (_, i) => (i * i + i) % sizes.outputs);
/** Weights with a spread that bends every tanh; float32 holds them. Shape [P]. */
const weights = Float64Array.from(rng(1).fork('weights').normals(network.parameters), (z) =>
  Math.fround(0.7 * z),
);

/** Runs `body` with the objective of a network 4-6-3 of tanh and its weights. */
export function onNetwork<T>(
  loss: LossName,
  precision: Precision,
  body: (objective: NetworkObjective, theta: Params) => T,
): T {
  const on = problem(network, loss, { x, labels }, sizes.outputs, precision);
  const theta = unflatten(weights, network.shapes);
  try {
    return body(on.objective, theta);
  } finally {
    dispose(theta);
    on.dispose();
  }
}

/** Its loss, gradient and Hessian by the sums written out. */
export const denseOf = (loss: LossName): Dense => dense(sizes, loss, weights, x, labels);
