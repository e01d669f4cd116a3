import { dispose } from '../../engine/tensors/memory.ts';
import { argMax, cast, div, equal, gather, sum } from '../../engine/tensors/operations.ts';
import { type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import { oneHot } from '../../objective/labels.ts';
import type { NetworkObjective } from '../../objective/objective.ts';
import type { Network } from '../networks/network.ts';
import type { LossName } from './loss-names.ts';
import { exampleLosses } from './losses.ts';
import { at, type Examples, microbatchSize, overMicrobatches } from './microbatches.ts';
import { networkObjective } from './network-objective.ts';

/** Examples as plain arrays. */
export interface ExampleArrays {
  /** Inputs, row-major. Shape [n, dim]. */
  readonly x: Float32Array;
  /** Classes 0 … classes − 1. Shape [n]. */
  readonly labels: Int32Array;
}

/** A network with a loss on a set of examples. */
export interface Problem {
  readonly objective: NetworkObjective;
  /** The network's outputs on these rows. Shape [rows, classes]. */
  outputs(theta: Params, rows: Tensor): Tensor;
  /** The loss of each of these rows. Shape that of `rows`. */
  losses(theta: Params, rows: Tensor): Tensor;
  /** Share of examples whose largest output is their label. Shape []. */
  accuracy(theta: Params): Tensor;
  /** Examples of a microbatch, which go through the network at once. */
  readonly microbatchSize: number;
  dispose(): void;
}

/**
 * The problem of a network on these examples, with the loss averaged over them.
 *
 * Large sets go through the network a microbatch at a time, so that memory does not grow with them.
 *
 * @throws RangeError if x does not hold dim values per label
 * @example
 * const test = { x: data.testX, labels: data.testLabels };
 * const onTest = problem(network, 'cross-entropy', test, data.classes);
 * console.log(onTest.objective.examples); // 100
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
  const examples = {
    x: tensor(x, [n, x.length / n]),
    y: tensor(oneHot(labels, classes), [n, classes]),
  };
  const lossOf = exampleLosses[loss];
  const most = microbatchSize(network, x.length / n);
  const objective = networkObjective(network, loss, { examples, labels, classes }, most);
  const correct = (theta: Params, on: Examples) =>
    sum(cast(equal(argMax(network.apply(theta, on.x), 1), argMax(on.y, 1)), 'float32'));
  return {
    objective,
    outputs: (theta, rows) => network.apply(theta, gather(examples.x, rows)),
    losses: (theta, rows) => {
      const on = at(examples, rows);
      return lossOf(network.apply(theta, on.x), on.y);
    },
    accuracy: (theta) =>
      div(overMicrobatches(examples, undefined, most, (on) => [correct(theta, on)])[0]!, n),
    microbatchSize: most,
    dispose: () => dispose([examples.x, examples.y]),
  };
}
