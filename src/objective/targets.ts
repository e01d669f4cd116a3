import type { Params, Tensor } from '../engine/tensors/tensor.ts';

/** What the outputs of a network are to be on each of n examples, where that can be replaced. */
export interface Targets {
  /** y, row-major: one-hot vectors of classes, or real numbers. Shape [n, k]. */
  readonly values: Float32Array | Float64Array;
  /** k, the outputs of the network. */
  readonly outputs: number;
  /** ∇L over the given rows, or all examples, with targets [B, k] in place of theirs. Shapes those of θ. */
  gradient(theta: Params, targets: Tensor, rows?: Tensor): Tensor[];
}

/** The classes of n examples. */
export interface Labels {
  /** Each in 0 … k − 1. Shape [n]. */
  readonly labels: Int32Array;
  /** k, the outputs of the network. */
  readonly outputs: number;
  /** The classes that another label may be drawn from, in order: those of which the data have examples. */
  readonly classes: readonly number[];
}

/** The targets of labels in 0 … k − 1: row i is the unit vector of class labels[i]. Shape [n, k], row-major. */
export function oneHot(labels: Int32Array, outputs: number): Float32Array {
  const y = new Float32Array(labels.length * outputs);
  for (const [i, label] of labels.entries()) y[i * outputs + label] = 1;
  return y;
}
