import { rng } from '../../src/core/random.ts';
import { dispose } from '../../src/engine/tensors/memory.ts';
import { unflatten } from '../../src/engine/tensors/params.ts';
import type { Params } from '../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../src/objective/objective.ts';
import { cnn } from '../../src/problems/networks/cnn.ts';
import { mlp } from '../../src/problems/networks/mlp.ts';
import type { Activation } from '../../src/problems/networks/names.ts';
import type { Network } from '../../src/problems/networks/network.ts';
import type { LossName } from '../../src/problems/supervised/loss-names.ts';
import { problem } from '../../src/problems/supervised/problem.ts';
import { type OracleNetwork, oracle } from '../oracle/oracle.ts';
import { denseOf, type Matrix } from './dense-matrices.ts';

/** A small network with data, as the engine and as the oracle know it. */
export interface Small {
  readonly name: string;
  readonly network: Network;
  readonly twin: OracleNetwork;
  readonly loss: LossName;
  readonly x: Float32Array;
  readonly labels: Int32Array;
  /** Initial weights, which float32 holds exactly. Shape [P]. */
  readonly theta: Float64Array;
}

const common = { outputs: 10, classes: 10, parametrisation: 'standard', scale: 1 } as const;

/** An MLP 14-h-h-10 on n examples. */
export function smallMlp(activation: Activation, loss: LossName, width = 12, n = 20): Small {
  const hidden = [width, width];
  const network = mlp({ inputs: 14, hidden, activation, ...common });
  return build(
    network,
    { kind: 'mlp', inputShape: [1, 14, 1], hidden, activation, ...common },
    loss,
    n,
  );
}

/** A CNN on n images, of 7 × 6 pixels unless told otherwise. */
export function smallCnn(
  activation: Activation,
  loss: LossName,
  n = 20,
  {
    input = [7, 6, 1],
    channels = [3, 4],
  }: { input?: readonly [number, number, number]; channels?: readonly number[] } = {},
): Small {
  const network = cnn({ input, channels, activation, ...common });
  return build(
    network,
    { kind: 'cnn', inputShape: input, channels, activation, ...common },
    loss,
    n,
  );
}

function build(network: Network, twin: OracleNetwork, loss: LossName, n: number): Small {
  const name = `${network.label}, ${loss}`;
  const random = rng(3).fork(name);
  const dim = twin.inputShape.reduce((a, b) => a * b, 1);
  return {
    name,
    network,
    twin,
    loss,
    x: Float32Array.from(random.fork('x').normals(n * dim)),
    labels: Int32Array.from({ length: n }, (_, i) => i % twin.classes),
    theta: Float64Array.from(network.init(random.fork('init')).flatMap((a) => [...a])),
  };
}

/** Loss, gradient and HVP at θ by the hand-written float64 layers. */
export const oracleAt = ({ twin, loss, x, labels }: Small, theta: Float64Array) =>
  oracle(twin, loss, theta, Float64Array.from(x), labels);

/** ∇²L(θ) by the oracle, one product with each unit vector. Shape [P][P]. */
export const denseHessian = (small: Small, theta = small.theta): Matrix =>
  denseOf(theta.length, oracleAt(small, theta).hvp);

/** θ after some steps of gradient descent by the oracle, rounded to what float32 holds. */
export function descended(small: Small, eta: number, steps: number): Float64Array {
  let theta = small.theta;
  for (let k = 0; k < steps; k++) {
    const { gradient } = oracleAt(small, theta);
    theta = theta.map((x, i) => x - eta * gradient[i]!);
  }
  return Float64Array.from(theta, Math.fround);
}

/** The same network on these rows of the examples alone. */
export const onRows = (small: Small, rows: ArrayLike<number>): Small => {
  const d = small.x.length / small.labels.length;
  const x = Array.from(rows, (i) => [...small.x.subarray(i * d, (i + 1) * d)]).flat();
  const labels = Int32Array.from(rows, (i) => small.labels[i]!);
  return { ...small, x: Float32Array.from(x), labels };
};

/** Gradient of each example's loss, by the oracle. Shape [n][P]. */
export const exampleGradients = (small: Small, theta = small.theta): Float64Array[] =>
  Array.from(small.labels, (_, i) => oracleAt(onRows(small, [i]), theta).gradient);

/** Runs `body` with the objective of a network and its weights as tensors. */
export function withProblem<T>(
  small: Small,
  theta: Float64Array,
  body: (objective: Objective, at: Params) => T,
): T {
  const on = problem(small.network, small.loss, small, small.twin.classes);
  const at = unflatten(theta, small.network.shapes);
  try {
    return body(on.objective, at);
  } finally {
    dispose(at);
    on.dispose();
  }
}
