import {
  formGradient,
  hessianVectorProduct,
  valueAndGradient,
} from '../../engine/derivatives/autodiff.ts';
import { scoped } from '../../engine/tensors/memory.ts';
import { div, gather, mul, reshape, sum } from '../../engine/tensors/operations.ts';
import { rowsAt } from '../../engine/tensors/rows.ts';
import { indices, type Params, type Tensor } from '../../engine/tensors/tensor.ts';
import type { NetworkObjective, Objective } from '../../objective/objective.ts';
import type { Network } from '../networks/network.ts';
import { type Loss, lossOfExamples, outputFisher } from './losses.ts';
import { type Examples, each, microbatchesOf, overMicrobatches } from './microbatches.ts';
import { shaped } from './shaping.ts';

/** What the loss of a network is taken over. */
export interface TargetedExamples extends Pick<Objective, 'labelled' | 'precision'> {
  /** Inputs [n, d] and targets [n, k] on the engine; they must outlive the objective. */
  readonly examples: Examples;
  /** The targets, row-major. Shape [n, k]. */
  readonly values: Float32Array | Float64Array;
  /** k, the numbers of a target. */
  readonly outputs: number;
  /** s of the shaping term; absent: 0. */
  readonly shaping?: number;
}

/**
 * L(θ) = (1/n) Σᵢ ℓ(f(θ, xᵢ), yᵢ) with its derivatives, about `most` examples at a time.
 *
 * `microbatches.arrays` throws RangeError on a row that is not in 0 … n − 1, and on no rows.
 */
export function networkObjective(
  network: Network,
  loss: Loss,
  { examples, values, outputs, labelled, precision, shaping = 0 }: TargetedExamples,
  most: number,
): NetworkObjective {
  const n = values.length / outputs;
  const lossOf = shaped(lossOfExamples(loss), shaping);
  /** Sums over all examples, or the given rows of them, a microbatch at a time. */
  const over = (rows: Tensor | undefined, term: (on: Examples, count: number) => Params) =>
    overMicrobatches(examples, rows, most, (on) => term(on, rows?.shape[0] ?? n));
  /** What these examples add to the mean loss over `count` examples. */
  const share = (theta: Params, on: Examples, count: number) =>
    div(sum(lossOf(network.apply(theta, on.x), on.y, on.x)), count);
  const weigh = (on: Examples & { readonly weights: Tensor }) => (theta: Params) =>
    sum(
      mul(
        lossOf(network.apply(theta, on.x), on.y, on.x),
        reshape(on.weights, [on.weights.size, 1]),
      ),
    );
  return {
    shapes: network.shapes,
    parameters: network.parameters,
    ...(precision && { precision }),
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
    ...(labelled && { labelled }),
    targets: {
      values,
      outputs,
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
      outputSize: network.outputs ?? outputs,
      outputs: (theta, [x]) => network.apply(theta, x!),
      losses: (outputs, [x, y]) => lossOf(outputs, y!, x!),
      ...(typeof loss === 'string' && { fisher: outputFisher[loss] }),
    },
  };
}

/** Microbatches of the examples, or of these rows of them, as tensors of their own. */
function arraysOf(examples: Examples, rows: Int32Array | undefined, most: number): Tensor[][] {
  const n = examples.x.shape[0]!;
  if (rows !== undefined && !(rows.length > 0 && rows.every((i) => 0 <= i && i < n))) {
    throw new RangeError(`invalid rows; one or more in 0 … ${n - 1} needed: ${rows}`);
  }
  return scoped(() => {
    const numbers = rows && indices(rows);
    const on = numbers === undefined ? examples : each(examples, (a) => rowsAt(a, numbers));
    return microbatchesOf(on, most).map(({ x, y }) => [x, y]);
  });
}
