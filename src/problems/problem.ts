import { dispose } from '../engine/memory.ts';
import {
  argMax,
  cast,
  div,
  equal,
  gather,
  mean,
  type Params,
  sum,
  type Tensor,
  tensor,
} from '../engine/tensor.ts';
import { exampleLosses } from './losses.ts';
import type { LossName } from './names.ts';
import type { Network } from './networks/network.ts';
import { type Objective, objectiveOf } from './objective.ts';

/** Examples as a network sees them. */
export interface ExampleArrays {
  /** Inputs, row-major. Shape [n, dim]. */
  readonly x: Float32Array;
  /** Classes 0 … classes − 1. Shape [n]. */
  readonly labels: Int32Array;
}

/** A network with a loss on a set of examples. */
export interface Problem {
  readonly objective: Objective;
  /** The loss of each example. Shape [n]. */
  losses(theta: Params): Tensor;
  /** Share of examples whose largest output is their label. Shape []. */
  accuracy(theta: Params): Tensor;
  dispose(): void;
}

/**
 * The objective of a network on these examples, with the loss averaged over them.
 *
 * @throws RangeError if x does not hold dim values per label
 */
export function problem(
  network: Network,
  loss: LossName,
  { x, labels }: ExampleArrays,
  classes: number,
): Problem {
  const n = labels.length;
  if (n === 0 || x.length % n !== 0) {
    throw new RangeError(
      `invalid examples; ${x.length} input values do not divide among ${n} labels`,
    );
  }
  const inputs = tensor(x, [n, x.length / n]);
  const targets = tensor(oneHot(labels, classes), [n, classes]);
  const lossOf = exampleLosses[loss];
  const average = (f: Tensor, y: Tensor) => div(sum(lossOf(f, y)), f.shape[0]!);
  const value: Objective['value'] = (theta, rows) =>
    rows === undefined
      ? average(network.apply(theta, inputs), targets)
      : average(network.apply(theta, gather(inputs, rows)), gather(targets, rows));
  return {
    objective: objectiveOf(value, network.shapes, n),
    losses: (theta) => lossOf(network.apply(theta, inputs), targets),
    accuracy: (theta) =>
      mean(cast(equal(argMax(network.apply(theta, inputs), 1), argMax(targets, 1)), 'float32')),
    dispose: () => dispose([inputs, targets]),
  };
}

function oneHot(labels: Int32Array, classes: number): Float32Array {
  const y = new Float32Array(labels.length * classes);
  for (const [i, label] of labels.entries()) y[i * classes + label] = 1;
  return y;
}
