import {
  formGradient,
  hessianVectorProduct,
  valueAndGradient,
} from '../../engine/derivatives/autodiff.ts';
import { dispose, scoped } from '../../engine/tensors/memory.ts';
import {
  argMax,
  cast,
  div,
  equal,
  gather,
  indices,
  mul,
  type Params,
  sum,
  type Tensor,
  tensor,
} from '../../engine/tensors/tensor.ts';
import { oneHot } from '../../objective/labels.ts';
import type { NetworkObjective } from '../../objective/objective.ts';
import type { Network } from '../networks/network.ts';
import type { LossName } from './loss-names.ts';
import { exampleLosses, outputFisher } from './losses.ts';
import {
  at,
  type Examples,
  microbatchesOf,
  microbatchSize,
  overMicrobatches,
} from './microbatches.ts';

/** Examples as a network sees them. */
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
 * The objective of a network on these examples, with the loss averaged over them.
 *
 * Large sets go through the network a microbatch at a time, so that memory does not grow with them.
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
  const examples = {
    x: tensor(x, [n, x.length / n]),
    y: tensor(oneHot(labels, classes), [n, classes]),
  };
  const lossOf = exampleLosses[loss];
  const most = microbatchSize(network, x.length / n);
  /** Sums over all examples, or the given rows of them, a microbatch at a time. */
  const over = (rows: Tensor | undefined, term: (on: Examples, count: number) => Params) =>
    overMicrobatches(examples, rows, most, (on) => term(on, rows?.shape[0] ?? n));
  /** What these examples add to the mean loss over `count` examples. */
  const share = (theta: Params, on: Examples, count: number) =>
    div(sum(lossOf(network.apply(theta, on.x), on.y)), count);
  const weigh = (on: Examples & { readonly weights: Tensor }) => (theta: Params) =>
    sum(mul(lossOf(network.apply(theta, on.x), on.y), on.weights));
  const objective: NetworkObjective = {
    shapes: network.shapes,
    parameters: network.parameters,
    examples: n,
    value: (theta, rows) => over(rows, (on, count) => [share(theta, on, count)])[0]!,
    gradient(theta, rows) {
      const [value, ...gradient] = over(rows, (on, count) => {
        const part = valueAndGradient((q) => share(q, on, count), theta);
        return [part.value, ...part.gradient];
      });
      return { value: value!, gradient };
    },
    hvp: (theta, v, rows) =>
      over(rows, (on, count) => hessianVectorProduct((q) => share(q, on, count), theta, v)),
    formGradient: (theta, v) =>
      over(undefined, (on, count) => formGradient((q) => share(q, on, count), theta, v)),
    weighted: (theta, weights) =>
      overMicrobatches(
        { ...examples, weights },
        undefined,
        most,
        (on) => valueAndGradient(weigh(on), theta).gradient,
      ),
    weightedHvp: (theta, v, weights) =>
      overMicrobatches({ ...examples, weights }, undefined, most, (on) =>
        hessianVectorProduct(weigh(on), theta, v),
      ),
    labelled: {
      labels,
      classes,
      gradient(theta, y, rows) {
        const x = rows === undefined ? examples.x : gather(examples.x, rows);
        const own = (on: Examples) => (q: Params) => share(q, on, y.shape[0]!);
        return overMicrobatches(
          { x, y },
          undefined,
          most,
          (on) => valueAndGradient(own(on), theta).gradient,
        );
      },
    },
    microbatches: {
      arrays: (rows) => arraysOf(examples, rows, most),
      activations: n * network.activations,
      value: (theta, [x, y]) => share(theta, { x: x!, y: y! }, n),
      outputSize: classes,
      outputs: (theta, [x]) => network.apply(theta, x!),
      losses: (outputs, [, y]) => lossOf(outputs, y!),
      fisher: outputFisher[loss],
    },
  };
  const correct = (theta: Params, on: Examples) =>
    sum(cast(equal(argMax(network.apply(theta, on.x), 1), argMax(on.y, 1)), 'float32'));
  return {
    objective,
    outputs: (theta, rows) => network.apply(theta, gather(examples.x, rows)),
    losses: (theta, rows) => {
      const on = at(examples, rows);
      return lossOf(network.apply(theta, on.x), on.y);
    },
    accuracy: (theta) => div(over(undefined, (on) => [correct(theta, on)])[0]!, n),
    microbatchSize: most,
    dispose: () => dispose([examples.x, examples.y]),
  };
}

/** Microbatches of the examples, or of these rows of them, as tensors of their own. */
function arraysOf(examples: Examples, rows: Int32Array | undefined, most: number): Tensor[][] {
  const n = examples.x.shape[0]!;
  if (rows !== undefined && !(rows.length > 0 && rows.every((i) => 0 <= i && i < n))) {
    throw new RangeError(`invalid rows; one or more in 0 … ${n - 1} needed: ${rows}`);
  }
  return scoped(() => {
    const on = at(examples, rows && indices(rows));
    return microbatchesOf(on, most).map(({ x, y }) => [x, y]);
  });
}
