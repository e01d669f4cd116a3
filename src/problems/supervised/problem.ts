import type { Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { argMax, cast, div, equal, gather, reshape, sum } from '../../engine/tensors/operations.ts';
import { held, type Params, type Tensor } from '../../engine/tensors/tensor.ts';
import type { NetworkObjective } from '../../objective/objective.ts';
import { oneHot } from '../../objective/targets.ts';
import type { Network } from '../networks/network.ts';
import { type Loss, lossOfExamples } from './losses.ts';
import { at, type Examples, microbatchSize, overMicrobatches } from './microbatches.ts';
import { networkObjective } from './network-objective.ts';
import { shaped } from './shaping.ts';

/** Examples as plain arrays: inputs, and for each its class or k real numbers. */
export type ExampleArrays = {
  /** Inputs, row-major. Shape [n, dim]. */
  readonly x: Float32Array | Float64Array;
  /** The classes that another label may be drawn from; absent: all k. Of no meaning for real numbers. */
  readonly classes?: readonly number[];
  /** s of the shaping term of their loss, see {@link shaped}; absent: 0. */
  readonly shaping?: number;
} & (
  | {
      /** Classes 0 … k − 1. Shape [n]. */
      readonly labels: Int32Array;
      readonly values?: undefined;
    }
  | {
      readonly labels?: undefined;
      /** Targets, row-major. Shape [n, k]. */
      readonly values: Float32Array | Float64Array;
    }
);

/** A network with a loss on a set of examples. */
export interface Problem {
  readonly objective: NetworkObjective;
  /** The network's outputs on these rows. Shape [rows, k]. */
  outputs(theta: Params, rows: Tensor): Tensor;
  /** What each hidden layer hands on for these rows; none where the network has no such layers. Shapes [rows, m_l]. */
  hidden(theta: Params, rows: Tensor): Tensor[];
  /** The loss of each of these rows. Shape that of `rows`. */
  losses(theta: Params, rows: Tensor): Tensor;
  /** Share of examples whose largest output is their label; absent where they have none, and where outputs are no answers for classes. Shape []. */
  accuracy?(theta: Params): Tensor;
  /** Examples of a microbatch, which go through the network at once. */
  readonly microbatchSize: number;
  dispose(): void;
}

/**
 * The problem of a network on these examples, whose targets are of k numbers, with the loss averaged over them.
 *
 * Large sets go through the network a microbatch at a time, so that memory does not grow with them.
 * In double precision what is made of its objective computes in float64, on the native engine.
 *
 * @throws RangeError if inputs and targets are not of equally many examples, and for cross-entropy without labels
 * @example
 * const test = { x: data.testX, ...data.testTargets };
 * const onTest = problem(network, 'cross-entropy', test, data.outputs);
 * console.log(onTest.objective.examples); // 100
 */
export function problem(
  network: Network,
  loss: Loss,
  arrays: ExampleArrays,
  outputs: number,
  precision: Precision = 'single',
): Problem {
  const { x } = arrays;
  const values = arrays.values ?? oneHot(arrays.labels, outputs);
  const n = values.length / outputs;
  if (!(Number.isInteger(n) && n > 0 && x.length % n === 0)) {
    throw new RangeError(
      `invalid examples; ${x.length} input values do not divide among ${n} examples`,
    );
  }
  if (loss === 'cross-entropy' && arrays.labels === undefined)
    throw new RangeError('invalid loss; cross-entropy needs labels');
  const { shaping } = arrays;
  const lossOf = shaped(lossOfExamples(loss), shaping ?? 0);
  const examples = { x: held(x, [n, x.length / n]), y: held(values, [n, outputs]) };
  const most = microbatchSize(network, x.length / n);
  const labelled = arrays.labels && {
    labels: arrays.labels,
    outputs,
    classes: arrays.classes ?? Array.from({ length: outputs }, (_, label) => label),
  };
  const objective = networkObjective(
    network,
    loss,
    {
      ...{ examples, values, outputs, precision },
      ...(labelled && { labelled }),
      ...(shaping !== undefined && { shaping }),
    },
    most,
  );
  const answers = arrays.labels && (network.outputs ?? outputs) === outputs;
  const correct = (theta: Params, on: Examples) =>
    sum(cast(equal(argMax(network.apply(theta, on.x), 1), argMax(on.y, 1)), 'float32'));
  return {
    objective,
    outputs: (theta, rows) => network.apply(theta, gather(examples.x, rows)),
    hidden: (theta, rows) => network.hidden?.(theta, gather(examples.x, rows)) ?? [],
    losses: (theta, rows) => {
      const on = at(examples, rows);
      return reshape(lossOf(network.apply(theta, on.x), on.y, on.x), rows.shape);
    },
    ...(answers && {
      accuracy: (theta: Params) =>
        div(overMicrobatches(examples, undefined, most, (on) => [correct(theta, on)])[0]!, n),
    }),
    microbatchSize: most,
    dispose: () => dispose([examples.x, examples.y]),
  };
}
